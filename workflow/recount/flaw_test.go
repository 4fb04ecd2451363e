package recount_test

import (
	"errors"
	"strings"
	"testing"

	"selter/workflow/recount"
)

// least is the least that can be counted.
const least = `{"terms":{"weights":{"track_record":20,"assessment":25,"paper":20,"interview":35},` +
	`"tie_break":["interview","assessment","track_record","paper"]},` +
	`"files":[{"candidate":"01","passed":true}],"health":[{"candidate":"01","fit":true}],` +
	`"marks":[{"component":"paper","candidate":"01","by":"anggota-1","points":70.5,"criteria":[{"code":"nilai","points":70.5}]}],` +
	`"scores":[{"component":"paper","scores":[{"candidate":"01","points":70.5}]}]}`

func TestCheck_says_why_a_record_cannot_be_counted(t *testing.T) {
	t.Parallel()
	if report, err := recount.Check([]byte(least)); err != nil || !report.Agrees() || report.Determined || len(report.Standings) > 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	for name, c := range map[string]struct{ was, is, want string }{
		"no_object":              {least, `[1]`, ` must be an object`},
		"no_terms":               {`"terms"`, `"term"`, `/terms is missing`},
		"no_weight":              {`"paper":20`, `"papers":20`, `/terms/weights/paper is missing`},
		"a_weight_in_words":      {`"paper":20`, `"paper":"20"`, `/terms/weights/paper must be a number`},
		"a_strange_tie":          {`["interview"`, `["interviews"`, `/terms/tie_break/0 must be a component`},
		"no_candidate":           {`"files":[{"candidate":"01"`, `"files":[{"candidate":""`, `/files/0/candidate must not be empty`},
		"files_that_are_no_list": {`"files":[{"candidate":"01","passed":true}]`, `"files":{}`, `/files must be a list`},
		"a_file_twice":           {`"passed":true}`, `"passed":true},{"candidate":"01","passed":false}`, `/files/1 is of a candidate who was there before`},
		"a_file_of_neither":      {`"passed":true`, `"passed":1`, `/files/0/passed must be true or false`},
		"health_twice":           {`"fit":true}`, `"fit":true},{"candidate":"01","fit":false}`, `/health/1 is of a candidate who was there before`},
		"an_exponent":            {`"anggota-1","points":70.5`, `"anggota-1","points":7e1`, `/marks/0/points must be a plain decimal number`},
		"a_number_without_end":   {`"anggota-1","points":70.5`, `"anggota-1","points":70.` + strings.Repeat("5", 40), `/marks/0/points must be a plain decimal number`},
		"a_criterion_twice":      {`[{"code":"nilai"`, `[{"code":"nilai","points":1},{"code":"nilai"`, `/marks/0/criteria/1 is of a criterion that was there before`},
		"a_void_in_words":        {`"by"`, `"void":"ya","by"`, `/marks/0/void must be an object`},
		"a_mark_by_nobody":       {`"by":"anggota-1",`, ``, `/marks/0/by is missing`},
		"a_strange_component":    {`"component":"paper","candidate"`, `"component":"essay","candidate"`, `/marks/0/component must be a component`},
		"a_stage_twice":          {`"scores":[{`, `"scores":[{"component":"paper","scores":[]},{`, `/scores/1 is of a component that was there before`},
		"a_score_twice":          {`[{"candidate":"01","points":70.5}`, `[{"candidate":"01","points":1},{"candidate":"01","points":70.5}`, `/scores/0/scores/1 is of a candidate who was there before`},
		"a_result_of_nothing":    {`{"terms"`, `{"result":null,"terms"`, `/result must be an object`},
		"a_name_that_is_none":    {`{"terms"`, `{"result":{"proposed":[1]},"terms"`, `/result/proposed/0 must be a text`},
		"a_rank_in_words":        {`{"terms"`, `{"result":{"ranking":[{"candidate":"01","total":1,"rank":"satu"}]},"terms"`, `/result/ranking/0/rank must be a number`},
		"a_reason_that_is_none":  {`{"terms"`, `{"result":{"fewer_reason":true},"terms"`, `/result/fewer_reason must be a text`},
		"a_name_twice":           {`"passed":true`, `"passed":true,"passed":true`, ` is not JSON: byte 194: an object has a name twice`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document := strings.Replace(least, c.was, c.is, 1)
			if document == least {
				t.Fatal("nothing was changed")
			}
			_, err := recount.Check([]byte(document))
			if _, is := errors.AsType[*recount.Flaw](err); !is || err.Error() != c.want {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

func TestCheck_finds_what_contradicts_the_rules(t *testing.T) {
	t.Parallel()
	const mark, unfounded = `"by":"anggota-1","points":70.5`, "points component=paper candidate=01 published=70.5"
	other := func(given string) string {
		return "criteria component=paper candidate=01 by=anggota-1 published=" + given + " recounted=70.5"
	}
	rests := func(published, recounted string) string {
		return "correction component=paper candidate=01 by=anggota-1 published=" + published + " recounted=" + recounted
	}
	for name, c := range map[string]struct{ was, is, want string }{
		"weights_that_do_not_sum_to_100":     {`"paper":20`, `"paper":15`, "weights published=95 recounted=100"},
		"an_order_without_a_component":       {`,"paper"]`, `]`, "tie_break"},
		"an_order_with_a_component_twice":    {`"track_record","paper"]`, `"paper","paper"]`, "tie_break"},
		"a_mark_above_100":                   {mark, `"void":{},"by":"anggota-1","points":100.01`, "mark component=paper candidate=01 by=anggota-1 published=100.01; " + other("100.01") + "; " + unfounded},
		"a_mark_below_0":                     {mark, `"void":{},"by":"anggota-1","points":-0.01`, "mark component=paper candidate=01 by=anggota-1 published=-0.01; " + other("-0.01") + "; " + unfounded},
		"a_mark_in_thousandths":              {mark, `"void":{},"by":"anggota-1","points":70.505`, "mark component=paper candidate=01 by=anggota-1 published=70.505; " + other("70.505") + "; " + unfounded},
		"a_mark_that_is_not_of_its_criteria": {mark, `"void":{},"by":"anggota-1","points":70.51`, other("70.51") + "; " + unfounded},
		"a_correction_of_another_mark":       {mark, `"void":{},"by":"anggota-1","was":70.51,"points":80`, rests("80", "70.51") + "; " + other("70.51") + "; " + unfounded},
		"a_criterion_that_is_not_sealed":     {`[{"code":"nilai"`, `[{"code":"lain","points":1},{"code":"nilai"`, "criteria component=paper candidate=01 by=anggota-1 published=70.5"},
		"a_criterion_that_is_left_out":       {`[{"code":"nilai","points":70.5}]`, `[]`, "criteria component=paper candidate=01 by=anggota-1 published=70.5"},
		"points_of_a_strange_assessment":     {`{"terms"`, `{"reused":[{"candidate":"07","points":101,"by":"asesor","confirmed_by":"ketua"}],"terms"`, "mark component=assessment candidate=07 published=101; points component=assessment candidate=07 recounted=101"},
		"two_marks_by_one":                   {`"marks":[`, `"marks":[{"component":"paper","candidate":"01","by":"anggota-1","points":70.5,"criteria":[{"code":"nilai","points":70.5}]},`, "mark_twice component=paper candidate=01 by=anggota-1 published=70.5"},
		"a_score_that_rests_on_nothing":      {`"by"`, `"void":{},"by"`, unfounded},
		"marks_without_a_score":              {`[{"candidate":"01","points":70.5}]`, `[]`, "points component=paper candidate=01 recounted=70.5"},
		"a_mark_of_a_conflict_that_stands":   {`{"terms"`, `{"conflicts":[{"member":"anggota-1","candidate":"01"}],"terms"`, "mark_of_conflict component=paper candidate=01 by=anggota-1 published=70.5; " + unfounded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document := strings.Replace(least, c.was, c.is, 1)
			if document == least {
				t.Fatal("nothing was changed")
			}
			report, err := recount.Check([]byte(document))
			if err != nil {
				t.Fatal(err)
			}
			if said := strings.Join(saidOf(report), "; "); said != c.want || report.Agrees() {
				t.Errorf("%s, want %s", said, c.want)
			}
		})
	}
}
