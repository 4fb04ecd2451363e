package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/complaint"
	"selter/workflow/gates"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// ErrKeyReused says that an idempotency key came back with another command.
var ErrKeyReused = errors.New("the idempotency key belongs to another command")

// StaleRevision says that the caller expected another revision of the case.
type StaleRevision struct{ Current int64 }

func (e *StaleRevision) Error() string { return fmt.Sprintf("the case is at revision %d", e.Current) }

// Config is what a desk works with. All members but Elections, Notifier, Scorer, Bell, Known and Observe are required.
type Config struct {
	Store    Store
	Policies *policy.Library
	Catalog  *catalog.Catalog
	Holidays *calendar.Holidays
	// Elections are those of heads of region that are known; a desk without them knows only what a round records.
	Elections *gates.Elections
	Bell      Bell
	Notifier  Notifier
	// Scorer is told of every entry on which a score rests; without it nothing is posted for it.
	Scorer Scorer
	// Known opens those of the fields that are kept about a person, for rows that judge by
	// particulars (workflow.Transition.Knows). A desk without it fails such an event.
	Known func(ctx context.Context, person string, fields []string) (map[string]string, error)
	// Observe is told of every command, for metrics.
	Observe func(Observation)
}

// An Observation is what a metric may know of a command.
type Observation struct {
	Event   workflow.Event
	Outcome string // done, replayed, refused, conflict, fault
	Took    time.Duration
}

// A Desk is where cases change. It holds nothing but a cache of policy packs, so
// any number of desks may work on one store.
type Desk struct {
	Config
	mu    sync.RWMutex
	packs map[string]*policy.Pack
}

// NewDesk makes a desk.
func NewDesk(config Config) *Desk {
	if config.Bell == nil {
		config.Bell = silence{}
	}
	if config.Observe == nil {
		config.Observe = func(Observation) {}
	}
	return &Desk{Config: config, packs: make(map[string]*policy.Pack)}
}

type silence struct{}

func (silence) Ring(Wake) {}

// A Request asks for one event. Key and Fingerprint make it safe to repeat;
// Expect, when not zero, is the only revision at which it may happen.
type Request struct {
	// Procedure, when set, is the only one whose case may be meant.
	Procedure   string
	By          Caller
	Event       workflow.Event
	Body        []byte
	Key         Key
	Fingerprint [32]byte
	Expect      int64
	// Particulars are kept in the same commit as the event that tells of them.
	Particulars []Particular
}

// An Opening asks for a new case.
type Opening struct {
	Request
	Agency string
	// Parent is the case under which it is opened, if there is one: agency, zone and pack are
	// then the parent's. A parent of which neither the caller nor the public may know is ErrNoCase.
	Parent workflow.CaseID
	// Under, when set, is the only procedure whose case may be the parent.
	Under string
	// Ref is what the case is called by.
	Ref string
	// Subject is the person whom it is about, if it is about one.
	Subject string
	Zone    calendar.Zone
	// Policy chooses the pack; a zero Date means today in Zone.
	Policy policy.Query
}

// A Reply is an Answer, with whether it had been given before.
type Reply struct {
	Answer
	Replayed bool
	Revision int64
}

// Open opens a case. Errors: *workflow.Refusal, ErrKeyReused, ErrNoCase for a parent of which the
// caller may not know, ErrFileExists, ErrLostRace when the parent keeps moving, *policy errors for a
// pack that cannot be resolved, or a fault.
func (d *Desk) Open(ctx context.Context, o Opening) (Reply, error) {
	return d.attempt(ctx, o.Request, func() (Reply, error) {
		loaded, err := d.Store.Recall(ctx, o.By.Wall(), o.Key)
		if err != nil {
			return Reply{}, err
		}
		if loaded.Answer != nil {
			return replay(*loaded.Answer, o.Fingerprint)
		}
		if !o.Parent.IsZero() {
			return d.openUnder(ctx, o, loaded.Now)
		}
		query := o.Policy
		if query.Date.IsZero() {
			query.Date = calendar.DateOf(loaded.Now, o.Zone)
		}
		pack, err := d.Resolve(query)
		if err != nil {
			return Reply{}, err
		}
		u := &unit{desk: d, now: loaded.Now, change: Change{Pack: pack}}
		record := Record{Procedure: o.Procedure, Case: catalog.Case{
			ID: newCaseID(), Ref: o.Ref, Subject: o.Subject, Agency: o.Agency, Zone: o.Zone, State: workflow.Unopened,
		}}
		if o.Procedure == openselection.RoundName {
			record.Round = record.ID
		}
		actor := o.By.Towards(record, calendar.DateOf(loaded.Now, record.Zone))
		return u.carryOut(ctx, o.Request, actor, o.Procedure, pack, record, nil, nil)
	})
}

