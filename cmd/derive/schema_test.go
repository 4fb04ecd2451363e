package main

import (
	"bytes"
	stdjson "encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/complaint"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
	"selter/workflow/wire"
)

// decoders read the bodies that events have, as the tables read them.
func decoders() map[reflect.Type]func([]byte) error {
	list := make(map[reflect.Type]func([]byte) error)
	for _, add := range []func(map[reflect.Type]func([]byte) error){
		reads[openselection.PlanBody], reads[openselection.SubmitPlanBody], reads[openselection.ReturnPlanBody],
		reads[openselection.RecommendPlanBody], reads[openselection.AppointCommitteeBody], reads[openselection.ChangeCommitteeBody],
		reads[openselection.SealInstrumentsBody], reads[openselection.AnnounceBody], reads[openselection.ElectionBody],
		reads[openselection.RoundPermitBody], reads[openselection.NoteInaugurationBody], reads[openselection.ReportFinallyBody],
		reads[openselection.CloseRoundBody], reads[openselection.RoundCancelBody], reads[openselection.OpenSelectionBody],
		reads[openselection.OpenApplicationsBody], reads[openselection.ChangeTermsBody], reads[openselection.ChangeElectionBody],
		reads[openselection.PermitBody], reads[openselection.VerifyFilesBody], reads[openselection.ExtendBody],
		reads[openselection.ConsultBody], reads[openselection.AllowFewerBody], reads[openselection.DenyFewerBody],
		reads[openselection.PassScreeningBody], reads[openselection.DeclareConflictBody], reads[openselection.CheckTrackRecordBody],
		reads[openselection.AssessCompetencyBody], reads[openselection.TestFieldBody], reads[openselection.InterviewBody],
		reads[openselection.TestHealthBody], reads[openselection.CorrectScoreBody], reads[openselection.DetermineResultBody],
		reads[openselection.ReportResultBody], reads[openselection.ReturnResultBody], reads[openselection.RecommendResultBody],
		reads[openselection.PublishBody], reads[openselection.AnnounceResultBody], reads[openselection.ChooseBody],
		reads[openselection.ClearInaugurationBody], reads[openselection.InaugurateBody], reads[openselection.ReportActBody],
		reads[openselection.CloseSelectionBody], reads[openselection.HoldBody], reads[openselection.CancelBody],
		reads[openselection.InviteBody], reads[openselection.DeclineInvitationBody], reads[openselection.FillProfileBody],
		reads[openselection.AttachDocumentBody], reads[openselection.RemoveDocumentBody], reads[openselection.WithdrawBody],
		reads[openselection.GiveNumberBody], reads[openselection.VerifyDocumentBody], reads[openselection.SettleVerificationBody],
		reads[openselection.NoteResultBody], reads[openselection.CloseDraftBody],
		reads[openselection.SignStatementBody], reads[openselection.OpenScoringBody], reads[openselection.TakeBackSheetBody], reads[openselection.ReuseAssessmentBody], reads[openselection.ConfirmReuseBody], reads[openselection.ConfirmCorrectionBody],
		reads[openselection.OutBody], reads[openselection.OpenSheetBody], reads[openselection.EnterScoresBody],
		reads[openselection.StrikeCandidateBody], reads[openselection.HandInBody],
		reads[openselection.AskForRoundTimeBody], reads[openselection.GrantRoundTimeBody], reads[openselection.AskForTimeBody], reads[openselection.GrantTimeBody],
		reads[openselection.CommentBody], reads[openselection.ProposeMarkBody], reads[openselection.ConfirmMarkBody], reads[openselection.WithdrawMarkBody],
		reads[openselection.ComplaintNoteBody], reads[openselection.SealScoreBody],
		reads[complaint.FileComplaintBody], reads[complaint.AddToComplaintBody], reads[complaint.AttachToComplaintBody],
		reads[complaint.ExamineComplaintBody], reads[complaint.AskClarificationBody], reads[complaint.AnswerClarificationBody],
		reads[complaint.CloseClarificationBody], reads[complaint.FindProvenBody], reads[complaint.FindNotProvenBody],
		reads[complaint.RecommendRestoringBody], reads[complaint.AnswerRecommendationBody], reads[complaint.ReplyToAnswerBody],
		reads[complaint.FollowUpBody], reads[complaint.CloseComplaintBody], reads[complaint.OrderHoldBody], reads[complaint.LiftHoldBody],
		reads[complaint.AskForReporterBody],
		reads[mandate.GrantBody], reads[mandate.ProposeBody], reads[mandate.ConfirmBody], reads[mandate.RefuseBody],
		reads[mandate.EndBody], reads[mandate.InstallBody], reads[mandate.CloseBody],
		reads[person.ParticularsBody], reads[person.RequestErasureBody], reads[person.RefuseErasureBody],
	} {
		add(list)
	}
	return list
}

