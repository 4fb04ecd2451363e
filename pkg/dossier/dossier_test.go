package dossier_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"selter/pkg/dossier"
)

const (
	ani  = "0190f3a2-0000-7000-8000-00000000000a"
	budi = "0190f3a2-0000-7000-8000-00000000000b"
)

func TestDossier(t *testing.T) {
	t.Parallel()
	document := written(t, 2)

	t.Run("keeps_a_file_sealed_and_fetches_it", func(t *testing.T) {
		t.Parallel()
		blobs := &memory{}
		d := &dossier.Dossier{Blobs: blobs, Sealer: toySealer{}}
		kept, err := d.Keep(t.Context(), ani, document, dossier.Document)
		if err != nil || kept.Pages != 2 || kept.Media != dossier.MediaPDF || dossier.CheckName(kept.Name) != nil {
			t.Fatalf("kept %+v, %v", kept, err)
		}
		if !bytes.HasPrefix(blobs.blobs[kept.Name], []byte(ani+"|"+kept.Name+"|")) {
			t.Error("what is kept was not sealed for the person and the name")
		}
		got, err := d.Fetch(t.Context(), ani, kept.Name)
		if err != nil || !bytes.Equal(got, document) {
			t.Errorf("fetched %d bytes, %v", len(got), err)
		}
		if _, err := d.Fetch(t.Context(), budi, kept.Name); !errors.Is(err, errToy) {
			t.Errorf("as somebody else's: %v", err)
		}
		if _, err := d.Fetch(t.Context(), ani, aName); !errors.Is(err, dossier.ErrNoBlob) {
			t.Errorf("what is not there: %v", err)
		}
	})

	t.Run("keeps_the_same_file_of_a_person_once", func(t *testing.T) {
		t.Parallel()
		blobs := &memory{}
		d := &dossier.Dossier{Blobs: blobs, Sealer: toySealer{}}
		var names []string
		for _, person := range []string{ani, ani, budi} {
			kept, err := d.Keep(t.Context(), person, document, dossier.Document)
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, kept.Name)
		}
		if names[0] != names[1] || names[0] == names[2] || len(blobs.blobs) != 2 {
			t.Errorf("names %q, %d blobs", names, len(blobs.blobs))
		}
	})

	t.Run("does_not_pass_by_a_blob_that_is_not_what_its_name_says", func(t *testing.T) {
		t.Parallel()
		sealer := toySealer{}
		name := sealer.FileName(ani, document)
		forged, err := sealer.SealFile(t.Context(), ani, name, []byte("lain"))
		if err != nil {
			t.Fatal(err)
		}
		for _, there := range [][]byte{[]byte("rusak"), forged} {
			d := &dossier.Dossier{Blobs: &memory{blobs: map[string][]byte{name: there}}, Sealer: sealer}
			if kept, err := d.Keep(t.Context(), ani, document, dossier.Document); err == nil {
				t.Errorf("kept %s beside %q", kept.Name, there)
			}
		}
	})

	t.Run("keeps_nothing_of_a_file_that_is_refused_or_could_not_be_scanned", func(t *testing.T) {
		t.Parallel()
		down := errors.New("down")
		for name, c := range map[string]struct {
			content []byte
			scanner dossier.Scanner
			rule    dossier.Rule
			err     error
		}{
			"not accepted": {photo(t, 8, 8), nil, dossier.FileMedia, nil},
			"infected":     {document, verdict{}, dossier.FileInfected, nil},
			"not scanned":  {document, verdict{clean: true, err: down}, "", down},
		} {
			blobs := &memory{}
			d := &dossier.Dossier{Blobs: blobs, Sealer: toySealer{}, Scanner: c.scanner}
			_, err := d.Keep(t.Context(), ani, c.content, dossier.Document)
			refusal, is := errors.AsType[*dossier.Refusal](err)
			if is != (c.rule != "") || is && refusal.Rule != c.rule || c.err != nil && !errors.Is(err, c.err) {
				t.Errorf("%s: %v", name, err)
			}
			if len(blobs.blobs) > 0 {
				t.Errorf("%s: it was kept", name)
			}
		}
		d := &dossier.Dossier{Blobs: &memory{}, Sealer: toySealer{}, Scanner: verdict{clean: true}}
		if _, err := d.Keep(t.Context(), ani, document, dossier.Document); err != nil {
			t.Errorf("clean: %v", err)
		}
	})

	t.Run("looks_at_few_files_at_once_and_lets_the_others_wait", func(t *testing.T) {
		t.Parallel()
		scanner := &slow{begun: make(chan struct{}, 16), release: make(chan struct{})}
		d := &dossier.Dossier{Blobs: &memory{}, Sealer: toySealer{}, Scanner: scanner}
		var group sync.WaitGroup
		errs := make([]error, 10)
		for i := range errs {
			group.Go(func() { _, errs[i] = d.Keep(t.Context(), ani, document, dossier.Document) })
		}
		for range 4 {
			<-scanner.begun
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := d.Keep(ctx, ani, document, dossier.Document); !errors.Is(err, context.Canceled) {
			t.Errorf("who no longer waits: %v", err)
		}
		close(scanner.release)
		group.Wait()
		if err := errors.Join(errs...); err != nil || scanner.most.Load() != 4 {
			t.Errorf("looked at %d at once, %v", scanner.most.Load(), err)
		}
	})

	t.Run("has_the_limits_that_it_is_given", func(t *testing.T) {
		t.Parallel()
		limits := dossier.Standard()
		limits.Pages = 1
		d := &dossier.Dossier{Blobs: &memory{}, Sealer: toySealer{}, Limits: limits}
		_, err := d.Keep(t.Context(), ani, document, dossier.Document)
		if rule := ruleOf(t, err); rule != dossier.PDFPages {
			t.Errorf("refused by %q", rule)
		}
	})
}

func TestAccepts(t *testing.T) {
	t.Parallel()
	for set, want := range map[dossier.Accepts]string{
		dossier.Document: "PDF", dossier.Photo: "JPEG, PNG", dossier.PDF | dossier.Photo: "PDF, JPEG, PNG", 0: "Accepts(0)",
	} {
		if got := set.String(); got != want {
			t.Errorf("%d is %q, want %q", set, got, want)
		}
	}
}

// Every rule has one code, and a refusal begins with it.
func TestRules(t *testing.T) {
	t.Parallel()
	seen := make(map[dossier.Rule]bool)
	for _, rule := range dossier.Rules() {
		if seen[rule] || !strings.HasPrefix((&dossier.Refusal{Rule: rule, Detail: "x"}).Error(), string(rule)+": ") {
			t.Errorf("%s", rule)
		}
		seen[rule] = true
	}
}
