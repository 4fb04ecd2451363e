package dossier_test

import (
	"crypto/sha256"
	"errors"
	"image"
	"testing"

	"selter/pkg/dossier"
)

func TestInspect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		accepts dossier.Accepts
		content []byte
		want    dossier.Facts
	}{
		{"a_document_of_one_page", dossier.Document, written(t, 1), dossier.Facts{Media: dossier.MediaPDF, Pages: 1}},
		{"a_document_of_as_many_pages_as_are_taken", dossier.Document, written(t, 200), dossier.Facts{Media: dossier.MediaPDF, Pages: 200}},
		{"a_photo", dossier.Photo, photo(t, 300, 400), dossier.Facts{Media: dossier.MediaJPEG, Pages: 1, Width: 300, Height: 400}},
		{"a_drawing", dossier.Photo, drawing(t, painted(30, 40)), dossier.Facts{Media: dossier.MediaPNG, Pages: 1, Width: 30, Height: 40}},
		{"a_grey_drawing", dossier.Photo, drawing(t, image.NewGray16(image.Rect(0, 0, 7, 5))), dossier.Facts{Media: dossier.MediaPNG, Pages: 1, Width: 7, Height: 5}},
	} {
		t.Run("takes_"+c.name, func(t *testing.T) {
			t.Parallel()
			c.want.Size, c.want.SHA256 = int64(len(c.content)), sha256.Sum256(c.content)
			facts, err := dossier.Inspect(c.accepts, c.content)
			if err != nil || facts != c.want {
				t.Errorf("found %+v, %v; want %+v", facts, err, c.want)
			}
		})
	}
}

// ruleOf is the rule by which a file was refused, or "" if it was not.
func ruleOf(t *testing.T, err error) dossier.Rule {
	t.Helper()
	if err == nil {
		return ""
	}
	refusal, is := errors.AsType[*dossier.Refusal](err)
	if !is {
		t.Fatalf("the error is no refusal: %v", err)
	}
	return refusal.Rule
}
