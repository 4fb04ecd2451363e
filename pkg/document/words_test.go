package document_test

import (
	"slices"
	"testing"

	"selter/pkg/document"
	"selter/workflow/calendar"
)

func TestSpelled_numbers_are_Indonesian(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		0: "nol", 3: "tiga", 10: "sepuluh", 11: "sebelas", 12: "dua belas", 19: "sembilan belas", 20: "dua puluh", 21: "dua puluh satu",
		100: "seratus", 101: "seratus satu", 111: "seratus sebelas", 200: "dua ratus", 999: "sembilan ratus sembilan puluh sembilan",
		1000: "seribu", 1001: "seribu satu", 1945: "seribu sembilan ratus empat puluh lima", 2024: "dua ribu dua puluh empat",
		9999: "sembilan ribu sembilan ratus sembilan puluh sembilan", 10000: "10000", -1: "-1",
	} {
		if got := document.Spelled(n); got != want {
			t.Errorf("%d is %q; want %q", n, got, want)
		}
	}
}

func TestSolemn_days_begin_minutes(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]string{
		"2024-07-15": "Senin, tanggal lima belas bulan Juli tahun dua ribu dua puluh empat",
		"2023-12-01": "Jumat, tanggal satu bulan Desember tahun dua ribu dua puluh tiga",
		"2026-02-28": "Sabtu, tanggal dua puluh delapan bulan Februari tahun dua ribu dua puluh enam",
	} {
		if got := document.Solemn(calendar.MustDate(day)); got != want {
			t.Errorf("%s is %q; want %q", day, got, want)
		}
	}
}

func TestNatural_order_counts_as_people_do(t *testing.T) {
	t.Parallel()
	want := []string{"", "7", "007-A", "9", "10", "A-2-9", "A-2-10", "A-10-1", "B"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, document.Natural)
	if !slices.Equal(got, want) {
		t.Errorf("sorted as %q; want %q", got, want)
	}
}

func TestPrintable_text_loses_nothing_in_silence(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"  Siti\tNur\r\nHaliza\u00a0 ": "Siti Nur Haliza",
		"Nguye\u0302\u0303n Ḥasan":     "Nguyễn Ḥasan", // composed
		"“Ketua” – ½ × 2 … €":          "“Ketua” – ½ × 2 … €",
		"a\u202eb\u200bc\x00d":         "a[U+202E]b[U+200B]c[U+0000]d",
		"😀 李":                          "[U+1F600] [U+674E]",
		"\xff":                         "\uFFFD",
		"ƁƊƘɓɗ Ʒ ŋ ʔ":                  "ƁƊƘɓɗ Ʒ ŋ ʔ", // letters of African and of Indonesian languages
		"":                             "",
	} {
		if got := document.Printable(text); got != want {
			t.Errorf("%q is printed as %q; want %q", text, got, want)
		}
	}
}
