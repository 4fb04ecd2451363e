package document_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"reflect"
	"strings"
	"testing"

	"selter/pkg/document"
	"selter/workflow/calendar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestPDF_says_all_that_the_data_says(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			got := readPDF(t, s.file)
			text, looked := got.text(), 0
			for path, want := range said(reflect.ValueOf(s.data), "") {
				looked++
				if !strings.Contains(text, squeezed(want)) {
					t.Errorf("%s is not printed: %q", path, want)
				}
			}
			if looked < 20 {
				t.Errorf("looked at %d texts only", looked)
			}
		})
	}
}

// said are the texts and days of some data by their path; words out of closed lists are
// printed in Indonesian and looked at elsewhere.
func said(v reflect.Value, path string) map[string]string {
	all := make(map[string]string)
	if day, ok := reflect.TypeAssert[calendar.Date](v); ok {
		if !day.IsZero() {
			all[path] = day.Long()
		}
		return all
	}
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.String() != "" {
			all[path] = v.String()
		}
	case reflect.Struct:
		for i := range v.NumField() {
			maps.Copy(all, said(v.Field(i), path+"/"+v.Type().Field(i).Name))
		}
	case reflect.Slice:
		for i := range v.Len() {
			maps.Copy(all, said(v.Index(i), fmt.Sprintf("%s/%d", path, i)))
		}
	}
	return all
}

func TestPDF_keeps_within_the_margins(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			if out := readPDF(t, s.file).outside(t); len(out) > 0 {
				t.Errorf("over a margin: %q", out)
			}
		})
	}
}

func TestPDF_has_its_code_and_its_page_on_each_page(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			got := readPDF(t, s.file)
			feet := make(map[int]string)
			for _, one := range got.runs {
				if one.isFooter() {
					feet[one.Page] += one.Text + "|"
				}
			}
			hash, err := document.HashOf(s.data)
			if err != nil {
				t.Fatal(err)
			}
			for page := 1; page <= got.Pages; page++ {
				want := fmt.Sprintf("Kode verifikasi %s · 14 Juli 2024|Halaman %d dari %d|", document.CodeOf(hash), page, got.Pages)
				if feet[page] != want {
					t.Errorf("page %d ends with %q; want %q", page, feet[page], want)
				}
			}
		})
	}
}

func TestPDF_is_the_same_file_each_time(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			if !bytes.Equal(printed(t, s.data), s.file) {
				t.Error("the same data gave two files")
			}
		})
	}
}

// The list of documents with their pages: a change of the layout shows itself here.
func TestPDF_has_as_many_pages_as_the_golden_list(t *testing.T) {
	t.Parallel()
	var list strings.Builder
	for _, s := range samples() {
		fmt.Fprintf(&list, "%s %d\n", s.name, readPDF(t, s.file).Pages)
	}
	const golden = "testdata/pages.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(list.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if list.String() != string(want) {
		t.Errorf("pages:\n%swant:\n%s", list.String(), want)
	}
}
