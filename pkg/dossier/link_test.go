package dossier_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"selter/pkg/dossier"
)

var secret = bytes.Repeat([]byte("rahasia!"), 4)

func someLink(t *rapid.T) dossier.Link {
	part := rapid.StringN(1, 50, 200)
	return dossier.Link{
		Reader: part.Draw(t, "reader"), Person: part.Draw(t, "person"),
		Name:    rapid.StringMatching(`[0-9a-f]{16,128}`).Draw(t, "name"),
		Expires: time.Unix(rapid.Int64Range(0, 1<<40).Draw(t, "expires"), 0).UTC(),
	}
}

func TestLink(t *testing.T) {
	t.Parallel()

	t.Run("holds_for_its_reader_until_it_expires", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			link := someLink(t)
			text, err := dossier.Sign(secret, link)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
				t.Errorf("not fit for an address: %s", text)
			}
			before := link.Expires.Add(-time.Duration(rapid.Int64Range(1, 1<<40).Draw(t, "before")))
			if got, err := dossier.Verify(secret, text, link.Reader, before); err != nil || got != link {
				t.Errorf("read %+v, %v; want %+v", got, err, link)
			}
			after := link.Expires.Add(time.Duration(rapid.Int64Range(0, 1<<40).Draw(t, "after")))
			if _, err := dossier.Verify(secret, text, link.Reader, after); !errors.Is(err, dossier.ErrLink) {
				t.Errorf("when it has expired: %v", err)
			}
			if _, err := dossier.Verify(secret, text, link.Reader+"x", before); !errors.Is(err, dossier.ErrLink) {
				t.Errorf("for another reader: %v", err)
			}
			if _, err := dossier.Verify(append(bytes.Clone(secret), '!'), text, link.Reader, before); !errors.Is(err, dossier.ErrLink) {
				t.Errorf("under another secret: %v", err)
			}
		})
	})

	t.Run("does_not_hold_with_any_bit_changed_or_any_byte_gone", func(t *testing.T) {
		t.Parallel()
		link := dossier.Link{Reader: "a", Person: "b", Name: aName, Expires: time.Unix(2_000_000_000, 0).UTC()}
		text, err := dossier.Sign(secret, link)
		if err != nil {
			t.Fatal(err)
		}
		now := link.Expires.Add(-time.Minute)
		raw, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		tried := 0
		refused := func(what, text string) {
			tried++
			if _, err := dossier.Verify(secret, text, "a", now); !errors.Is(err, dossier.ErrLink) {
				t.Errorf("%s: %v", what, err)
			}
		}
		for i := range raw {
			for bit := range 8 {
				changed := bytes.Clone(raw)
				changed[i] ^= 1 << bit
				refused("a bit changed", base64.RawURLEncoding.EncodeToString(changed))
			}
			refused("cut", base64.RawURLEncoding.EncodeToString(raw[:i]))
		}
		refused("padded", text+"=")
		refused("a line break", text[:8]+"\n"+text[8:])
		refused("longer", text+"AAAA")
		refused("nothing", "")
		if tried < 8*len(raw) {
			t.Errorf("tried %d", tried)
		}
	})

	t.Run("is_not_mistaken_for_one_with_its_parts_divided_otherwise", func(t *testing.T) {
		t.Parallel()
		until := time.Unix(2_000_000_000, 0)
		one, err := dossier.Sign(secret, dossier.Link{Reader: "ab", Person: "c", Name: aName, Expires: until})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := dossier.Verify(secret, one, "a", until.Add(-1)); !errors.Is(err, dossier.ErrLink) {
			t.Errorf("%v", err)
		}
	})

	t.Run("is_not_signed_without_a_secret_or_a_part", func(t *testing.T) {
		t.Parallel()
		good := dossier.Link{Reader: "a", Person: "b", Name: aName, Expires: time.Unix(2_000_000_000, 0)}
		for name, sign := range map[string]func() (string, error){
			"short secret": func() (string, error) { return dossier.Sign(secret[:31], good) },
			"no reader":    func() (string, error) { l := good; l.Reader = ""; return dossier.Sign(secret, l) },
			"no person":    func() (string, error) { l := good; l.Person = ""; return dossier.Sign(secret, l) },
			"no name":      func() (string, error) { l := good; l.Name = "../etc"; return dossier.Sign(secret, l) },
			"long reader":  func() (string, error) { l := good; l.Reader = strings.Repeat("a", 201); return dossier.Sign(secret, l) },
			"no moment":    func() (string, error) { l := good; l.Expires = time.Time{}; return dossier.Sign(secret, l) },
		} {
			if text, err := sign(); !errors.Is(err, dossier.ErrLink) || text != "" {
				t.Errorf("%s: %q, %v", name, text, err)
			}
		}
		if _, err := dossier.Verify(secret[:31], "", "a", time.Unix(0, 0)); !errors.Is(err, dossier.ErrLink) {
			t.Errorf("verified under a short secret: %v", err)
		}
	})
}
