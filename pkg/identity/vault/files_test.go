package vault_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"testing"

	"selter/pkg/dossier"
	"selter/pkg/identity/vault"
)

// The vault is what a dossier seals with.
var _ dossier.Sealer = (*vault.Vault)(nil)

// files are about what people hand in.
func files() []roomCase {
	content := bytes.Repeat([]byte("ijazah contoh "), 1000)
	return []roomCase{
		{"a_file_opens_for_its_person_under_its_name_alone", func(t *testing.T, r *room) {
			name := r.FileName("pelamar", content)
			if err := dossier.CheckName(name); err != nil {
				t.Fatal(err)
			}
			sealed, err := r.SealFile(t.Context(), "pelamar", name, content)
			if err != nil || bytes.Contains(sealed, content[:14]) {
				t.Fatalf("sealed in the clear, or %v", err)
			}
			if got, err := r.OpenFile(t.Context(), "pelamar", name, sealed); err != nil || !bytes.Equal(got, content) {
				t.Errorf("opened %d bytes, %v", len(got), err)
			}
			if _, err := r.SealFile(t.Context(), "lain", name, content); err != nil { // now there is a key to try
				t.Fatal(err)
			}
			for what, open := range map[string]func() ([]byte, error){
				"as another's":       func() ([]byte, error) { return r.OpenFile(t.Context(), "lain", name, sealed) },
				"under another name": func() ([]byte, error) { return r.OpenFile(t.Context(), "pelamar", name+"0", sealed) },
				"changed":            func() ([]byte, error) { return r.OpenFile(t.Context(), "pelamar", name, flipped(sealed)) },
				"cut":                func() ([]byte, error) { return r.OpenFile(t.Context(), "pelamar", name, sealed[:10]) },
			} {
				if _, err := open(); !errors.Is(err, vault.ErrSealed) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if _, err := r.OpenFile(t.Context(), "tak dikenal", name, sealed); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("of nobody: %v", err)
			}
		}},
		{"the_name_of_a_file_is_its_persons_its_contents_and_the_installations", func(t *testing.T, r *room) {
			name := r.FileName("pelamar", content)
			if again := vault.New(r.kept, r.anotherRing(t), clock).FileName("pelamar", content); again != name {
				t.Errorf("with the same keys read again: %s, was %s", again, name)
			}
			for what, other := range map[string]string{
				"another person":       r.FileName("lain", content),
				"another content":      r.FileName("pelamar", content[1:]),
				"another installation": vault.New(r.kept, generated(t), clock).FileName("pelamar", content),
			} {
				if other == name {
					t.Errorf("%s has the same name", what)
				}
			}
		}},
		{"a_dossier_keeps_what_only_the_persons_key_opens", func(t *testing.T, r *room) {
			file, _ := r.known(t, "pelamar", 1)
			var picture bytes.Buffer
			if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 4))); err != nil {
				t.Fatal(err)
			}
			blobs, err := dossier.OpenFolder(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			defer blobs.Close()
			d := &dossier.Dossier{Blobs: blobs, Sealer: r.Vault}
			kept, err := d.Keep(t.Context(), "pelamar", picture.Bytes(), dossier.Photo)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := d.Keep(t.Context(), "pelamar", picture.Bytes(), dossier.Photo); err != nil || again != kept {
				t.Errorf("kept again: %+v, %v; was %+v", again, err, kept)
			}
			if sealed, err := blobs.Get(t.Context(), kept.Name); err != nil || bytes.Contains(sealed, []byte("PNG")) {
				t.Errorf("it lies there in the clear, or %v", err)
			}
			if got, err := d.Fetch(t.Context(), "pelamar", kept.Name); err != nil || !bytes.Equal(got, picture.Bytes()) {
				t.Errorf("fetched %d bytes, %v", len(got), err)
			}
			r.erase(t, file)
			if _, err := d.Fetch(t.Context(), "pelamar", kept.Name); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("after the erasure: %v", err)
			}
		}},
		{"a_file_opens_after_the_keys_were_rotated_and_never_after_the_person_was_erased", func(t *testing.T, r *room) {
			file, _ := r.known(t, "pelamar", 1)
			name := r.FileName("pelamar", content)
			sealed, err := r.SealFile(t.Context(), "pelamar", name, content)
			if err != nil {
				t.Fatal(err)
			}
			if err := r.ring.Rotate(); err != nil {
				t.Fatal(err)
			}
			if got, err := r.OpenFile(t.Context(), "pelamar", name, sealed); err != nil || !bytes.Equal(got, content) {
				t.Errorf("after the rotation: %d bytes, %v", len(got), err)
			}
			r.erase(t, file)
			if _, err := r.OpenFile(t.Context(), "pelamar", name, sealed); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("after the erasure: %v", err)
			}
			if _, err := r.SealFile(t.Context(), "pelamar", name, content); !errors.Is(err, vault.ErrUnknown) {
				t.Errorf("sealing after the erasure: %v", err)
			}
		}},
	}
}

func flipped(sealed []byte) []byte {
	changed := bytes.Clone(sealed)
	changed[len(changed)/2] ^= 1
	return changed
}
