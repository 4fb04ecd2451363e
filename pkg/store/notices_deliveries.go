package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"selter/pkg/notify"
	"selter/workflow"
)

// What waits and what somebody took and never settled are claimed alike, once their time has come.
const consigning = `WITH picked AS (
	SELECT m.id FROM deliveries AS m
	WHERE {house} AND m.carrier = ? AND m.state IN ('waiting', 'sending') AND m.next_at <= {moment}
	ORDER BY m.next_at, m.id LIMIT ? {unshared})
UPDATE deliveries SET state = 'sending', attempts = attempts + 1, at = {moment}, next_at = {moment} + {later}
FROM picked WHERE deliveries.id = picked.id AND {house}
RETURNING deliveries.id, notice, carrier, address, person, attempts`

type consignmentRow struct {
	ID       uuid.UUID
	Notice   uuid.UUID
	Carrier  string
	Address  string
	Person   string
	Attempts int
}

// Claim implements notify.Consignments.
func (m Mailroom) Claim(ctx context.Context, carrier string, limit int, lease time.Duration) ([]notify.Consignment, error) {
	var rows []consignmentRow
	now := m.s.now()
	err := m.s.writes.WithContext(ctx).Raw(m.s.sql(consigning), carrier, now, limit, now, now, lease.Microseconds()).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, m.s.fault(ctx, err)
	}
	ids := make([]any, len(rows))
	for i, row := range rows {
		ids[i] = m.s.bind(row.Notice)
	}
	var letters []letterRow
	if err := m.s.find(ctx, &letters, `SELECT `+letterNames+` FROM letters AS l WHERE {house} AND l.id IN ?`, ids); err != nil {
		return nil, err // what was claimed comes back when its lease ends
	}
	kept := make(map[uuid.UUID]letterRow, len(letters))
	for _, letter := range letters {
		kept[letter.ID] = letter
	}
	claimed := make([]notify.Consignment, len(rows))
	for i, row := range rows {
		letter := kept[row.Notice]
		claimed[i] = notify.Consignment{Carrier: row.Carrier, Attempts: row.Attempts, Parcel: notify.Parcel{
			ID: row.ID, Notice: letter.notice(), Letter: letter.letter(), Address: notify.Address{Key: row.Address, Person: row.Person},
		}}
	}
	return claimed, nil
}

// Settled implements notify.Consignments. The number of the attempt tells whether it is still this one that counts.
func (m Mailroom) Settled(ctx context.Context, c notify.Consignment, end notify.End) error {
	return m.s.one(ctx, m.s.sql(`UPDATE deliveries SET state = ?, remark = ?, at = {moment}, next_at = {moment} + {later}
		WHERE id = ? AND attempts = ? AND state = 'sending' AND {house}`),
		string(end.State), end.Remark, m.s.now(), m.s.now(), end.Retry.Microseconds(), m.s.bind(c.Parcel.ID), c.Attempts)
}

type deliveryRow struct {
	ID       uuid.UUID
	Notice   uuid.UUID
	Carrier  string
	Address  string
	Person   string
	State    string
	Attempts int
	At       instant
	Remark   string
}

const deliveryNames = `d.id, d.notice, d.carrier, d.address, d.person, d.state, d.attempts, d.at, d.remark`

func (r deliveryRow) delivery() notify.Delivery {
	return notify.Delivery{
		ID: r.ID, Notice: r.Notice, Carrier: r.Carrier, Address: notify.Address{Key: r.Address, Person: r.Person}, State: notify.State(r.State),
		Attempts: r.Attempts, At: r.At.time(), Remark: r.Remark,
	}
}

func deliveriesOf(rows []deliveryRow) []notify.Delivery {
	list := make([]notify.Delivery, len(rows))
	for i, row := range rows {
		list[i] = row.delivery()
	}
	return list
}

// Deliveries implements notify.Inbox. A letter in an inbox has arrived by being there.
func (m Mailroom) Deliveries(ctx context.Context, id workflow.CaseID) ([]notify.Delivery, error) {
	var rows []deliveryRow
	err := m.s.find(ctx, &rows, `SELECT `+deliveryNames+` FROM letters AS l JOIN deliveries AS d ON d.notice = l.id WHERE l.case_id = ? AND {house}
		UNION ALL SELECT l.id, i.notice, '`+notify.InboxName+`', i.person, i.person, 'sent', 1, i.at, '' FROM letters AS l
			JOIN inbox AS i ON i.notice = l.id WHERE l.case_id = ? AND {house}
		ORDER BY notice, carrier, address`, uuid.UUID(id), uuid.UUID(id))
	return deliveriesOf(rows), err
}

// DeliveriesTo lists what was brought, or is to be, to one address of a carrier, the newest first, at most 100.
func (m Mailroom) DeliveriesTo(ctx context.Context, carrier, address string) ([]notify.Delivery, error) {
	var rows []deliveryRow
	err := m.s.find(ctx, &rows, `SELECT `+deliveryNames+` FROM deliveries AS d WHERE d.carrier = ? AND d.address = ? AND {house}
		ORDER BY d.at DESC, d.id LIMIT ?`, carrier, address, largestPage)
	return deliveriesOf(rows), err
}
