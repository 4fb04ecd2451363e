package casework

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"selter/workflow"
)

// Fire lets a deadline pass: the clock sends its kind to the case, in one commit
// with the mark that it has fired. It answers nil also when somebody else fired
// it, or when no row answers it in the state the case is in; then the timer is
// dismissed with the reason, unless it only rests because the case is held. A guard's
// refusal is an error like a fault.
func (d *Desk) Fire(ctx context.Context, timer Timer) error {
	request := Request{
		By:    clockwork(),
		Event: timer.Kind,
	}
	_, err := d.handle(ctx, timer.Case, request, &timer)
	// Only a state that has no row for it ends a deadline. A guard that says no (not yet,
	// because the store's clock fell back) must not lose it: the sweep tries again. The store
	// leaves a timer that only rests because the case is held.
	if refusal, refused := errors.AsType[*workflow.Refusal](err); refused && refusal.Kind == workflow.WrongState {
		err = d.Store.Dismiss(ctx, timer, refusal.Error())
	}
	if errors.Is(err, ErrLostRace) {
		return nil // fired or closed by another, or still due and found again by the sweep
	}
	return err
}

// Deliver carries out a message of the outbox. It may be called again for the same
// message: the other case knows the message's key, the outside its ID.
func (d *Desk) Deliver(ctx context.Context, m Message) Outcome {
	var remark string
	var err error
	switch m.Kind {
	case EventMessage:
		remark, err = d.deliverEvent(ctx, m)
	case NoticeMessage:
		err = d.notify(ctx, m)
	case ScoreMessage:
		err = d.rescore(ctx, m)
	default:
		err = fmt.Errorf("unknown kind of message %q", m.Kind)
	}
	if err != nil {
		return Outcome{Remark: err.Error(), Retry: backoff(m.Attempts)}
	}
	return Outcome{Done: true, Remark: remark}
}

func backoff(attempts int) time.Duration {
	return min(time.Second<<min(attempts, 10), 10*time.Minute)
}

// DeliverTogether carries out messages of one kind as one: notices, or measurings, of which a case
// needs but one however many of its entries ask for it. An error may be about any of them, and
// any may have been carried out; each can be delivered again, alone.
func (d *Desk) DeliverTogether(ctx context.Context, messages []Message) error {
	var notices, scores []Message
	for _, m := range messages {
		switch m.Kind {
		case NoticeMessage:
			notices = append(notices, m)
		case ScoreMessage:
			scores = append(scores, m)
		default:
			return fmt.Errorf("a message of the kind %q goes alone", m.Kind)
		}
	}
	return errors.Join(d.notify(ctx, notices...), d.rescore(ctx, scores...))
}

func (d *Desk) notify(ctx context.Context, messages ...Message) error {
	if d.Notifier == nil || len(messages) == 0 {
		return nil
	}
	agencies := make(map[workflow.CaseID]string)
	notices := make([]Notice, len(messages))
	for i, m := range messages {
		if _, known := agencies[m.Case]; !known {
			loaded, err := d.Store.Load(ctx, Everywhere(), m.Case, Key{})
			if err != nil {
				return err
			}
			agencies[m.Case] = loaded.Record.Agency
		}
		notices[i] = Notice{ID: m.ID, Case: m.Case, Agency: agencies[m.Case], Role: m.Role, About: m.Event, Reminder: m.Reminder, At: m.Created}
	}
	return d.Notifier.Notify(ctx, notices...)
}

func (d *Desk) rescore(ctx context.Context, messages ...Message) error {
	if d.Scorer == nil {
		return nil
	}
	measured := make(map[workflow.CaseID]bool)
	for _, m := range messages {
		if measured[m.Case] {
			continue
		}
		if err := d.Scorer.Rescore(ctx, m.Case); err != nil {
			return err
		}
		measured[m.Case] = true
	}
	return nil
}

// deliverEvent lets the message's event happen to every case it is for. A case
// that refuses it is not an error: the remark keeps which one and why.
func (d *Desk) deliverEvent(ctx context.Context, m Message) (string, error) {
	targets, err := d.targets(ctx, m)
	if err != nil {
		return "", err
	}
	var remarks []string
	for _, target := range targets {
		key := Key{Person: outboxPerson, Text: m.ID.String() + "/" + target.String()}
		_, err := d.Handle(ctx, target, Request{
			By:    House(casePrefix + m.Case.String()),
			Event: m.Event, Body: m.Body, Key: key, Fingerprint: sha256.Sum256([]byte(key.Text)),
		})
		if refusal, refused := errors.AsType[*workflow.Refusal](err); refused {
			remarks = append(remarks, target.String()+": "+refusal.Error())
		} else if err != nil {
			return "", err
		}
	}
	return strings.Join(remarks, "; "), nil
}

func (d *Desk) targets(ctx context.Context, m Message) ([]workflow.CaseID, error) {
	if m.ToParent {
		loaded, err := d.Store.Load(ctx, Everywhere(), m.Case, Key{})
		if err != nil {
			return nil, err
		}
		return []workflow.CaseID{loaded.Record.Parent}, nil
	}
	children, err := d.Store.Children(ctx, m.Case)
	if err != nil {
		return nil, err
	}
	var targets []workflow.CaseID
	for _, child := range children {
		if m.Ref == "" || child.Ref == m.Ref {
			targets = append(targets, child.ID)
		}
	}
	return targets, nil
}

// NoticeID is the stable name of the notice by which a timer reminds a role.
func NoticeID(timer uuid.UUID, role workflow.Role) uuid.UUID {
	return uuid.NewSHA1(timer, []byte(role))
}
