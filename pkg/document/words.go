package document

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"selter/workflow/calendar"
	"selter/workflow/scoring"
)

// points and total are scores as Indonesian prints them, with a comma and with all their
// places, so that columns stand straight and nothing is rounded.
func points(p scoring.Points) string { return decimals(int64(p), 100, 2) }
func total(t scoring.Total) string   { return decimals(int64(t), 100_00, 4) }

func decimals(n, unit int64, places int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d,%0*d", sign, n/unit, places, n%unit)
}

var digits = [...]string{"nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"}

// spelled is a number from 0 to 9999 in words, as minutes and lists of names have it.
func spelled(n int) string {
	rest := func(n int) string {
		if n == 0 {
			return ""
		}
		return " " + spelled(n)
	}
	switch {
	case n < 0 || n > 9999:
		return strconv.Itoa(n)
	case n < 12:
		return digits[n]
	case n < 20:
		return digits[n-10] + " belas"
	case n < 100:
		return digits[n/10] + " puluh" + rest(n%10)
	case n < 200:
		return "seratus" + rest(n-100)
	case n < 1000:
		return digits[n/100] + " ratus" + rest(n%100)
	case n < 2000:
		return "seribu" + rest(n-1000)
	}
	return digits[n/1000] + " ribu" + rest(n%1000)
}

// counted is a number with its words, as in "3 (tiga)".
func counted(n int) string { return fmt.Sprintf("%d (%s)", n, spelled(n)) }

func weekday(d calendar.Date) string {
	return [...]string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}[d.Weekday()]
}

// solemn is a day as minutes begin with it: "Senin, tanggal lima belas bulan Juli tahun dua
// ribu dua puluh empat".
func solemn(d calendar.Date) string {
	day, rest, _ := strings.Cut(d.Long(), " ")
	month, _, _ := strings.Cut(rest, " ")
	n, _ := strconv.Atoi(day) // Long writes it so
	return fmt.Sprintf("%s, tanggal %s bulan %s tahun %s", weekday(d), spelled(n), month, spelled(d.Year()))
}

// span is the days from one to another, both included.
func span(from, to calendar.Date) string {
	switch {
	case to.IsZero() || from == to:
		return from.Long()
	case from.IsZero():
		return to.Long()
	}
	return from.Long() + " s.d. " + to.Long()
}

// midnight is the instant that a PDF of a day says it was made at: the day alone counts,
// so the hour is the same wherever it is printed.
func midnight(d calendar.Date) time.Time {
	return time.Unix(0, 0).UTC().AddDate(0, 0, calendar.MustDate("1970-01-01").DaysUntil(d))
}

// enumerated joins words as a sentence does: "a, b, dan c".
func enumerated(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	case 2:
		return words[0] + " dan " + words[1]
	}
	return strings.Join(words[:len(words)-1], ", ") + ", dan " + words[len(words)-1]
}

// capital writes the first letter of a term large; terms of the glossary are small.
func capital(term string) string {
	if term == "" {
		return ""
	}
	return strings.ToUpper(term[:1]) + term[1:] // terms begin with ASCII
}

// uncapital writes the first letter of a term small, inside a sentence.
func uncapital(term string) string {
	if term == "" {
		return ""
	}
	return strings.ToLower(term[:1]) + term[1:]
}

// counter is the number of the row with the index i.
func counter(i int) string { return strconv.Itoa(i + 1) }
