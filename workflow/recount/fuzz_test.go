package recount_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"selter/workflow/recount"
)

// Whatever a record says, it is counted or refused: nothing in it stops the program.
func FuzzCheck(f *testing.F) {
	files, err := filepath.Glob("testdata/vectors/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		document, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(document)
	}
	f.Add([]byte(least))
	f.Add([]byte(`{"result":{"proposed":["9","9"],"ranking":[{"candidate":"9","total":1,"rank":0.5}]},` + least[1:]))
	f.Fuzz(func(t *testing.T, document []byte) {
		found, err := recount.Find(document)
		if _, flaw := errors.AsType[*recount.Flaw](err); err != nil && !flaw {
			t.Fatal(err)
		}
		for _, one := range found {
			report, err := recount.Check(one.Facts)
			if _, flaw := errors.AsType[*recount.Flaw](err); err != nil && !flaw {
				t.Fatal(err)
			}
			if err == nil && !report.Determined && len(report.Standings) > 0 {
				t.Fatal("a ranking is shown before there is a result")
			}
		}
	})
}