// openUnder opens a case under another one that the caller can know of, by a part in it or as
// everybody can. A selection that was cancelled after its announcement is shown to nobody any more,
// but whoever remembers it can complain about it: getting rid of a result may be what is complained of.
func (d *Desk) openUnder(ctx context.Context, o Opening, now time.Time) (Reply, error) {
	loaded, err := d.Store.Load(ctx, Everywhere(), o.Parent, Key{})
	if err != nil {
		return Reply{}, err
	}
	parent := loaded.Record
	day := calendar.DateOf(now, parent.Zone)
	anybody := o.By.Towards(parent, day)
	anybody.Roles = append(slices.Clone(anybody.Roles), workflow.Public)
	known := o.By.meets(parent, anybody) || o.Procedure == complaint.Name && parent.State == openselection.Cancelled && openselection.WasAnnounced(*parent.relative())
	if o.Under != "" && o.Under != parent.Procedure || !known {
		return Reply{}, ErrNoCase
	}
	pack, err := d.pack(ctx, parent.Pack)
	if err != nil {
		return Reply{}, err
	}
	record := Record{Procedure: o.Procedure, Round: parent.Round, Case: catalog.Case{
		ID: newCaseID(), Parent: parent.ID, Ref: o.Ref, Subject: o.Subject, Agency: parent.Agency, Zone: parent.Zone, State: workflow.Unopened,
	}}
	u := &unit{desk: d, now: now}
	return u.carryOut(ctx, o.Request, o.By.Towards(record, day), o.Procedure, pack, record, &parent, nil)
}

// Handle lets an event happen to a case. Errors: *workflow.Refusal, ErrNoCase,
// *StaleRevision, ErrKeyReused, ErrLostRace when the case keeps moving, or a fault.
// Whenever there is an error nothing has been written, except that a fault of the
// connection may hide a commit: the same request with the same key then finds out.
func (d *Desk) Handle(ctx context.Context, id workflow.CaseID, r Request) (Reply, error) {
	return d.handle(ctx, id, r, nil)
}

func (d *Desk) handle(ctx context.Context, id workflow.CaseID, r Request, fires *Timer) (Reply, error) {
	return d.attempt(ctx, r, func() (Reply, error) {
		loaded, err := d.Store.Load(ctx, r.By.Wall(), id, r.Key)
		if err != nil {
			return Reply{}, err
		}
		// Whoever may not know of the case learns nothing from a key or a revision either.
		record := loaded.Record
		actor := r.By.Towards(record, calendar.DateOf(loaded.Now, record.Zone))
		if r.Procedure != "" && r.Procedure != record.Procedure || !r.By.meets(record, actor) {
			return Reply{}, ErrNoCase
		}
		if loaded.Answer != nil {
			return replay(*loaded.Answer, r.Fingerprint)
		}
		// Nor does anybody learn the revision for whom nothing is open: Decide refuses them.
		if r.Expect != 0 && r.Expect != record.Revision && mayHear(access.Offers, record, actor) {
			return Reply{}, &StaleRevision{Current: record.Revision}
		}
		pack, err := d.pack(ctx, record.Pack)
		if err != nil {
			return Reply{}, err
		}
		u := &unit{desk: d, now: loaded.Now}
		return u.carryOut(ctx, r, actor, record.Procedure, pack, record, nil, fires)
	})
}

