package document_test

import (
	"slices"
	"testing"

	"selter/pkg/document"
	"selter/workflow/calendar"
	"selter/workflow/glossary"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

func TestKinds_are_called_as_in_the_glossary(t *testing.T) {
	t.Parallel()
	words, err := glossary.Load()
	if err != nil {
		t.Fatal(err)
	}
	var sampled []string
	for _, s := range samples() {
		sampled = append(sampled, s.data.Code())
	}
	for _, kind := range document.Kinds() {
		if _, known := words.Term(glossary.Document, kind.Code); !known {
			t.Errorf("the glossary has no document %s", kind.Code)
		}
		if code := kind.New().Code(); code != kind.Code {
			t.Errorf("%s makes %s", kind.Code, code)
		}
		if !slices.Contains(sampled, kind.Code) {
			t.Errorf("no test prints %s", kind.Code)
		}
		if found, known := document.Of(kind.Code); !known || found.Code != kind.Code {
			t.Errorf("%s is not found", kind.Code)
		}
		if _, prints := kind.New().(interface{ XLSX() ([]byte, error) }); prints != kind.Spreadsheet {
			t.Errorf("%s says of a spreadsheet: %v", kind.Code, kind.Spreadsheet)
		}
	}
	if _, known := document.Of("committee_decree"); known {
		t.Error("a decree is made here")
	}
}

// What is produced here is what some row of the law leaves, but for two papers that no row
// names.
func TestKinds_are_documents_of_the_tables(t *testing.T) {
	t.Parallel()
	library, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	pack, err := library.Resolve(policy.Query{Date: calendar.MustDate("2024-05-08")})
	if err != nil {
		t.Fatal(err)
	}
	round, err := openselection.Round(pack)
	if err != nil {
		t.Fatal(err)
	}
	selection, err := openselection.Selection(pack)
	if err != nil {
		t.Fatal(err)
	}
	left := []string{"stage_minutes", "nomination_letter"}
	for _, row := range round.Rows {
		left = append(left, row.Documents...)
	}
	for _, row := range selection.Rows {
		left = append(left, row.Documents...)
	}
	for _, kind := range document.Kinds() {
		if !slices.Contains(left, kind.Code) {
			t.Errorf("no row leaves %s", kind.Code)
		}
	}
}
