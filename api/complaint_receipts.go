package api

import (
	"net/http"

	"selter/pkg/custody"
	"selter/pkg/identity"
	"selter/workflow/complaint"
)

// receiptHeader carries the code of who complained.
const receiptHeader = "Complaint-Receipt"

// admitReporter lets on who comes with the receipt of a complaint: as the pseudonym that is
// made of it, whoever else they may be. Whether there is such a complaint the wall says; a
// receipt of none leads to nothing, and each one counts as a guess.
func (s *Server) admitReporter(ex *exchange, r *http.Request) error {
	if err := s.guesses.admit("receipt from " + network(ex.Address)); err != nil {
		return err
	}
	given := r.Header.Values(receiptHeader)
	code, ok := custody.ReadReceipt(given[0])
	if !ok || len(given) > 1 {
		return &rejection{code: "not_found"}
	}
	ex.Who, ex.Receipt = identity.Subject{Person: complaint.Reporter(code)}, true
	return s.perPerson.admit(ex.Who.Person)
}