// attempt runs a command again, once, when it lost a race: the case is read anew
// and the decision taken anew.
func (d *Desk) attempt(ctx context.Context, r Request, try func() (Reply, error)) (Reply, error) {
	began := time.Now()
	var reply Reply
	var err error
	for range 2 {
		reply, err = try()
		if !errors.Is(err, ErrLostRace) && !errors.Is(err, ErrKeyUsed) || ctx.Err() != nil {
			break
		}
	}
	d.Observe(Observation{Event: r.Event, Outcome: outcomeOf(reply, err), Took: time.Since(began)})
	return reply, err
}

func outcomeOf(reply Reply, err error) string {
	_, refused := errors.AsType[*workflow.Refusal](err)
	_, stale := errors.AsType[*StaleRevision](err)
	switch {
	case err == nil && reply.Replayed:
		return "replayed"
	case err == nil:
		return "done"
	case refused || errors.Is(err, ErrKeyReused) || errors.Is(err, ErrNoCase):
		return "refused"
	case stale || errors.Is(err, ErrLostRace) || errors.Is(err, ErrKeyUsed):
		return "conflict"
	}
	return "fault"
}

func replay(answer Answer, fingerprint [32]byte) (Reply, error) {
	if answer.Fingerprint != fingerprint {
		return Reply{}, ErrKeyReused
	}
	revision, err := revisionIn(answer.Body)
	return Reply{Answer: answer, Replayed: true, Revision: revision}, err
}

// Offers reads a case and lists what the caller could do with it, or why not. Errors:
// ErrNoCase, also for a case that the caller may not know of, or a fault.
func (d *Desk) Offers(ctx context.Context, id workflow.CaseID, by Caller) (Loaded, []workflow.Offer, error) {
	loaded, err := d.Store.Load(ctx, by.Wall(), id, Key{})
	if err != nil {
		return Loaded{}, nil, err
	}
	actor := by.Towards(loaded.Record, calendar.DateOf(loaded.Now, loaded.Record.Zone))
	if !by.meets(loaded.Record, actor) {
		return Loaded{}, nil, ErrNoCase
	}
	pack, err := d.pack(ctx, loaded.Record.Pack)
	if err != nil {
		return Loaded{}, nil, err
	}
	procedure, err := d.Catalog.Procedure(loaded.Record.Procedure, pack)
	if err != nil {
		return Loaded{}, nil, err
	}
	moment := workflow.Moment{At: loaded.Now, Holidays: d.Holidays, Elections: d.Elections}
	if loaded.Record.Parent.IsZero() {
		if moment.Children, err = d.Store.Children(ctx, id); err != nil {
			return Loaded{}, nil, err
		}
	}
	offers, err := procedure.Offers(loaded.Record.Case, actor, moment)
	if !mayHear(access.Facts, loaded.Record, actor) {
		for i := range offers {
			offers[i].Why = discreet(offers[i].Why)
		}
	}
	return loaded, offers, err
}

// Resolve finds the policy pack that a query asks for.
func (d *Desk) Resolve(query policy.Query) (*policy.Pack, error) { return d.Policies.Resolve(query) }

// Table describes a procedure under the pack that a query asks for.
func (d *Desk) Table(name string, query policy.Query) (catalog.Table, error) {
	pack, err := d.Resolve(query)
	if err != nil {
		return catalog.Table{}, err
	}
	procedure, err := d.Catalog.Procedure(name, pack)
	if err != nil {
		return catalog.Table{}, err
	}
	return procedure.Table(), nil
}

// pack finds a policy pack that a case is bound to. It comes from the store, not
// from today's files: the law of a running case does not change under it.
func (d *Desk) pack(ctx context.Context, hash string) (*policy.Pack, error) {
	d.mu.RLock()
	pack, ok := d.packs[hash]
	d.mu.RUnlock()
	if ok {
		return pack, nil
	}
	pack, err := d.Store.Pack(ctx, hash)
	if err != nil {
		return nil, fmt.Errorf("policy pack %s: %w", hash, err)
	}
	d.mu.Lock()
	d.packs[hash] = pack
	d.mu.Unlock()
	return pack, nil
}

func newCaseID() workflow.CaseID { return workflow.CaseID(newID()) }

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
