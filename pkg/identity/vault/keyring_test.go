package vault_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"selter/pkg/identity"
	"selter/pkg/identity/vault"
)

// A keyring is the keys that the rest of identity asks for.
var _ identity.Keys = (*vault.Keyring)(nil)

func generated(t testing.TB) *vault.Keyring {
	t.Helper()
	ring, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func encoded(t testing.TB, ring *vault.Keyring) []byte {
	t.Helper()
	text, err := ring.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func sealed(t *testing.T, ring *vault.Keyring, plain, context string) []byte {
	t.Helper()
	out, err := ring.Seal([]byte(plain), []byte(context))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestKeyring(t *testing.T) {
	t.Parallel()

	t.Run("opens_what_it_sealed_after_it_was_written_and_read", func(t *testing.T) {
		t.Parallel()
		ring := generated(t)
		secret := sealed(t, ring, "JBSWY3DPEHPK3PXP", "totp:ketua")
		again, err := vault.Read(encoded(t, ring))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := again.Open(secret, []byte("totp:ketua"))
		if err != nil || string(plain) != "JBSWY3DPEHPK3PXP" {
			t.Errorf("opened %q, %v", plain, err)
		}
		if ring.Digest("login", []byte("ketua")) != again.Digest("login", []byte("ketua")) {
			t.Error("the digest is another after reading")
		}
	})

	t.Run("opens_in_the_same_context_only_and_nothing_that_was_changed", func(t *testing.T) {
		t.Parallel()
		ring := generated(t)
		secret := sealed(t, ring, "JBSWY3DPEHPK3PXP", "totp:ketua")
		if _, err := ring.Open(secret, []byte("totp:anggota")); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("in another context: %v", err)
		}
		if _, err := generated(t).Open(secret, []byte("totp:ketua")); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("with the keys of another installation: %v", err)
		}
		for i := range secret {
			changed := bytes.Clone(secret)
			changed[i] ^= 1
			if _, err := ring.Open(changed, []byte("totp:ketua")); !errors.Is(err, vault.ErrSealed) {
				t.Fatalf("with byte %d changed: %v", i, err)
			}
		}
		for n := range len(secret) {
			if _, err := ring.Open(secret[:n], []byte("totp:ketua")); !errors.Is(err, vault.ErrSealed) {
				t.Fatalf("cut to %d bytes: %v", n, err)
			}
		}
		if bytes.Equal(secret, sealed(t, ring, "JBSWY3DPEHPK3PXP", "totp:ketua")) {
			t.Error("the same secret looks the same when it is sealed twice")
		}
	})

	t.Run("digests_are_keyed_and_apart_by_purpose", func(t *testing.T) {
		t.Parallel()
		ring := generated(t)
		value := []byte("3175064508800002")
		digest := ring.Digest("login", value)
		plain := hmac.New(sha256.New, nil)
		plain.Write(value)
		for name, other := range map[string][32]byte{
			"plain SHA-256":                sha256.Sum256(value),
			"HMAC without a key":           [32]byte(plain.Sum(nil)),
			"another purpose":              ring.Digest("subject", value),
			"the boundary moved":           ring.Digest("login3", value[1:]),
			"another installation":         generated(t).Digest("login", value),
			"another value":                ring.Digest("login", []byte("3175064508800003")),
			"the zero digest of a failure": {},
		} {
			if digest == other {
				t.Errorf("the digest equals that of %s", name)
			}
		}
		if digest != ring.Digest("login", value) {
			t.Error("the digest of the same value is another")
		}
	})

	t.Run("after_rotations_old_secrets_open_and_digests_stay", func(t *testing.T) {
		t.Parallel()
		ring := generated(t)
		old, digest := sealed(t, ring, "rahasia", "c"), ring.Digest("login", []byte("ketua"))
		for range 3 {
			if err := errors.Join(ring.Rotate(), ring.RotateLookup()); err != nil {
				t.Fatal(err)
			}
		}
		again, err := vault.Read(encoded(t, ring))
		if err != nil {
			t.Fatal(err)
		}
		fresh := sealed(t, ring, "rahasia", "c")
		for _, secret := range [][]byte{old, fresh} {
			if plain, err := again.Open(secret, []byte("c")); err != nil || string(plain) != "rahasia" {
				t.Errorf("opened %q, %v", plain, err)
			}
		}
		if bytes.Equal(old[:5], fresh[:5]) {
			t.Error("what is sealed after a rotation names the old key")
		}
		if again.Digest("login", []byte("ketua")) != digest {
			t.Error("a rotation changed the digests, by which accounts are found")
		}
		for _, count := range again.Counts() {
			want := 4
			if count.Purpose == "digests" {
				want = 1
			}
			if count.Keys != want {
				t.Errorf("%d keys for %s, want %d", count.Keys, count.Purpose, want)
			}
		}
	})

	t.Run("a_text_with_any_bit_changed_is_refused_and_not_repeated", func(t *testing.T) {
		t.Parallel()
		text := encoded(t, generated(t))
		for i := range bytes.TrimSpace(text) {
			for bit := range 8 {
				changed := bytes.Clone(text)
				changed[i] ^= 1 << bit
				if _, err := vault.Read(changed); !errors.Is(err, vault.ErrKeyring) {
					t.Fatalf("bit %d of byte %d: %v", bit, i, err)
				}
			}
		}
		for n := range len(text) - 1 {
			_, err := vault.Read(text[:n])
			if !errors.Is(err, vault.ErrKeyring) || len(err.Error()) > 100 {
				t.Fatalf("cut to %d bytes: %v", n, err)
			}
		}
	})

	t.Run("what_is_no_keyring_is_refused_by_a_reason", func(t *testing.T) {
		t.Parallel()
		text := string(encoded(t, generated(t)))
		for name, c := range map[string]struct{ text, says string }{
			"nothing":         {"", "is not a keyring"},
			"another file":    {`{"primaryKeyId":1,"key":[]}`, "is not a keyring"},
			"a later version": {strings.Replace(text, `"version":1`, `"version":2`, 1), "another version"},
			"a later sum":     {strings.Replace(text, `"sum":"`, `"sum":"0`, 1), "damaged"},
			"a second member": {strings.Replace(text, `"version":1`, `"version":1,"version":1`, 1), "is not a keyring"},
			"very long":       {text + strings.Repeat(" ", 1<<20), "too long"},
		} {
			if _, err := vault.Read([]byte(c.text)); !errors.Is(err, vault.ErrKeyring) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestKeyringFile(t *testing.T) {
	t.Parallel()

	t.Run("is_its_owners_alone_and_never_overwritten", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keyring.json")
		if err := generated(t).WriteFile(path); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("mode %v, %v", info.Mode(), err)
		}
		before, _ := os.ReadFile(path)
		if err := generated(t).WriteFile(path); !errors.Is(err, fs.ErrExist) {
			t.Errorf("writing over it: %v", err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Error("it was overwritten")
		}
		if names, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(names) != 1 {
			t.Errorf("left behind: %q", names)
		}
	})

	t.Run("that_others_can_read_is_refused", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keyring.json")
		if err := generated(t).WriteFile(path); err != nil {
			t.Fatal(err)
		}
		for _, mode := range []fs.FileMode{0o640, 0o604, 0o620, 0o602, 0o610, 0o644, 0o666, 0o777} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			if _, err := vault.ReadFile(path); !errors.Is(err, vault.ErrKeyring) || !strings.Contains(err.Error(), "chmod 600") {
				t.Errorf("mode %v: %v", mode, err)
			}
		}
		for _, mode := range []fs.FileMode{0o600, 0o400} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			if _, err := vault.ReadFile(path); err != nil {
				t.Errorf("mode %v: %v", mode, err)
			}
		}
		if _, err := vault.ReadFile(filepath.Dir(path)); !errors.Is(err, vault.ErrKeyring) {
			t.Errorf("a folder: %v", err)
		}
		if _, err := vault.ReadFile(path + ".none"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("no file: %v", err)
		}
	})

	t.Run("who_has_read_it_follows_what_another_program_rotates", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keyring.json")
		if err := generated(t).WriteFile(path); err != nil {
			t.Fatal(err)
		}
		server, err := vault.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		operator, err := vault.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := operator.Rotate(); err != nil {
			t.Fatal(err)
		}
		plain, err := server.Open(sealed(t, operator, "rahasia", "c"), []byte("c"))
		if err != nil || string(plain) != "rahasia" {
			t.Errorf("opened %q, %v", plain, err)
		}
		// Two that rotate one after the other, neither having seen the other: no key is lost.
		if err := errors.Join(server.Rotate(), operator.Rotate()); err != nil {
			t.Fatal(err)
		}
		if count := operator.Counts()[0]; count.Keys != 4 {
			t.Errorf("%d keys after three rotations", count.Keys)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
	})

	t.Run("of_another_installation_is_not_followed", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keyring.json")
		ring := generated(t)
		if err := ring.WriteFile(path); err != nil {
			t.Fatal(err)
		}
		secret := sealed(t, ring, "rahasia", "c")
		if err := os.WriteFile(path, encoded(t, generated(t)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := ring.Rotate(); !errors.Is(err, vault.ErrKeyring) {
			t.Errorf("rotating it: %v", err)
		}
		if plain, err := ring.Open(secret, []byte("c")); err != nil || string(plain) != "rahasia" {
			t.Errorf("the keys in hand: %q, %v", plain, err)
		}
	})

	t.Run("is_not_changed_while_another_change_is_under_way_or_through_a_link", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keyring.json")
		ring := generated(t)
		if err := ring.WriteFile(path); err != nil {
			t.Fatal(err)
		}
		before, _ := os.ReadFile(path)
		if err := os.WriteFile(path+".new", nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := ring.Rotate(); err == nil || !strings.Contains(err.Error(), "are being changed") {
			t.Errorf("with a change under way: %v", err)
		}
		if err := os.Remove(path + ".new"); err != nil {
			t.Fatalf("the other's file has been taken away: %v", err)
		}
		if err := os.Symlink(path, path+".link"); err != nil {
			t.Fatal(err)
		}
		linked, err := vault.ReadFile(path + ".link")
		if err != nil {
			t.Fatal(err)
		}
		if err := linked.Rotate(); !errors.Is(err, vault.ErrKeyring) {
			t.Errorf("through a link: %v", err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Error("the file has changed")
		}
	})
}

func FuzzRead(f *testing.F) {
	text := encoded(f, generated(f))
	f.Add(text)
	f.Add(text[:len(text)/2])
	f.Add([]byte(`{"kind":"selter keyring","version":1,"people":{},"secrets":{},"lookups":{},"digests":{},"sum":""}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		ring, err := vault.Read(text)
		if err != nil {
			if !errors.Is(err, vault.ErrKeyring) || len(err.Error()) > 100 {
				t.Fatalf("%v", err)
			}
			return
		}
		again, err := vault.Read(encoded(t, ring))
		if err != nil || again.Digest("a", text) != ring.Digest("a", text) {
			t.Fatalf("read, written and read again: %v", err)
		}
	})
}
