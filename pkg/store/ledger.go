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
	err := s.fault(ctx, s.reads.WithContext(ctx).Where("case_id = ?", uuid.UUID(id)).Order("seq, position, id").Find(&rows).Error)
	messages := make([]casework.Message, len(rows))
	for i, row := range rows {
		messages[i] = row.message()
	}
	return messages, err
}

// Answers implements casework.Ledger. A limit outside 1 to 100 is taken as 100.
func (s *Store) Answers(ctx context.Context, after casework.Key, limit int) ([]casework.Answer, error) {
	var rows []answerRow
	err := s.fault(ctx, s.reads.WithContext(ctx).Raw(`SELECT person, key, fingerprint, case_id, body, at FROM answers
		WHERE (person, key) > (?, ?) ORDER BY person, key LIMIT ?`, after.Person, after.Text, page(limit)).Scan(&rows).Error)
	answers := make([]casework.Answer, len(rows))
	for i, row := range rows {
		answers[i] = row.answer()
	}
	return answers, err
}
