package main

import (
	"errors"
	"strings"
	"testing"

	"selter/pkg/oversight"
	"selter/workflow/openselection/compliance"
)

// The changes of a score that are shown are the newest, in their order, however many there were before.
func TestScore_shows_its_newest_changes(t *testing.T) {
	t.Parallel()
	for _, all := range []int64{0, 1, 99, 100, 101, 250} {
		changes, err := newest(func(after int64) (page []oversight.Change, err error) {
			for at := after + 1; at <= all && len(page) < lastChanges; at++ {
				page = append(page, oversight.Change{Position: at})
			}
			return page, nil
		})
		if err != nil || int64(len(changes)) != min(all, lastChanges) {
			t.Fatalf("%d: %d changes, %v", all, len(changes), err)
		}
		for i, change := range changes {
			if want := all - int64(len(changes)) + int64(i) + 1; change.Position != want {
				t.Fatalf("%d: change %d is shown at %d, want %d", all, change.Position, i, want)
			}
		}
	}
	broken := errors.New("broken")
	if _, err := newest(func(int64) ([]oversight.Change, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

// A score is told in the words in which it is explained.
func TestScore_is_told_in_Indonesian(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := printScore(&b, nil, compliance.Result{
		Total: 91_25, Band: compliance.VeryGood, Label: compliance.Poor, Status: compliance.Final, Index: 3_75, Deducted: 10_00,
		Dimensions: []compliance.Dimension{{ID: compliance.Preparation, Points: 20_00, Weight: 25_00}}, Breaches: []compliance.Breach{{Code: compliance.CommitteeNotLawful}},
	}, []oversight.Change{{Position: 1, After: oversight.Figure{Total: 91_25}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"sangat baik", "label kurang", "persiapan", " dari ", "pengaduan", "panitia seleksi tidak sah", "0 butir", "butir penilaian lain"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, &b)
		}
	}
}
