package store

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"selter/pkg/identity/vault"
)

type readingRow struct {
	ID      uuid.UUID
	At      instant
	Reader  string
	Person  string
	Fields  string
	Route   string
	Request string
}

func (r readingRow) reading() vault.Reading {
	return vault.Reading{
		ID: r.ID, At: r.At.time(), Reader: r.Reader, Person: r.Person, Fields: strings.Split(r.Fields, ","), Route: r.Route, Request: r.Request,
	}
}

// Note implements vault.Store. The time is the store's clock's, and a reading without a name gets one.
func (v Vault) Note(ctx context.Context, r vault.Reading) error {
	id, err := orNew(r.ID)
	if err != nil {
		return err
	}
	_, err = v.s.repeatable(ctx, `INSERT INTO readings (id, at, reader, person, fields, route, request) VALUES (?, {now}, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO NOTHING`, id, v.s.now(), r.Reader, r.Person, strings.Join(r.Fields, ","), r.Route, r.Request)
	return err
}

// Readings implements vault.Store. A limit outside 1 to 100 is taken as 100. The names tell the order,
// since they begin with the time.
func (v Vault) Readings(ctx context.Context, person string, before uuid.UUID, limit int) ([]vault.Reading, error) {
	if before == uuid.Nil {
		before = uuid.Max
	}
	var rows []readingRow
	err := v.s.find(ctx, &rows, `SELECT id, at, reader, person, fields, route, request FROM readings
		WHERE person = ? AND id < ? ORDER BY id DESC LIMIT ?`, person, before, page(limit))
	readings := make([]vault.Reading, len(rows))
	for i, row := range rows {
		readings[i] = row.reading()
	}
	return readings, err
}
