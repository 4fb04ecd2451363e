package document_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"selter/pkg/document"
)

func TestCodeOf_is_short_and_can_be_typed(t *testing.T) {
	t.Parallel()
	got := document.CodeOf([32]byte{'f', 'o', 'o', 'b', 'a', 'r', 'f', 'o', 'o', 'b', 0xff})
	if want := "MZXW-6YTB-OJTG-633C"; got != want {
		t.Errorf("got %s; want %s", got, want)
	}
	seen := make(map[string]string)
	for _, s := range samples() {
		hash, err := document.HashOf(s.data)
		if err != nil {
			t.Fatal(err)
		}
		code := document.CodeOf(hash)
		if !regexp.MustCompile(`^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$`).MatchString(code) {
			t.Errorf("%s has the code %s", s.name, code)
		}
		if other, twice := seen[code]; twice {
			t.Errorf("%s and %s have one code", s.name, other)
		}
		seen[code] = s.name
	}
}

// The same data has the same code whatever verification is in it; one other letter, one
// other hundredth of a point, and it is another.
func TestHashOf_follows_the_data_alone(t *testing.T) {
	t.Parallel()
	hash := func(d document.Document) [32]byte {
		t.Helper()
		h, err := document.HashOf(d)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	was := hash(recap(20))
	if now := hash(sealed(recap(20))); now != was {
		t.Error("the verification changes the hash")
	}
	for name, change := range map[string]func(*document.Recap){
		"number":    func(r *document.Recap) { r.Number += "/A" },
		"day":       func(r *document.Recap) { r.Date = r.Date.AddDays(1) },
		"name":      func(r *document.Recap) { r.Signatories[0].Name = strings.ToUpper(r.Signatories[0].Name) },
		"score":     func(r *document.Recap) { r.Rows[3].Points["paper"]++ },
		"total":     func(r *document.Recap) { r.Rows[3].Total++ },
		"tie-break": func(r *document.Recap) { r.Tie = r.Tie[:1] },
		"order":     func(r *document.Recap) { r.Rows[0], r.Rows[1] = r.Rows[1], r.Rows[0] },
	} {
		r := recap(20)
		change(&r)
		if hash(r) == was {
			t.Errorf("another %s leaves the hash as it is", name)
		}
	}
}

func TestPDF_refuses_a_code_that_is_not_that_of_the_data(t *testing.T) {
	t.Parallel()
	r := sealed(recap(20))
	r.Source = "jurnal seleksi, catatan ke-43"
	for name, verification := range map[string]document.Verification{
		"stale": r.Verification, "none": {}, "no_address": {Code: sealed(r).Verification.Code},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			other := r
			other.Verification = verification
			if _, err := other.PDF(); !errors.Is(err, document.ErrCode) {
				t.Errorf("PDF: %v", err)
			}
			if _, err := other.XLSX(); !errors.Is(err, document.ErrCode) {
				t.Errorf("XLSX: %v", err)
			}
		})
	}
}
