package vault

import (
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"selter/workflow/calendar"
)

// A Fault is a value that its field does not take. It names the rule, never the value.
type Fault struct {
	Field Field
	Rule  string
}

func (f Fault) Error() string { return string(f.Field) + " " + f.Rule }

// Faults are all that is wrong with the values of one call.
type Faults []Fault

func (f Faults) Error() string {
	said := make([]string, len(f))
	for i, one := range f {
		said[i] = one.Error()
	}
	return strings.Join(said, "; ")
}

// The longest texts, in characters.
const (
	longestName    = 150
	longestEmail   = 254 // RFC 5321
	longestAddress = 500
	longestReport  = 4000
)

// earliest is the first day that anybody who is spoken of here can have been born.
var earliest = calendar.NewDate(1900, time.January, 1)

// Normalise brings a value into the one form in which it is kept, compared and hashed,
// or tells by a Fault which rule it breaks. today is the day that birth lies before.
func Normalise(field Field, value string, today calendar.Date) (string, error) {
	if !utf8.ValidString(value) {
		return "", Fault{field, "must be text in UTF-8"}
	}
	fault := func(rule string) (string, error) { return "", Fault{field, rule} }
	switch field {
	case FullName:
		return line(field, value, 1, longestName)
	case Address:
		return line(field, value, 5, longestAddress)
	case HealthResult, WealthReport:
		return prose(field, value)
	case NIK:
		number := without(value, " .-")
		if rule := wrongNIK(number, today); rule != "" {
			return fault(rule)
		}
		return number, nil
	case NIP:
		number := without(value, " .-")
		if rule := wrongNIP(number, today); rule != "" {
			return fault(rule)
		}
		return number, nil
	case BirthDate:
		day, err := calendar.ParseDate(strings.TrimSpace(value))
		if err != nil {
			return fault("must be a day, YYYY-MM-DD")
		}
		if !day.Before(today) || day.Before(earliest) {
			return fault("must lie in the past, after 1899")
		}
		return day.String(), nil
	case Email:
		if text, ok := asEmail(strings.TrimSpace(value)); ok {
			return text, nil
		}
		return fault("must be an address of mail without a name")
	case Phone:
		if text, ok := asPhone(value); ok {
			return text, nil
		}
		return fault("must be a telephone number with 7 to 15 digits, +62... or 0...")
	}
	return fault("is not a field")
}

// line is text on one line, its blanks made single.
func line(field Field, value string, least, most int) (string, error) {
	text := strings.Join(strings.Fields(value), " ")
	if n := utf8.RuneCountInString(text); n < least || n > most || strings.ContainsFunc(text, hidden) {
		return "", Fault{field, "must be a line of text, neither too short nor too long, without hidden characters"}
	}
	return text, nil
}

// prose is text of several lines.
func prose(field Field, value string) (string, error) {
	text := strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n"))
	if n := utf8.RuneCountInString(text); n == 0 || n > longestReport || strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && hidden(r) }) {
		return "", Fault{field, "must be text of at most 4000 characters, without hidden ones"}
	}
	return text, nil
}

// hidden tells whether a character is none that can be seen: controls, and marks that
// turn the direction of what follows.
func hidden(r rune) bool { return unicode.Is(unicode.C, r) }

// wrongNIK says what is wrong with a NIK: six digits for the district, the day of birth as
// DDMMYY with 40 added to the day for women, four digits of a series (Permendagri on
// population numbers, UU 24/2013 art 13; general knowledge, to be verified against the text).
func wrongNIK(number string, today calendar.Date) string {
	if !digits(number, 16) {
		return "must have 16 digits"
	}
	day := number[6:8]
	if day[0] >= '4' {
		day = string(day[0]-4) + day[1:]
	}
	born := func(century string) bool {
		date, err := calendar.ParseDate(century + number[10:12] + "-" + number[8:10] + "-" + day)
		return err == nil && date.Before(today) && !date.Before(earliest)
	}
	if number[0] == '0' || number[12:] == "0000" || !born("19") && !born("20") {
		return "must hold a district, a day of birth and a series"
	}
	return ""
}

// contract stands in the place of the month of appointment for staff on a contract (PPPK).
const contract = "21"

// wrongNIP says what is wrong with a NIP: the day of birth as YYYYMMDD, year and month of
// the appointment, 1 or 2 for the sex, three digits of a series (Perka BKN 22/2007;
// general knowledge, to be verified against the text).
func wrongNIP(number string, today calendar.Date) string {
	if !digits(number, 18) {
		return "must have 18 digits"
	}
	born, err := calendar.ParseDate(number[:4] + "-" + number[4:6] + "-" + number[6:8])
	month := number[12:14]
	if month == contract {
		month = "01"
	}
	appointed, err2 := calendar.ParseDate(number[8:12] + "-" + month + "-01")
	if err != nil || err2 != nil || born.Before(earliest) || !born.Before(appointed) || appointed.After(today) ||
		number[14] != '1' && number[14] != '2' || number[15:] == "000" {
		return "must hold a day of birth, a month of appointment, 1 or 2, and a series"
	}
	return ""
}

func asEmail(text string) (string, bool) {
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Address != text || len(text) > longestEmail || strings.ContainsAny(text, "\" \t") || strings.ContainsFunc(text, hidden) {
		return "", false
	}
	at := strings.LastIndexByte(text, '@')
	domain := strings.ToLower(text[at+1:])
	if !strings.Contains(domain, ".") || strings.ContainsAny(domain, "[]") {
		return "", false
	}
	return text[:at+1] + domain, true // what stands before the @ may tell small from large
}

func asPhone(text string) (string, bool) {
	number := without(text, " .-()")
	if local, isLocal := strings.CutPrefix(number, "0"); isLocal {
		number = "+62" + local
	}
	rest, isInternational := strings.CutPrefix(number, "+")
	if !isInternational || len(rest) < 7 || len(rest) > 15 || rest[0] == '0' || !digits(rest, len(rest)) {
		return "", false
	}
	return number, true
}

func without(text, marks string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(marks, r) {
			return -1
		}
		return r
	}, text)
}

func digits(text string, n int) bool {
	return len(text) == n && strings.Trim(text, "0123456789") == ""
}