func reads[B any](list map[reflect.Type]func([]byte) error) {
	list[reflect.TypeFor[B]()] = func(data []byte) error {
		_, err := wire.Decode[B](data)
		return err
	}
}

// decoder finds how a body is read; the body of an event without words is an empty object.
func decoder(t *testing.T, list map[reflect.Type]func([]byte) error, body reflect.Type) func([]byte) error {
	t.Helper()
	if read, ok := list[body]; ok {
		return read
	}
	if body.Kind() != reflect.Struct || body.NumField() > 0 {
		t.Fatalf("nothing here reads %s: add it to decoders", body)
	}
	empty := make(map[reflect.Type]func([]byte) error)
	reads[struct{}](empty)
	return empty[reflect.TypeFor[struct{}]()]
}

func encoded(t *rapid.T, document any) []byte {
	data, err := json.Marshal(document, json.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// admits tells what the contract says to a document.
func admits(schema *openapi3.Schema, data []byte, options ...openapi3.SchemaValidationOption) error {
	var document any
	decoder := stdjson.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&document); err != nil {
		return err
	}
	return schema.VisitJSON(document, options...)
}

// A spoiler makes a valid document invalid in one place, if there is such a place.
var spoilers = map[string]func(t *rapid.T, document any, of reflect.Type) bool{
	"without_a_required_member": func(t *rapid.T, document any, of reflect.Type) bool {
		return anywhere(t, document, of, func(p place) bool { return p.required }, func(p place) { p.remove() })
	},
	"with_null_for_a_value": func(t *rapid.T, document any, of reflect.Type) bool {
		return anywhere(t, document, of, func(p place) bool { return p.of.Kind() != reflect.Pointer }, func(p place) { p.set(nil) })
	},
	"with_an_object_for_a_word_or_number": func(t *rapid.T, document any, of reflect.Type) bool {
		plain := func(p place) bool {
			return p.of.Kind() != reflect.Pointer && (p.of.Kind() != reflect.Struct || wire.IsText(p.of))
		}
		return anywhere(t, document, of, plain, func(p place) { p.set(map[string]any{"n": 1}) })
	},
	"with_a_text_for_an_object_or_list": func(t *rapid.T, document any, of reflect.Type) bool {
		whole := func(p place) bool {
			return p.of.Kind() == reflect.Slice || p.of.Kind() == reflect.Struct && !wire.IsText(p.of)
		}
		return anywhere(t, document, of, whole, func(p place) { p.set("text") })
	},
	"with_a_word_out_of_no_list": func(t *rapid.T, document any, of reflect.Type) bool {
		listed := func(p place) bool {
			_, ok := reflect.TypeAssert[wire.Enumerated](reflect.Zero(p.of))
			return ok
		}
		return anywhere(t, document, of, listed, func(p place) { p.set("unheard-of") })
	},
	"with_a_day_that_is_none": func(t *rapid.T, document any, of reflect.Type) bool {
		// That February has no 30th a pattern cannot say.
		day := func(p place) bool { return p.of == reflect.TypeFor[calendar.Date]() }
		return anywhere(t, document, of, day, func(p place) {
			p.set(rapid.SampledFrom([]string{"", "8 May 2024", "2024-5-8", "2024-05-08T00:00:00Z"}).Draw(t, "day"))
		})
	},
	"with_half_a_person": func(t *rapid.T, document any, of reflect.Type) bool {
		return anywhere(t, document, of, func(p place) bool { return p.of.Kind() == reflect.Int }, func(p place) { p.set(0.5) })
	},
	"with_a_score_that_is_none": func(t *rapid.T, document any, of reflect.Type) bool {
		points := func(p place) bool { return p.of.Name() == "Points" }
		return anywhere(t, document, of, points, func(p place) {
			p.set(stdjson.Number(rapid.SampledFrom([]string{"-1", "100.01", "101", "33.333"}).Draw(t, "score")))
		})
	},
	"with_an_unknown_member": func(t *rapid.T, document any, _ reflect.Type) bool {
		all := objects(document)
		all[rapid.IntRange(0, len(all)-1).Draw(t, "object")]["unheard_of"] = true
		return true
	},
}

func anywhere(t *rapid.T, document any, of reflect.Type, which func(place) bool, spoil func(place)) bool {
	found := slices.DeleteFunc(places(document, of), func(p place) bool { return !which(p) })
	if len(found) == 0 {
		return false
	}
	spoil(found[rapid.IntRange(0, len(found)-1).Draw(t, "place")])
	return true
}

func TestSchemas(t *testing.T) {
	t.Parallel()
	l, contract := theLaw(t), document(t, derived(t))
	for _, procedure := range catalog.Names() {
		acts, err := l.acts(procedure)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range acts {
			name, read := procedure+"."+string(a.event), decoder(t, decoders(), a.row.Body)
			schema := contract.Components.Schemas[name]
			if schema == nil {
				t.Errorf("no schema %s", name)
				continue
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				var valid []byte
				rapid.Check(t, func(t *rapid.T) {
					body := newWriter(t).value(a.row.Body, "body")
					data := encoded(t, body)
					if err := read(data); err != nil {
						t.Fatalf("not read: %v\n%s", err, data)
					}
					if err := admits(schema.Value, data); err != nil {
						t.Fatalf("read and not in the contract: %v\n%s", err, data)
					}
					valid = data
					spoiler := rapid.SampledFrom(sortedNames(spoilers)).Draw(t, "spoiler")
					if !spoilers[spoiler](t, body, a.row.Body) {
						return
					}
					data = encoded(t, body)
					if err := read(data); err == nil {
						t.Fatalf("%s and read\n%s", spoiler, data)
					}
					if err := admits(schema.Value, data); err == nil {
						t.Fatalf("%s and in the contract\n%s", spoiler, data)
					}
				})
				// The validator of the whole dialect compiles the schema for each document.
				if err := admits(schema.Value, valid, openapi3.EnableJSONSchema2020()); err != nil {
					t.Errorf("not in the contract as JSON Schema 2020-12 reads it: %v\n%s", err, valid)
				}
			})
		}
	}
}

