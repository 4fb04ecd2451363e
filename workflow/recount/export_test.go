package recount_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"selter/workflow/recount"
)

func TestFind_lists_the_selections_of_a_document(t *testing.T) {
	t.Parallel()
	facts := `{"terms":{"weights":{}}, "files" : []}`
	for name, c := range map[string]struct {
		document string
		want     []string
	}{
		"the_facts_alone":            {" " + facts + "\n", []string{"/"}},
		"a_case_as_the_api_tells_it": {`{"case":{"id":"7f3a","facts":` + facts + `},"available_events":[]}`, []string{"7f3a"}},
		"a_page_of_cases":            {`{"items":[{"id":"a","facts":` + facts + `},{"id":"b","facts":` + facts + `}],"next":"b"}`, []string{"a", "b"}},
		"a_bare_list":                {`[` + facts + `,` + facts + `]`, []string{"/0", "/1"}},
		"a_case_without_a_name":      {`[{"facts":` + facts + `}]`, []string{"/0/facts"}},
		"other_procedures":           {`{"items":[{"id":"a","facts":{"plan":{}}},{"id":"b","facts":` + facts + `}]}`, []string{"b"}},
		"the_body_of_an_opening":     {`{"items":[{"seq":1,"body":` + facts + `}]}`, nil},
		"nothing":                    {`{}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := recount.Find([]byte(c.document))
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, one := range found {
				names = append(names, one.Name)
				if string(one.Facts) != facts {
					t.Errorf("%s: cut out as %s", one.Name, one.Facts)
				}
			}
			if diff := cmp.Diff(c.want, names); diff != "" {
				t.Error(diff)
			}
		})
	}
	_, err := recount.Find([]byte(`{`))
	if _, is := errors.AsType[*recount.Flaw](err); !is {
		t.Errorf("%v", err)
	}
}
