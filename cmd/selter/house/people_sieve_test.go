package house_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// A sieve finds what should not be where it is, in whatever way it may be written there.
type sieve struct{ canaries []canary }

// A canary is a text that stands nowhere but where somebody has put it.
type canary struct {
	group, name string
	folded      []form // looked for without regard to large and small letters
	exact       []form
}

type form struct {
	as   string
	text []byte
}

// shortest is how long a form has to be to mean anything.
const shortest = 8

// add has the sieve look for texts, of which an answer to somebody entitled to the group
// may hold any.
func (s *sieve) add(group, name string, texts ...string) {
	c := canary{group: group, name: name}
	for _, text := range texts {
		if len(text) < shortest {
			panic(fmt.Sprintf("%s: %d characters may stand anywhere", name, len(text)))
		}
		c.folded, c.exact = append(c.folded, foldedForms(text)...), append(c.exact, base64Forms(text)...)
	}
	s.canaries = append(s.canaries, c)
}

func foldedForms(text string) []form {
	forms := []form{{"raw", []byte(text)}, {"hex", []byte(hex.EncodeToString([]byte(text)))}}
	add := func(as, written string) {
		if !slices.ContainsFunc(forms, func(f form) bool { return string(f.text) == written }) {
			forms = append(forms, form{as, []byte(written)})
		}
	}
	quoted := func(text string) string { return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(text) }
	careful, err := json.Marshal(text) // which also writes & as \u0026
	if err != nil {
		panic(err) // a string has a JSON form
	}
	add("json", quoted(text))
	add("json in json", quoted(quoted(text)))
	add("careful json", string(careful[1:len(careful)-1]))
	add("careful json in json", quoted(string(careful[1:len(careful)-1])))
	add("query", url.QueryEscape(text))
	add("path", url.PathEscape(text))
	var all, each, numbers, wide strings.Builder
	for _, b := range []byte(text) {
		fmt.Fprintf(&each, "%%%02x", b)
		fmt.Fprintf(&numbers, "%d ", b)
	}
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&all, `\u%04x`, unit)
		wide.Write([]byte{byte(unit), byte(unit >> 8)})
	}
	add("escaped in full", all.String())
	add("percent in full", each.String())
	add("numbers", strings.TrimSpace(numbers.String()))
	add("numbers with commas", strings.ReplaceAll(strings.TrimSpace(numbers.String()), " ", ","))
	add("utf-16", wide.String())
	for i := range forms {
		forms[i].text = bytes.ToLower(forms[i].text)
	}
	return forms
}

// base64Forms are how a text stands in the base64 of something longer, which depends on
// how many bytes stand before it.
func base64Forms(text string) []form {
	var forms []form
	for before := range 3 {
		whole := append(make([]byte, before), text...)
		first, last := (before*8+5)/6, len(whole)*8/6 // characters that the text alone decides
		for as, encoding := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			forms = append(forms, form{as, []byte(encoding.EncodeToString(whole)[first:last])})
		}
	}
	return forms
}

// find lists what stands in a text, but for the groups that may stand there.
func (s *sieve) find(text []byte, may ...string) []string {
	var found []string
	folded := bytes.ToLower(text)
	for _, c := range s.canaries {
		if slices.Contains(may, c.group) {
			continue
		}
		for _, look := range []struct {
			in    []byte
			forms []form
		}{{folded, c.folded}, {text, c.exact}} {
			for _, f := range look.forms {
				if at := bytes.Index(look.in, f.text); at >= 0 {
					found = append(found, fmt.Sprintf("%s (%s) in %q", c.name, f.as, look.in[max(0, at-60):min(len(look.in), at+len(f.text)+60)]))
					break
				}
			}
		}
	}
	return found
}

// TestSieve proves that the sieve can find: every form of a text, wherever it begins.
func TestSieve(t *testing.T) {
	t.Parallel()
	const text = `Rahasia "Kenari" & Tujuh`
	var s sieve
	s.add("group", "name", text)
	escaped, err := json.Marshal(map[string]string{"a": text})
	if err != nil {
		t.Fatal(err)
	}
	twice, err := json.Marshal(string(escaped))
	if err != nil {
		t.Fatal(err)
	}
	for name, leak := range map[string]string{
		"raw": text, "small": strings.ToLower(text), "large": strings.ToUpper(text), "json": string(escaped), "json_in_json": string(twice),
		"query": url.Values{"q": {text}}.Encode(), "path": url.PathEscape(text), "hex": hex.EncodeToString([]byte(text)),
		"large_hex": strings.ToUpper(hex.EncodeToString([]byte(text))), "numbers": fmt.Sprintf("%d", []byte(text)),
	} {
		if len(s.find([]byte("vor "+leak+" nach"))) == 0 {
			t.Errorf("%s is not found", name)
		}
	}
	for before := range 8 {
		for name, encoding := range map[string]*base64.Encoding{"std": base64.StdEncoding, "url": base64.URLEncoding} {
			if len(s.find([]byte(encoding.EncodeToString([]byte(strings.Repeat("x", before)+text+"nach"))))) == 0 {
				t.Errorf("base64 %s after %d bytes is not found", name, before)
			}
		}
	}
	if found := s.find([]byte("Rahasia Kenari & Tujuh")); found != nil {
		t.Errorf("found %v", found)
	}
	if found := s.find([]byte(text), "group"); found != nil {
		t.Errorf("found what may be there: %v", found)
	}
}
