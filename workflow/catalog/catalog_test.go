package catalog_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/policy"
)

func pack(t *testing.T, date string) *policy.Pack {
	t.Helper()
	library, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := library.Resolve(policy.Query{Date: calendar.MustDate(date)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCatalog(t *testing.T) {
	t.Parallel()
	law := pack(t, "2024-05-08")
	t.Run("builds_every_procedure_that_it_names", func(t *testing.T) {
		t.Parallel()
		c := catalog.New()
		if len(catalog.Names()) == 0 {
			t.Fatal("names none")
		}
		for _, name := range catalog.Names() {
			p, err := c.Procedure(name, law)
			if err != nil || p.Name() != name || p.Pack() != law || p.Version() == "" {
				t.Errorf("%s: %v", name, err)
				continue
			}
			table := p.Table()
			if table.Procedure != name || table.PackHash != law.Hash || len(table.Rows) == 0 || len(table.States) == 0 {
				t.Errorf("%s: table %+v", name, table)
			}
			// The law of a selection and of a complaint starts clocks; nothing in it counts days for a duty or a file.
			if counts := slices.Contains([]string{"round", "selection", "complaint"}, name); counts != (len(table.Deadlines) > 0) {
				t.Errorf("%s: %d deadlines", name, len(table.Deadlines))
			}
			for _, state := range table.States {
				if p.Standing(state.Name) != state.Standing {
					t.Errorf("%s: %s is %s", name, state.Name, p.Standing(state.Name))
				}
			}
		}
	})
	t.Run("can_tell_the_duties_that_cases_give_wherever_an_effect_sets_them", func(t *testing.T) {
		t.Parallel()
		c, givers := catalog.New(), 0
		for _, name := range catalog.Names() {
			p, err := c.Procedure(name, law)
			if err != nil {
				t.Fatal(err)
			}
			sets := slices.ContainsFunc(p.Table().Rows, func(row catalog.Row) bool {
				return slices.ContainsFunc(row.Effects, func(e catalog.Effect) bool { return e.Kind == workflow.SetsDuties })
			})
			duties, gives, err := p.Gives(catalog.Case{Agency: "53"})
			if err != nil || gives != sets || len(duties) > 0 {
				t.Errorf("%s: an effect sets duties: %t, they can be told: %t (%v), %v", name, sets, gives, duties, err)
			}
			if _, _, err := p.Gives(catalog.Case{Facts: jsontext.Value("7")}); gives && err == nil {
				t.Errorf("%s: facts that are none are read", name)
			}
			if gives {
				givers++
			}
		}
		if givers == 0 {
			t.Error("no procedure gives duties")
		}
	})
	t.Run("knows_no_other", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"", "Round", "jobfit"} {
			if _, err := catalog.New().Procedure(name, law); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%q: %v", name, err)
			}
		}
	})
	t.Run("keeps_what_it_has_built_by_the_hash_of_the_pack", func(t *testing.T) {
		t.Parallel()
		c, other := catalog.New(), pack(t, "2024-05-09")
		var group sync.WaitGroup
		built := make([]catalog.Procedure, 8)
		for i := range built {
			group.Go(func() { built[i], _ = c.Procedure("round", law) })
		}
		group.Wait()
		for _, p := range built {
			if p == nil || p != built[0] {
				t.Error("built twice")
			}
		}
		if p, err := c.Procedure("round", other); err != nil || p == built[0] || p.Pack() != other {
			t.Errorf("%v: one pack for another", err)
		}
	})
}

func TestErased(t *testing.T) {
	t.Parallel()
	p, err := catalog.New().Procedure("round", pack(t, "2024-05-08"))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2024, 5, 8, 3, 0, 0, 0, time.UTC)
	moment := workflow.Moment{At: start, Holidays: calendar.National()}
	c := catalog.Case{ID: workflow.CaseID{1}, Agency: "province-1", Zone: calendar.WITA, State: workflow.Unopened}
	const body = `{"title":"Pengisian JPT","letterhead":{"agency":"Pemerintah Provinsi Contoh","place":"Kupang"},"posts":[{"ref":"dinas-a","title":"Kepala Dinas","tier":"pratama","office":"ordinary",
		"vacancy":{"reason":"retirement","from":"2024-06-01","evidence":{"number":"1","date":"2024-05-01"}},
		"standard":{"number":"2","date":"2024-05-01"},"requirements":{"number":"3","date":"2024-05-01"}}],
		"internal_route":{"tried":true},"weights":{"track_record":20,"assessment":20,"paper":20,"interview":40},"committee":[],
		"schedule":{"opens":"2024-06-01","closes":"2024-06-21","result":"2024-08-01"}}`
	draft := workflow.Command{Event: "draft_plan", Actor: workflow.Actor{Person: "p-1", Roles: []workflow.Role{workflow.Secretariat}}, Body: []byte(body)}
	decision, err := p.Decide(c, draft, moment)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("facts_are_canonical_json_and_fold_to_themselves", func(t *testing.T) {
		t.Parallel()
		folded, err := p.Fold(c, []workflow.Entry{decision.Entry})
		if err != nil || string(folded.Facts) != string(decision.Case.Facts) || folded.State != decision.Case.State || folded.Zone != calendar.WITA {
			t.Errorf("%v: folded %s", err, folded.Facts)
		}
		again := slices.Clone(decision.Case.Facts)
		if err := again.Canonicalize(); err != nil || string(again) != string(decision.Case.Facts) {
			t.Errorf("%v: not canonical: %s", err, decision.Case.Facts)
		}
	})
	t.Run("a_refusal_decides_nothing", func(t *testing.T) {
		t.Parallel()
		refused, err := p.Decide(decision.Case, draft, moment)
		if err == nil || refused.Case.Facts != nil || refused.Actions != nil {
			t.Errorf("%v: %+v", err, refused)
		}
	})
	t.Run("facts_that_cannot_be_read_are_an_error_everywhere", func(t *testing.T) {
		t.Parallel()
		spoilt := decision.Case
		spoilt.Facts = jsontext.Value(`{"plan":7}`)
		if _, err := p.Decide(spoilt, draft, moment); err == nil {
			t.Error("decided")
		}
		if _, err := p.Offers(spoilt, draft.Actor, moment); err == nil {
			t.Error("offered")
		}
		if _, err := p.Fold(spoilt, nil); err == nil {
			t.Error("folded")
		}
	})
	t.Run("a_zone_that_does_not_exist_is_an_error_and_no_panic", func(t *testing.T) {
		t.Parallel()
		lost := decision.Case
		lost.Zone = "Europe/Amsterdam"
		if _, err := p.Offers(lost, draft.Actor, moment); err == nil {
			t.Error("offered")
		}
		if _, err := p.Decide(lost, workflow.Command{Event: "revise_plan", Actor: draft.Actor, Body: draft.Body}, moment); err == nil {
			t.Error("decided")
		}
	})
	t.Run("knows_which_events_look_at_children", func(t *testing.T) {
		t.Parallel()
		if p.NeedsChildren("draft_plan") || !p.NeedsChildren("report_finally") || p.NeedsChildren("no_such_event") {
			t.Error("wrong")
		}
	})
}
