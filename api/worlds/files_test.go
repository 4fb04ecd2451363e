package worlds_test

import (
	"context"
	"encoding/hex"
	"errors"
	"testing"

	"selter/api"
	"selter/pkg/dossier"
)

// A cabinet lets a server hand files to the dossier of a house.
type cabinet struct{ *dossier.Dossier }

var formats = map[string]dossier.Accepts{dossier.MediaPDF: dossier.PDF, dossier.MediaJPEG: dossier.JPEG, dossier.MediaPNG: dossier.PNG}

func (c cabinet) Keep(ctx context.Context, person, media string, content []byte) (api.KeptFile, error) {
	kept, err := c.Dossier.Keep(ctx, person, content, formats[media])
	if refused, is := errors.AsType[*dossier.Refusal](err); is {
		return api.KeptFile{}, &api.FileRefused{Rule: string(refused.Rule), Detail: refused.Detail}
	}
	return api.KeptFile{Name: kept.Name, SHA256: hex.EncodeToString(kept.SHA256[:]), Size: kept.Size, Pages: kept.Pages, Media: kept.Media}, err
}

// A press prints nothing but where a document can be checked.
type press struct{}

func (press) Print(_ context.Context, _ api.PrintOrder, address string) ([]byte, error) {
	return []byte(address), nil
}

func (press) Code(context.Context, api.PrintOrder) (string, error) { return "0", nil }

// linked is the address to which a question for a link leads.
func linked(t *testing.T, w *world, as, path string) string {
	t.Helper()
	told := question{method: "GET", path: path, as: as}.of(t.Context(), w.handler)
	link, err := decode[struct{ URL string }]([]byte(told.body))
	must(t, err)
	if link.URL == "" {
		t.Fatalf("%s by %s: %s", path, as, told)
	}
	return link.URL
}
