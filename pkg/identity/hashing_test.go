package identity_test

import (
	"strings"
	"testing"

	"selter/pkg/identity"
)

const (
	salt = "AAECAwQFBgcICQoLDA0ODw"
	key  = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
)

func TestPHC(t *testing.T) {
	t.Parallel()
	t.Run("is_read_as_it_is_written", func(t *testing.T) {
		t.Parallel()
		text := "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key
		if got, costs, ok := identity.CanonicalPHC(text); !ok || got != text || costs != identity.DefaultHashing() {
			t.Errorf("%q was read as %q, %+v, %v", text, got, costs, ok)
		}
	})
	for name, text := range map[string]string{
		"empty":                       "",
		"an_invitation":               "$invited$" + salt,
		"another_function":            "$argon2i$v=19$m=19456,t=2,p=1$" + salt + "$" + key,
		"another_version":             "$argon2id$v=16$m=19456,t=2,p=1$" + salt + "$" + key,
		"no_cost":                     "$argon2id$v=19$m=19456,t=2,p=0$" + salt + "$" + key,
		"more_memory_than_we_have":    "$argon2id$v=19$m=1048577,t=2,p=1$" + salt + "$" + key,
		"more_passes_than_we_wait":    "$argon2id$v=19$m=19456,t=65,p=1$" + salt + "$" + key,
		"more_lanes_than_there_are":   "$argon2id$v=19$m=19456,t=2,p=17$" + salt + "$" + key,
		"costs_in_another_order":      "$argon2id$v=19$t=2,m=19456,p=1$" + salt + "$" + key,
		"a_cost_with_a_leading_zero":  "$argon2id$v=19$m=019456,t=2,p=1$" + salt + "$" + key,
		"a_cost_with_a_sign":          "$argon2id$v=19$m=+19456,t=2,p=1$" + salt + "$" + key,
		"a_short_salt":                "$argon2id$v=19$m=19456,t=2,p=1$" + salt[:20] + "$" + key,
		"no_key":                      "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$",
		"bits_that_say_nothing":       "$argon2id$v=19$m=19456,t=2,p=1$" + salt[:21] + "x$" + key,
		"something_after_the_key":     "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key + "$",
		"a_line_break_within_the_key": "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key[:20] + "\n" + key[20:],
	} {
		t.Run("is_not_"+name, func(t *testing.T) {
			t.Parallel()
			if _, _, ok := identity.CanonicalPHC(text); ok {
				t.Errorf("%q was read", text)
			}
		})
	}
}

func FuzzPHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key)
	f.Add("$argon2id$v=19$m=4294967297,t=2,p=257$" + salt + "$" + key)
	f.Add("$invited$" + salt)
	f.Add(strings.Repeat("$", 6))
	f.Fuzz(func(t *testing.T, text string) {
		got, costs, ok := identity.CanonicalPHC(text)
		if !ok {
			return
		}
		if got != text {
			t.Errorf("%q was read as %q", text, got)
		}
		if costs.Memory < 1 || costs.Memory > 1<<20 || costs.Passes < 1 || costs.Passes > 64 || costs.Lanes < 1 || costs.Lanes > 16 {
			t.Errorf("%q costs %+v", text, costs)
		}
	})
}
