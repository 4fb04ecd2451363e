package store

import (
	"context"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
)

var _ casework.Ledger = (*Store)(nil)

// Messages implements casework.Ledger.
func (s *Store) Messages(ctx context.Context, id workflow.CaseID) ([]casework.Message, error) {
	var rows []messageRow
	err := s.find(ctx, &rows, "SELECT "+messageNames+" FROM outbox WHERE case_id = ? AND {house} ORDER BY seq, position, id", uuid.UUID(id))
	return messages(rows), err
}

// Answers implements casework.Ledger. A limit outside 1 to 100 is taken as 100.
func (s *Store) Answers(ctx context.Context, after casework.Key, limit int) ([]casework.Answer, error) {
	var rows []answerRow
	err := s.find(ctx, &rows, `SELECT person, key, fingerprint, case_id, body, at FROM answers
		WHERE (person, key) > (?, ?) AND {house} ORDER BY person, key LIMIT ?`, after.Person, after.Text, page(limit))
	answers := make([]casework.Answer, len(rows))
	for i, row := range rows {
		answers[i] = row.answer()
	}
	return answers, err
}

// Given implements casework.Ledger.
func (s *Store) Given(ctx context.Context, by workflow.CaseID) ([]workflow.Duty, error) {
	var rows []dutyRow
	if err := s.find(ctx, &rows, "SELECT "+dutyNames+" FROM duties WHERE mandate = ? AND {house} ORDER BY position", uuid.UUID(by)); err != nil {
		return nil, err
	}
	return dutiesOf(rows)
}

// Strays implements casework.Ledger.
func (s *Store) Strays(ctx context.Context) ([]workflow.CaseID, error) {
	var ids []uuid.UUID
	err := s.find(ctx, &ids, `SELECT DISTINCT c.id FROM (
			SELECT case_id, agency FROM journal UNION ALL SELECT case_id, agency FROM timers UNION ALL SELECT case_id, agency FROM outbox
			UNION ALL SELECT case_id, agency FROM answers UNION ALL SELECT mandate, agency FROM duties) AS kept
		JOIN cases AS c ON c.id = kept.case_id WHERE kept.agency <> c.agency AND {house} ORDER BY c.id LIMIT ?`, largestPage)
	strays := make([]workflow.CaseID, len(ids))
	for i, id := range ids {
		strays[i] = workflow.CaseID(id)
	}
	return strays, err
}