func sortedNames[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestContract(t *testing.T) {
	t.Parallel()
	l, contract := theLaw(t), document(t, derived(t))
	t.Run("has_every_word_of_the_tables_and_no_other", func(t *testing.T) {
		t.Parallel()
		for _, list := range vocabulary(l, catalog.Names()) {
			var words []string
			for _, word := range contract.Components.Schemas[list.schema].Value.Enum {
				words = append(words, word.(string))
			}
			if !slices.Equal(words, list.codes) || len(words) == 0 {
				t.Errorf("%s is %q, not %q", list.schema, words, list.codes)
			}
		}
		states := contract.Components.Schemas["State"].Value.Enum
		for _, state := range []workflow.State{workflow.Unopened, openselection.InaugurationCleared, openselection.PlanDrafted} {
			if !slices.Contains(states, any(string(state))) {
				t.Errorf("no state %s", state)
			}
		}
		if slices.Contains(states, any(string(workflow.Stay))) || slices.Contains(states, any(string(workflow.Return))) {
			t.Error("a target that is no state is listed")
		}
	})
	t.Run("tells_which_body_belongs_to_which_event", func(t *testing.T) {
		t.Parallel()
		for _, procedure := range catalog.Names() {
			union := contract.Components.Schemas[title(procedure)+"EventBody"].Value
			var refs []string
			for _, one := range union.AnyOf {
				refs = append(refs, one.Ref)
			}
			events, ok := union.Extensions["x-event"].(map[string]any)
			if !ok {
				t.Fatalf("x-event is a %T", union.Extensions["x-event"])
			}
			if len(events) != len(refs) || len(refs) < 3 {
				t.Errorf("%d events and %d bodies", len(events), len(refs))
			}
			for event, told := range events {
				says := told.(map[string]any)
				name := procedure + "." + event
				if says["schema"] != name || !slices.Contains(refs, "#/components/schemas/"+name) {
					t.Errorf("%s has the body %v", event, says["schema"])
				}
				if len(says["by"].([]any)) == 0 || len(says["cites"].([]any)) == 0 {
					t.Errorf("%s: nobody or no article", event)
				}
			}
		}
		choose := contract.Components.Schemas["SelectionEventBody"].Value.Extensions["x-event"].(map[string]any)["choose"].(map[string]any)
		if by := choose["by"].([]any); len(by) != 1 || by[0] != "appointing_officer" {
			t.Errorf("choose is by %v", by)
		}
		if cites := choose["cites"].([]any); !slices.Contains(cites, any("PP 11/2017, Pasal 127 (seen)")) {
			t.Errorf("choose cites %v", cites)
		}
	})
	t.Run("keeps_members_in_their_order", func(t *testing.T) {
		t.Parallel()
		_, choose, _ := strings.Cut(read(t, derived(t), contractPath), "\n    selection.choose:\n")
		at := -1
		for _, member := range wire.Members(reflect.TypeFor[openselection.ChooseBody]()) {
			i := strings.Index(choose, "\n        "+member.Name+":")
			if i < at {
				t.Errorf("%s stands before the member declared before it", member.Name)
			}
			at = i
		}
	})
	t.Run("says_in_Indonesian_what_an_event_is", func(t *testing.T) {
		t.Parallel()
		if got := contract.Components.Schemas["selection.inaugurate"].Value.Description; got != "Melantik: inaugurate the chosen one." {
			t.Errorf("got %q", got)
		}
	})
	t.Run("passes_on_what_the_source_says", func(t *testing.T) {
		t.Parallel()
		member := func(schema, name string) string {
			return contract.Components.Schemas[schema].Value.Properties[name].Value.Description
		}
		for got, want := range map[string]string{
			contract.Components.Schemas["Letter"].Value.Description: "A Letter names a document on paper: a decree, a recommendation, minutes.",
			member("selection.interview", "present"):                "", // nothing is said of it
			member("selection.correct_score", "second"):             "The second person who is to confirm",
		} {
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		// A body may be declared as another type, even of another package.
		const said = "`candidates_fixed` is the day on which the candidates are fixed"
		for _, schema := range []string{"round.record_election", "selection.record_election", "Election"} {
			if got := member(schema, "candidates_fixed"); !strings.HasPrefix(got, said) {
				t.Errorf("%s says %q", schema, got)
			}
		}
	})
}

type odd struct {
	Ratio float64 `json:"ratio"`
}

func TestParts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		of   reflect.Type
		want string
	}{
		"a_form_that_bodies_do_not_have": {reflect.TypeFor[odd](), "ratio: the contract has no form for float64"},
		"a_map":                          {reflect.TypeFor[map[string]int](), "the contract has no form for map[string]int"},
		"a_type_that_reads_itself":       {reflect.TypeFor[calendar.Zone](), "the contract has no form for calendar.Zone, which reads itself"},
	} {
		t.Run("refuse_"+name, func(t *testing.T) {
			t.Parallel()
			if _, err := newParts(newComments(".")).schema(tc.of); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("refuse_two_types_of_one_name", func(t *testing.T) {
		t.Parallel()
		type Letter struct {
			Sender string `json:"sender"`
		}
		parts := newParts(newComments("."))
		if _, err := parts.schema(reflect.TypeFor[openselection.Letter]()); err != nil {
			t.Fatal(err)
		}
		if _, err := parts.schema(reflect.TypeFor[Letter]()); err == nil || !strings.Contains(err.Error(), "would be one schema") {
			t.Errorf("got %v", err)
		}
	})
}
