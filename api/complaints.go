package api

import (
	"context"
	"errors"
	"net/http"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/pkg/custody"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// A Custody keeps who complained; see custody.Custody for the errors.
type Custody interface {
	// Receipt is the code for a complaint that is filed with a key and these words.
	Receipt(key string, words [32]byte) string
	// Mark is a keyed hash of the words of a command.
	Mark(words [32]byte) [32]byte
	Keep(ctx context.Context, of workflow.CaseID, who custody.Reporter) error
	// Open shows one of a pair of custodians who complained.
	Open(ctx context.Context, reader custody.Reader, loaded casework.Loaded) (custody.Reporter, error)
	Readings(ctx context.Context, of workflow.CaseID) ([]custody.Reading, error)
}

// shortestReceiptKey is how long the key of who complains must be: a receipt code is made of
// it, and nobody is to find it who knows what the complaint says.
const shortestReceiptKey = 16

// filed is the key by which a complaint is filed: each has a person of its own.
const filed = "filed"

// FileComplaint files a complaint about a selection. Whoever is signed in is not looked at.
func (s *Server) FileComplaint(ctx context.Context, request gen.FileComplaintRequestObject) (gen.FileComplaintResponseObject, error) {
	selection, err := caseID("path:id", request.ID)
	if err != nil {
		return nil, err
	}
	return s.fileUnderSeal(ctx, *request.Body, casework.Opening{Parent: selection, Under: openselection.SelectionName})
}

// FileAgencyComplaint files a complaint about an agency, where no selection can be named:
// there may never have been one.
func (s *Server) FileAgencyComplaint(ctx context.Context, request gen.FileAgencyComplaintRequestObject) (gen.FileAgencyComplaintResponseObject, error) {
	agency := request.Agency
	if !isCode(agency) || agency == workflow.Nation {
		return nil, reject("malformed_request", "path:agency", "is not the code of an agency")
	}
	zone, err := s.zoneOf(ctx, agency)
	if err != nil {
		return nil, err
	}
	return s.fileUnderSeal(ctx, *request.Body, casework.Opening{Agency: agency, Zone: zone, Policy: policy.Query{Agency: agency}})
}

// zoneOf is the zone of an agency as everybody can know it: that of a round which it has
// announced; western time of one that has announced none.
func (s *Server) zoneOf(ctx context.Context, agency string) (calendar.Zone, error) {
	query := casework.Query{Procedure: openselection.RoundName, Agency: agency, States: roundsAnnounced, Limit: 1}
	found, err := s.everything().Cases(ctx, query)
	if err != nil || len(found) == 0 {
		return calendar.WIB, err
	}
	return found[0].Zone, nil
}

// fileUnderSeal opens the case of a complaint under the pseudonym of who holds its receipt, and
// entrusts to custody who that is. The same request finds the same receipt, so that one whose
// answer was lost is answered again.
func (s *Server) fileUnderSeal(ctx context.Context, filing gen.ComplaintFiling, opening casework.Opening) (reply, error) {
	ex := exchangeOf(ctx)
	if len(ex.Key.Text) < shortestReceiptKey {
		return reply{}, reject("malformed_request", "header:"+keyHeader, "must have at least 16 characters here, by chance: your receipt is made of it")
	}
	who := custody.Reporter{Name: filing.Reporter.Name, Contact: filing.Reporter.Contact, Relation: filing.Reporter.Relation}
	if err := who.Check(); err != nil {
		if fault, is := errors.AsType[*custody.Fault](err); is {
			err = reject("invalid_body", "/reporter/"+fault.Member, fault.Problem)
		}
		return reply{}, err
	}
	body, err := wire.Canonical(complaint.FileComplaintBody{Category: filing.Category, Text: filing.Text, HappenedOn: filing.HappenedOn})
	if err != nil {
		return reply{}, err
	}
	code := s.config.Custody.Receipt(ex.Key.Text, ex.Fingerprint)
	person := complaint.Reporter(code)
	opening.Request = casework.Request{
		Procedure: complaint.Name, By: casework.Caller{Person: person}, Event: complaint.FileComplaint, Body: body,
		Key: casework.Key{Person: person, Text: filed}, Fingerprint: s.config.Custody.Mark(ex.Fingerprint),
	}
	opening.Subject, opening.Ref = person, complaint.Number(person)
	done, err := s.config.Desk.Open(ctx, opening)
	if err != nil {
		return reply{}, err
	}
	// The case comes first: a name without a complaint would lie here for nobody. Until both
	// are kept nobody has the receipt.
	if err := s.config.Custody.Keep(ctx, done.Case, who); err != nil {
		return reply{}, err
	}
	answer, err := ok(gen.FiledComplaint{Complaint: done.Case.String(), Number: opening.Ref, ReceiptCode: code, State: complaint.Received})
	if done.Replayed {
		answer = answer.with("Idempotency-Replayed", "true")
	}
	answer.status = http.StatusCreated
	return answer.with("Location", "/v1/complaints/"+done.Case.String()), err
}

// ListComplaints lists complaints, as far as the caller may know of them; with a receipt the
// one that it is of.
func (s *Server) ListComplaints(ctx context.Context, request gen.ListComplaintsRequestObject) (gen.ListComplaintsResponseObject, error) {
	p, ex := request.Params, exchangeOf(ctx)
	query := casework.Query{Procedure: complaint.Name, Agency: p.Agency}
	if p.Selection != "" {
		selection, err := caseID("query:selection", p.Selection)
		if err != nil {
			return nil, err
		}
		query.Parent = selection
	}
	if ex.Receipt {
		query.Subject = ex.Who.Person
	}
	return s.cases(ctx, query, p.State, p.After, p.Limit)
}

// ReadComplaint reads a complaint.
func (s *Server) ReadComplaint(ctx context.Context, request gen.ReadComplaintRequestObject) (gen.ReadComplaintResponseObject, error) {
	return s.read(ctx, request.ID)
}

// ListComplaintEvents tells what could happen to a complaint.
func (s *Server) ListComplaintEvents(ctx context.Context, request gen.ListComplaintEventsRequestObject) (gen.ListComplaintEventsResponseObject, error) {
	return s.offers(ctx, request.ID)
}

// ActOnComplaint lets an event happen to a complaint, except that files are handed in at a
// path of their own.
func (s *Server) ActOnComplaint(ctx context.Context, request gen.ActOnComplaintRequestObject) (gen.ActOnComplaintResponseObject, error) {
	if workflow.Event(request.Event) == complaint.AttachToComplaint {
		id, err := caseID("path:id", request.ID)
		if err != nil {
			return nil, err
		}
		if _, err := s.of(ctx, id, complaint.Name); err != nil {
			return nil, err
		}
		return nil, &rejection{"unknown_event", []gen.Reason{{Code: "documents_are_handed_in_at_their_path", Field: "path:event"}}}
	}
	return s.act(ctx, complaint.Name, request.ID, request.Event)
}

// ReadComplaintJournal reads the journal of a complaint.
func (s *Server) ReadComplaintJournal(ctx context.Context, request gen.ReadComplaintJournalRequestObject) (gen.ReadComplaintJournalResponseObject, error) {
	return s.journal(ctx, request.ID, request.Params.After, request.Params.Limit)
}

// ListComplaintDeadlines lists the clocks of a complaint.
func (s *Server) ListComplaintDeadlines(ctx context.Context, request gen.ListComplaintDeadlinesRequestObject) (gen.ListComplaintDeadlinesResponseObject, error) {
	return s.deadlines(ctx, request.ID)
}

// ReadComplaintFindings reads what the supervisor has asked, found and recommended, for those
// whom a complaint concerns.
func (s *Server) ReadComplaintFindings(ctx context.Context, request gen.ReadComplaintFindingsRequestObject) (gen.ReadComplaintFindingsResponseObject, error) {
	record, err := s.readable(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	facts, err := factsOf[complaint.Facts](record)
	if err != nil {
		return nil, err
	}
	return ok(complaint.Findings(facts))
}

// ReadReporter shows one of two custodians who complained. That they were shown it is noted
// before.
func (s *Server) ReadReporter(ctx context.Context, request gen.ReadReporterRequestObject) (gen.ReadReporterResponseObject, error) {
	loaded, err := s.underSeal(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	who, err := s.config.Custody.Open(ctx, s.custodian(ctx), loaded)
	if err != nil {
		return nil, sealedAs(err)
	}
	readings, err := s.config.Custody.Readings(ctx, loaded.Record.ID)
	if err != nil {
		return nil, err
	}
	body := gen.OpenedReporter{
		Reporter: gen.ComplaintReporter{Name: who.Name, Contact: who.Contact, Relation: who.Relation}, Readings: make([]gen.ReporterReading, len(readings)),
	}
	for i, r := range readings {
		body.Readings[i] = gen.ReporterReading{At: r.At.UTC(), Reader: r.Reader, What: r.What}
	}
	return ok(body)
}

// underSeal reads a complaint that has been opened to the caller. Who else may not even learn
// how many files there are.
func (s *Server) underSeal(ctx context.Context, given string) (casework.Loaded, error) {
	record, err := s.readable(ctx, given)
	if err != nil {
		return casework.Loaded{}, err
	}
	loaded, err := s.library(ctx).Case(ctx, record.ID)
	if err != nil {
		return casework.Loaded{}, err
	}
	facts, err := factsOf[complaint.Facts](loaded.Record)
	if err == nil && !facts.MayOpen(exchangeOf(ctx).Who.Person, loaded.Now) {
		err = sealedAs(custody.ErrSealed)
	}
	return loaded, err
}

func (s *Server) custodian(ctx context.Context) custody.Reader {
	ex := exchangeOf(ctx)
	return custody.Reader{Person: ex.Who.Person, Request: ex.ID}
}

// sealedAs words why something under seal is not shown.
func sealedAs(err error) error {
	switch {
	case errors.Is(err, custody.ErrSealed):
		return &rejection{"not_for_you", []gen.Reason{{Code: "reporter_is_opened_by_two"}}}
	case errors.Is(err, custody.ErrUnknown):
		return casework.ErrNoCase
	}
	return err
}
