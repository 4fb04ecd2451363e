package worlds_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"selter/cmd/selter/bench"
	"selter/cmd/selter/house"
	"selter/workflow"
	"selter/workflow/openselection"
)

// A post is a selection that people apply for and that is played then.
type post struct {
	id         workflow.CaseID
	agency     string
	applicants []string // in the place of those of the script
	files      map[string]workflow.CaseID
}

// The applicants of the script.
var scriptApplicants = []string{"pelamar-1", "pelamar-2", "pelamar-3", "pelamar-4", "pelamar-5"}

// onePage is a PDF of a page with a line of text; the same bytes for the same text.
func onePage(text string) []byte {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetCreationDate(planned)
	pdf.SetModificationDate(planned)
	pdf.SetCompression(false)
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 12)
	pdf.Cell(100, 10, text)
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}

// goodPage is a file that is taken wherever one is.
var goodPage = onePage("naskah")

// profile is what an applicant brings.
func profile(unit, grade string, years int) string {
	return fmt.Sprintf(`{"education":"s2","grade":%q,"experience_years":%d,"held":{"post":"administrator","years":3},`+
		`"performance":[{"year":2023,"rating":"good"},{"year":2022,"rating":"good"}],"discipline":"none","in_process":false,"unit":%q,`+
		`"declarations":{"never_convicted":true,"not_disciplined":true,"integrity_pact":true,"documents_are_own":true}}`, grade, years, unit)
}

const integrityPact = "integrity_pact"

// applies begins an application.
func (a *actor) applies(ctx context.Context, who string, selection workflow.CaseID) (workflow.CaseID, error) {
	return a.opened(ctx, "/v1/selections/"+selection.String()+"/applications", who, `{"event":"apply","body":{}}`)
}

// completes submits an application with all that is asked for.
func (a *actor) completes(ctx context.Context, who string, application workflow.CaseID) error {
	if err := a.completesUntilSubmission(ctx, who, application); err != nil {
		return err
	}
	_, err := a.send(ctx, http.MethodPost, "/v1/applications/"+application.String()+"/events/submit_application", who, []byte("{}"))
	return err
}

// completesUntilSubmission fills an application with all that is asked for.
func (a *actor) completesUntilSubmission(ctx context.Context, who string, application workflow.CaseID) error {
	path := "/v1/applications/" + application.String()
	if _, err := a.send(ctx, http.MethodPost, path+"/events/fill_profile", who, []byte(profile("Biro Umum", "iv_b", 9))); err != nil {
		return err
	}
	for _, kind := range []string{"curriculum_vitae", integrityPact} {
		if _, err := a.send(ctx, http.MethodPut, path+"/documents/"+kind, who, onePage(kind+" "+who)); err != nil {
			return err
		}
	}
	return nil
}

// apply lets everybody apply for a post, one after the other.
func (s *post) apply(ctx context.Context, a *actor, h *house.House, from time.Time) error {
	s.files = make(map[string]workflow.CaseID)
	for n, who := range s.applicants {
		if err := h.SetClock(ctx, from.Add(time.Duration(n)*time.Second)); err != nil {
			return err
		}
		id, err := a.applies(ctx, who, s.id)
		if err != nil {
			return err
		}
		s.files[who] = id
		if err := a.completes(ctx, who, id); err != nil {
			return err
		}
	}
	return nil
}

// until plays a selection as far as an event.
func (s *post) until(ctx context.Context, a *actor, last workflow.Event) error {
	for _, act := range bench.Playing(planned) {
		if err := s.act(ctx, a, act); err != nil {
			return err
		}
		if act.Event == last {
			return nil
		}
	}
	return fmt.Errorf("the script has no %s", last)
}

// act does one thing of the script to the selection, to an application or to a sheet.
func (s *post) act(ctx context.Context, a *actor, act bench.Act) error {
	procedure, name, under := strings.Cut(act.On, "/")
	path := "/v1/selections/" + s.id.String()
	switch {
	case !under:
	case procedure == openselection.ApplicationName:
		for n, who := range scriptApplicants {
			if who == name {
				path = "/v1/applications/" + s.files[s.applicants[n]].String()
			}
		}
	default:
		component := openselection.Component(name[:strings.LastIndex(name, "-")])
		sheets, err := s.sheets(ctx, a)
		if err != nil {
			return err
		}
		path = "/v1/sheets/" + sheets[openselection.SheetRef(component, inAgency(s.agency, act.By), 1)].String()
	}
	return a.act(ctx, path, s.agency, act)
}

// sheets finds the sheets of a selection by what the selection calls them.
func (s *post) sheets(ctx context.Context, a *actor) (map[string]workflow.CaseID, error) {
	answer, err := a.send(ctx, http.MethodGet, "/v1/selections/"+s.id.String()+"/sheets?limit=100", inAgency(s.agency, "ketua"), nil)
	if err != nil {
		return nil, err
	}
	page, err := decode[struct {
		Items []struct {
			ID  workflow.CaseID
			Ref string
		}
	}](answer)
	found := make(map[string]workflow.CaseID)
	for _, item := range page.Items {
		found[item.Ref] = item.ID
	}
	return found, err
}

// papers has the first four hand in what they have written.
func (s *post) papers(ctx context.Context, a *actor, text func(n int) string) error {
	for n, who := range s.applicants[:4] {
		if _, err := a.send(ctx, http.MethodPost, "/v1/selections/"+s.id.String()+"/papers", who, onePage(text(n))); err != nil {
			return err
		}
	}
	return nil
}

// marking is the act that hands out the sheets of the papers.
func marking() bench.Act {
	for _, act := range bench.Playing(planned) {
		if act.Event == openselection.OpenScoring && bytes.Contains(act.Body, []byte(`"paper"`)) {
			return act
		}
	}
	panic("the script marks no papers")
}

// born lets the house know when applicants were born.
func (a *actor) born(ctx context.Context, agency string, people []string) error {
	cast := make([]map[string]string, len(people))
	for i, who := range people {
		cast[i] = map[string]string{"person": who, "born": "1974-03-0" + fmt.Sprint(1+i)}
	}
	body, err := json.Marshal(map[string]any{"agency": agency, "zone": "WITA", "cast": cast})
	if err != nil {
		return err
	}
	_, err = a.send(ctx, http.MethodPut, "/v1/demo/cast", "ppk", body)
	return err
}

// marks is what a scorer enters of candidates in their order, or of papers by their codes.
func marks(candidates []string, points ...int) string {
	list := make([]string, len(candidates))
	for n, candidate := range candidates {
		list[n] = fmt.Sprintf(`{"candidate":%q,"criteria":[{"code":"nilai","points":%d}]}`, candidate, points[n])
	}
	return `{"marks":[` + strings.Join(list, ",") + `]}`
}
