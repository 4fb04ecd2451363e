package store

import (
	"context"

	"github.com/google/uuid"

	"selter/pkg/custody"
	"selter/workflow"
)

// Custody is the store as it keeps who complained.
type Custody struct{ s *Store }

var _ custody.Store = Custody{}

// Custody is the view of the store that keeps who complained. No other statement names its tables.
func (s *Store) Custody() Custody { return Custody{s} }

// Keep implements custody.Store.
func (c Custody) Keep(ctx context.Context, complaint workflow.CaseID, sealed []byte) error {
	_, err := c.s.repeatable(ctx, `INSERT INTO reporters (complaint, sealed, created_at) VALUES (?, ?, {now}) ON CONFLICT (complaint) DO NOTHING`,
		uuid.UUID(complaint), sealed, c.s.now())
	return err
}

// Kept implements custody.Store.
func (c Custody) Kept(ctx context.Context, complaint workflow.CaseID) ([]byte, error) {
	var rows []struct{ Sealed []byte }
	if err := c.s.find(ctx, &rows, `SELECT sealed FROM reporters WHERE complaint = ?`, uuid.UUID(complaint)); err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, custody.ErrUnknown
	}
	return rows[0].Sealed, nil
}

// Note implements custody.Store.
func (c Custody) Note(ctx context.Context, r custody.Reading) error {
	id, err := orNew(r.ID)
	if err != nil {
		return err
	}
	_, err = c.s.repeatable(ctx, `INSERT INTO reporter_readings (id, at, complaint, reader, what, request) VALUES (?, {now}, ?, ?, ?, ?)
		ON CONFLICT (id) DO NOTHING`, id, c.s.now(), uuid.UUID(r.Complaint), r.Reader, r.What, r.Request)
	return err
}

type reporterReadingRow struct {
	ID        uuid.UUID
	At        instant
	Complaint uuid.UUID
	Reader    string
	What      string
	Request   string
}

// Readings implements custody.Store. The names tell the order, since they begin with the time.
func (c Custody) Readings(ctx context.Context, complaint workflow.CaseID) ([]custody.Reading, error) {
	var rows []reporterReadingRow
	err := c.s.find(ctx, &rows, `SELECT id, at, complaint, reader, what, request FROM reporter_readings WHERE complaint = ? ORDER BY id`,
		uuid.UUID(complaint))
	readings := make([]custody.Reading, len(rows))
	for i, row := range rows {
		readings[i] = custody.Reading{
			ID: row.ID, At: row.At.time(), Complaint: workflow.CaseID(row.Complaint), Reader: row.Reader, What: row.What, Request: row.Request,
		}
	}
	return readings, err
}
