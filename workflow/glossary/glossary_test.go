package glossary_test

import (
	"slices"
	"strings"
	"testing"

	"selter/workflow/glossary"
)

func load(t *testing.T) *glossary.Glossary {
	t.Helper()
	g, err := glossary.Load()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGlossary(t *testing.T) {
	t.Parallel()
	g := load(t)
	t.Run("finds_a_word_by_kind_and_code", func(t *testing.T) {
		t.Parallel()
		event, ok := g.Term(glossary.Event, "inauguration_due")
		if !ok || event.Indonesian != "tenggat pelantikan terlampaui" || event.Gloss == "" || event.Says != "" {
			t.Errorf("got %+v", event)
		}
		if deadline := g.Indonesian(glossary.Deadline, "inauguration_due"); deadline != "tenggat pelantikan" {
			t.Errorf("the same code as a deadline is %q", deadline)
		}
	})
	t.Run("says_why_a_guard_refuses", func(t *testing.T) {
		t.Parallel()
		if got, want := g.Says("enough_candidates_passed"), "Jumlah calon yang lulus seleksi administrasi belum mencapai batas minimum."; got != want {
			t.Errorf("got %q", got)
		}
	})
	t.Run("lets_an_unknown_word_stand_for_itself_and_say_nothing", func(t *testing.T) {
		t.Parallel()
		if _, ok := g.Term(glossary.Role, "king"); ok || g.Indonesian(glossary.Role, "king") != "king" || g.Says("king") != "" {
			t.Error("a word out of nowhere")
		}
	})
	t.Run("lists_its_words_in_one_order", func(t *testing.T) {
		t.Parallel()
		first, second := g.Terms(), load(t).Terms()
		if !slices.Equal(first, second) || len(first) < 300 {
			t.Errorf("%d words, the same twice: %t", len(first), slices.Equal(first, second))
		}
	})
}

// Terms stand inside sentences and headings, so they have the form of a dictionary.
func TestTerms(t *testing.T) {
	t.Parallel()
	names := []string{"Pejabat", "Menteri", "Presiden", "PPK", "Komisi", "Badan"}
	for _, term := range load(t).Terms() {
		t.Run(string(term.Kind)+"_"+term.Code, func(t *testing.T) {
			t.Parallel()
			first, _, _ := strings.Cut(term.Indonesian, " ")
			if strings.ToLower(first) != first && !slices.Contains(names, first) {
				t.Errorf("%q begins large and is no name", term.Indonesian)
			}
			if strings.HasSuffix(term.Indonesian, ".") || strings.HasSuffix(term.Gloss, ".") {
				t.Error("a term is not a sentence")
			}
			if first := term.Says; first != "" && strings.ToUpper(first[:1]) != first[:1] {
				t.Errorf("%q does not begin like a sentence", term.Says)
			}
		})
	}
	t.Run("of_one_kind_are_told_apart", func(t *testing.T) {
		t.Parallel()
		seen := make(map[string]string)
		for _, term := range load(t).Terms() {
			word := string(term.Kind) + " " + term.Indonesian
			if other, twice := seen[word]; twice {
				t.Errorf("%s and %s are both %q", other, term.Code, term.Indonesian)
			}
			seen[word] = term.Code
			if term.Says != "" {
				if other, twice := seen[term.Says]; twice {
					t.Errorf("%s and %s both say %q", other, term.Code, term.Says)
				}
				seen[term.Says] = term.Code
			}
		}
	})
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, file, want string }{
		{"refuses_a_word_given_twice", "role:\n  clock: {id: a, en: b}\n  clock: {id: c, en: d}\n", `mapping key "clock" already defined at line 2`},
		{"refuses_a_kind_given_twice", "role:\n  clock: {id: a, en: b}\nrole:\n  system: {id: c, en: d}\n", `mapping key "role" already defined`},
		{"refuses_an_unknown_kind", "colour:\n  red: {id: merah, en: red}\n", `unknown kind "colour"`},
		{"refuses_an_unknown_member", "role:\n  clock: {id: a, en: b, fr: c}\n", "line 2: field fr not found"},
		{"refuses_a_missing_term", "role:\n  clock: {en: b}\n", "role clock: needs id and en"},
		{"refuses_a_missing_gloss", "role:\n  clock: {id: b}\n", "role clock: needs id and en"},
		{"refuses_a_guard_without_a_sentence", "guard:\n  g: {id: a, en: b}\n", "guard g: a guard says a whole sentence"},
		{"refuses_a_guard_with_half_a_sentence", "guard:\n  g: {id: a, en: b, says: Bukan kalimat}\n", "guard g: a guard says a whole sentence"},
		{"refuses_a_role_with_a_sentence", "role:\n  clock: {id: a, en: b, says: Waktu habis.}\n", "role clock: only a guard says something"},
		{"refuses_a_code_that_is_no_word", "role:\n  Big Clock: {id: a, en: b}\n", "is not a code word"},
		{"refuses_a_stray_space", "role:\n  clock: {id: ' a', en: b}\n", "id begins or ends with a space"},
		{"refuses_a_second_document", "role:\n  clock: {id: a, en: b}\n---\nrole:\n", "more than one document"},
		{"refuses_an_empty_file", "", "EOF"},
		{"names_every_fault", "role:\n  clock: {id: a}\n  system: {en: b}\n", "role clock: needs id and en\nglossary: role system: needs id and en"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := glossary.Parse([]byte(tc.file))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
	t.Run("reads_a_dotted_code", func(t *testing.T) {
		t.Parallel()
		g, err := glossary.Parse([]byte("policy:\n  a.b_c: {id: satu, en: one}\n"))
		if err != nil || g.Indonesian(glossary.Policy, "a.b_c") != "satu" {
			t.Error(err)
		}
	})
}
