package storetest

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/notify"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/person"
)

// A Mailroom keeps what people are told.
type Mailroom interface {
	notify.Store
	notify.Inbox
}

// A MailroomCase is one sentence about what people are told and its proof.
type MailroomCase struct {
	Name  string
	Proof func(t *testing.T, m *Post)
}

// Post is what a case about letters is given. The changes that it commits come from its Kit.
type Post struct {
	Mailroom
	Kit *Kit
}

// RunMailroom proves every case about letters, each on a store of its own.
func RunMailroom(t *testing.T, open func(t *testing.T, clock func() time.Time) (Backend, Mailroom)) {
	t.Helper()
	for _, c := range slices.Concat(holderCases(), inboxCases(), deliveryCases(), forgottenCases()) {
		t.Run(strings.ReplaceAll(c.Name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			clock := &Clock{now: start}
			backend, mailroom := open(t, clock.Now)
			c.Proof(t, &Post{Mailroom: mailroom, Kit: &Kit{Backend: backend, Clock: clock, pack: seed(t)}})
		})
	}
}

// posting is a notice about a case, made now, with who is told and by which carriers.
func (m *Post) posting(about workflow.CaseID, told []string, carriers ...string) notify.Posting {
	n := casework.Notice{
		ID: newID(), Case: about, Agency: "prov-contoh", Role: workflow.AppointingOfficer, About: "recommend_result", Reminder: true, At: m.Kit.Clock.Now(),
	}
	p := notify.Posting{Notice: n, Told: told, Letter: notify.Letter{
		Subject: "Rekomendasi", Text: "Lantik – é <&>", English: "Inaugurate", Path: "/v1/selections/x", Due: m.Kit.Clock.Now().Add(360 * time.Hour),
	}}
	for _, carrier := range carriers {
		for _, person := range told {
			p.Deliveries = append(p.Deliveries, notify.Delivery{
				ID: notify.DeliveryID(n.ID, carrier, person), Notice: n.ID, Carrier: carrier, Address: notify.Address{Key: person, Person: person}, State: notify.Waiting,
			})
		}
	}
	return p
}

func (m *Post) posted(t *testing.T, p notify.Posting) notify.Posting {
	t.Helper()
	wantError(t, nil, m.Post(t.Context(), p))
	return p
}

// told are those who hold a role towards a place.
func (m *Post) told(t *testing.T, role workflow.Role, place workflow.Scope, on calendar.Date) []string {
	t.Helper()
	holders, err := m.Holders(t.Context(), role, place.Agency, on)
	wantError(t, nil, err)
	return notify.Told(holders, role, place, on)
}

// inbox are the notices in an inbox, by their names.
func (m *Post) inbox(t *testing.T, person string, unread bool, after uuid.UUID, limit int) []uuid.UUID {
	t.Helper()
	items, err := m.Items(t.Context(), person, unread, after, limit)
	wantError(t, nil, err)
	var ids []uuid.UUID
	for _, item := range items {
		ids = append(ids, item.Notice.ID)
	}
	return ids
}

func holderCases() []MailroomCase {
	day := calendar.MustDate("2024-05-08")
	round, selection, other := workflow.CaseID(newID()), workflow.CaseID(newID()), workflow.CaseID(newID())
	in := func(agency string, of ...workflow.CaseID) workflow.Scope {
		s := workflow.Scope{Agency: agency}
		if len(of) > 0 {
			s.Round = of[0]
		}
		if len(of) > 1 {
			s.Selection = of[1]
		}
		return s
	}
	duty := func(role workflow.Role, scope workflow.Scope, from, until string) workflow.Duty {
		d := workflow.Duty{Role: role, Scope: scope, From: calendar.MustDate(from)}
		if until != "" {
			d.Until = calendar.MustDate(until)
		}
		return d
	}
	return []MailroomCase{
		{"a role is held by whose duty is in force on the day and holds the place", func(t *testing.T, m *Post) {
			const ppk = workflow.AppointingOfficer
			for who, d := range map[string]workflow.Duty{
				"a-of-the-agency":     duty(ppk, in("prov-contoh"), "2024-01-01", ""),
				"b-of-the-nation":     duty(ppk, in(workflow.Nation), "2024-01-01", ""),
				"c-of-the-round":      duty(ppk, in("prov-contoh", round), "2024-01-01", ""),
				"d-of-the-selection":  duty(ppk, in("prov-contoh", round, selection), "2024-01-01", ""),
				"e-on-the-last-day":   duty(ppk, in("prov-contoh"), "2024-01-01", "2024-05-08"),
				"f-from-this-day":     duty(ppk, in("prov-contoh"), "2024-05-08", ""),
				"x-of-another-agency": duty(ppk, in("kab-contoh"), "2024-01-01", ""),
				"x-of-another-round":  duty(ppk, in("prov-contoh", other), "2024-01-01", ""),
				"x-of-another-post":   duty(ppk, in("prov-contoh", round, other), "2024-01-01", ""),
				"x-until-yesterday":   duty(ppk, in("prov-contoh"), "2024-01-01", "2024-05-07"),
				"x-from-tomorrow":     duty(ppk, in("prov-contoh"), "2024-05-09", ""),
				"x-another-duty":      duty(workflow.Auditor, in("prov-contoh"), "2024-01-01", ""),
			} {
				m.Kit.mandated(t, d.Scope.Agency, who, []workflow.Duty{d})
			}
			held := m.told(t, ppk, in("prov-contoh", round, selection), day)
			same(t, "holders of the selection", []string{
				"a-of-the-agency", "b-of-the-nation", "c-of-the-round", "d-of-the-selection", "e-on-the-last-day", "f-from-this-day",
			}, held)
			held = m.told(t, ppk, in("prov-contoh"), day)
			same(t, "holders of the agency", []string{"a-of-the-agency", "b-of-the-nation", "e-on-the-last-day", "f-from-this-day"}, held)
		}},
		{"duties that exclude each other make nobody a holder", func(t *testing.T, m *Post) {
			m.Kit.mandated(t, "prov-contoh", "both", []workflow.Duty{duty(workflow.Supervisor, in("prov-contoh"), "2024-01-01", "")})
			m.Kit.mandated(t, workflow.Nation, "both", []workflow.Duty{duty(workflow.CommitteeChair, in(workflow.Nation), "2024-01-01", "")})
			m.Kit.mandated(t, "prov-contoh", "one", []workflow.Duty{duty(workflow.Supervisor, in("prov-contoh"), "2024-01-01", "")})
			held := m.told(t, workflow.Supervisor, in("prov-contoh", round, selection), day)
			same(t, "holders", []string{"one"}, held)
		}},
	}
}

func inboxCases() []MailroomCase {
	return []MailroomCase{
		{"a notice that is posted again changes nothing", func(t *testing.T, m *Post) {
			about := workflow.CaseID(newID())
			p := m.posting(about, []string{"ppk", "wakil"}, "mail")
			there, err := m.Posted(t.Context(), p.Notice.ID)
			if err != nil || len(there) != 0 {
				t.Errorf("before: %v, %v", there, err)
			}
			m.posted(t, p)
			again := p
			again.Letter.Subject, again.Told = "Lain", []string{"orang-lain"}
			again.Deliveries = nil
			m.posted(t, again)
			there, err = m.Posted(t.Context(), newID(), p.Notice.ID)
			wantError(t, nil, err)
			same(t, "posted", []uuid.UUID{p.Notice.ID}, there)
			items, err := m.Items(t.Context(), "ppk", false, uuid.Nil, 10)
			wantError(t, nil, err)
			same(t, "items", []notify.Item{{Notice: p.Notice, Letter: p.Letter}}, items)
			same(t, "of somebody else", []uuid.UUID(nil), m.inbox(t, "orang-lain", false, uuid.Nil, 10))
			kept, err := m.Deliveries(t.Context(), about)
			wantError(t, nil, err)
			if len(kept) != 4 { // two inboxes, two letters
				t.Errorf("%+v", kept)
			}
		}},
		{"notices that are posted together are written but for those that are there", func(t *testing.T, m *Post) {
			about := workflow.CaseID(newID())
			there := m.posted(t, m.posting(about, []string{"ppk"}, "mail"))
			again, fresh, bare := there, m.posting(about, []string{"ppk", "wakil"}, "mail"), m.posting(about, nil)
			again.Told = []string{"orang-lain"}
			bare.Letter.Due = time.Time{}
			wantError(t, nil, m.Post(t.Context(), fresh, again, bare))
			same(t, "of the officer", []uuid.UUID{fresh.Notice.ID, there.Notice.ID}, m.inbox(t, "ppk", false, uuid.Nil, 10))
			same(t, "of the deputy", []uuid.UUID{fresh.Notice.ID}, m.inbox(t, "wakil", false, uuid.Nil, 10))
			same(t, "of somebody else", []uuid.UUID(nil), m.inbox(t, "orang-lain", false, uuid.Nil, 10))
			kept, err := m.Deliveries(t.Context(), about)
			if err != nil || len(kept) != 6 { // three in inboxes, three letters
				t.Errorf("%+v, %v", kept, err)
			}
			posted, err := m.Posted(t.Context(), bare.Notice.ID)
			wantError(t, nil, err)
			same(t, "posted to nobody", []uuid.UUID{bare.Notice.ID}, posted)
		}},
		{"twenty who post one notice write it once", func(t *testing.T, m *Post) {
			about := workflow.CaseID(newID())
			p := m.posting(about, []string{"ppk"}, "mail")
			var group sync.WaitGroup
			for range 20 {
				group.Go(func() {
					if err := m.Post(t.Context(), p); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
			kept, err := m.Deliveries(t.Context(), about)
			if err != nil || len(kept) != 2 {
				t.Errorf("%+v, %v", kept, err)
			}
		}},
		{"an inbox shows the newest first, page by page, and nobody else's", func(t *testing.T, m *Post) {
			var want []uuid.UUID
			for i := range 5 {
				if i != 3 { // two at one time
					m.Kit.Clock.Advance(time.Minute)
				}
				p := m.posted(t, m.posting(workflow.CaseID(newID()), []string{"ppk"}))
				m.posted(t, m.posting(workflow.CaseID(newID()), []string{"pengawas"}))
				want = append(want, p.Notice.ID)
			}
			slices.Reverse(want) // names made later are greater
			same(t, "all", want, m.inbox(t, "ppk", false, uuid.Nil, 10))
			var paged []uuid.UUID
			after := uuid.Nil
			for range 3 {
				page := m.inbox(t, "ppk", false, after, 2)
				paged = append(paged, page...)
				after = page[len(page)-1]
			}
			same(t, "pages", want, paged)
			same(t, "after the last", []uuid.UUID(nil), m.inbox(t, "ppk", false, after, 2))
			theirs := m.inbox(t, "pengawas", false, uuid.Nil, 1)[0]
			same(t, "after somebody else's", []uuid.UUID(nil), m.inbox(t, "ppk", false, theirs, 10))
			same(t, "of nobody", []uuid.UUID(nil), m.inbox(t, "", false, uuid.Nil, 10))
		}},
		{"a notice is read once and stays read", func(t *testing.T, m *Post) {
			first, second := m.posted(t, m.posting(workflow.CaseID(newID()), []string{"ppk", "wakil"})), m.posted(t, m.posting(workflow.CaseID(newID()), []string{"ppk"}))
			at := m.Kit.Clock.Advance(time.Minute)
			wantError(t, nil, m.Read(t.Context(), "ppk", first.Notice.ID))
			m.Kit.Clock.Advance(time.Minute)
			wantError(t, nil, m.Read(t.Context(), "ppk", first.Notice.ID))
			wantError(t, notify.ErrNoNotice, m.Read(t.Context(), "wakil", second.Notice.ID))
			wantError(t, notify.ErrNoNotice, m.Read(t.Context(), "ppk", newID()))
			same(t, "unread", []uuid.UUID{second.Notice.ID}, m.inbox(t, "ppk", true, uuid.Nil, 10))
			same(t, "unread by the other", []uuid.UUID{first.Notice.ID}, m.inbox(t, "wakil", true, uuid.Nil, 10))
			items, err := m.Items(t.Context(), "ppk", false, uuid.Nil, 10)
			if err != nil || len(items) != 2 || !items[1].ReadAt.Equal(at) {
				t.Errorf("%+v, %v", items, err)
			}
		}},
		{"preferences are replaced as a whole and asked for by event", func(t *testing.T, m *Post) {
			said := []notify.Preference{{Person: "ppk", Carrier: "mail", Event: "*", Off: true}, {Person: "ppk", Carrier: "mail", Event: "announce"}}
			wantError(t, nil, m.Prefer(t.Context(), "ppk", said))
			wantError(t, nil, m.Prefer(t.Context(), "wakil", []notify.Preference{{Carrier: "mail", Event: "announce", Off: true}}))
			got, err := m.Preferences(t.Context(), "ppk")
			wantError(t, nil, err)
			same(t, "preferences", said, got)
			for event, want := range map[workflow.Event]int{"announce": 3, "inaugurate": 1} {
				asked, err := m.Preferring(t.Context(), []string{"ppk", "wakil"}, event)
				if err != nil || len(asked) != want {
					t.Errorf("%s: %+v, %v", event, asked, err)
				}
			}
			wantError(t, nil, m.Prefer(t.Context(), "ppk", nil))
			got, err = m.Preferences(t.Context(), "ppk")
			if err != nil || len(got) != 0 {
				t.Errorf("%+v, %v", got, err)
			}
		}},
	}
}

func forgottenCases() []MailroomCase {
	return []MailroomCase{{"who is forgotten prefers nothing any more, and others what they did", func(t *testing.T, m *Post) {
		for _, who := range []string{"warga", "ppk"} {
			wantError(t, nil, m.Prefer(t.Context(), who, []notify.Preference{{Carrier: "mail", Event: "*", Off: true}}))
		}
		m.Kit.moved(t, m.Kit.filed(t, person.Name, workflow.Nation, "warga"), func(change *casework.Change) { change.Forgets = "warga" })
		for who, want := range map[string]int{"warga": 0, "ppk": 1} {
			if said, err := m.Preferences(t.Context(), who); err != nil || len(said) != want {
				t.Errorf("%s: %+v, %v", who, said, err)
			}
		}
	}}}
}

func deliveryCases() []MailroomCase {
	const lease = time.Minute
	claim := func(t *testing.T, m *Post) []notify.Consignment {
		t.Helper()
		claimed, err := m.Claim(t.Context(), "mail", 10, lease)
		wantError(t, nil, err)
		return claimed
	}
	return []MailroomCase{
		{"a parcel is claimed by its carrier with its letter, and once within the lease", func(t *testing.T, m *Post) {
			p := m.posted(t, m.posting(workflow.CaseID(newID()), []string{"ppk"}, "mail", "webhook"))
			got := claim(t, m)
			want := notify.Consignment{Carrier: "mail", Attempts: 1, Parcel: notify.Parcel{
				ID: notify.DeliveryID(p.Notice.ID, "mail", "ppk"), Notice: p.Notice, Address: notify.Address{Key: "ppk", Person: "ppk"}, Letter: p.Letter,
			}}
			same(t, "claimed", []notify.Consignment{want}, got)
			same(t, "again", []notify.Consignment(nil), claim(t, m))
			m.Kit.Clock.Advance(lease)
			want.Attempts = 2 // whoever had it has died: it comes again under its name
			same(t, "after the lease", []notify.Consignment{want}, claim(t, m))
		}},
		{"how an attempt ended is kept, and who comes after the lease changes nothing", func(t *testing.T, m *Post) {
			about := workflow.CaseID(newID())
			m.posted(t, m.posting(about, []string{"ppk"}, "mail"))
			first := claim(t, m)[0]
			m.Kit.Clock.Advance(lease)
			second := claim(t, m)[0]
			wantError(t, casework.ErrLostRace, m.Settled(t.Context(), first, notify.End{State: notify.Turned, Remark: "late"}))
			at := m.Kit.Clock.Now()
			wantError(t, nil, m.Settled(t.Context(), second, notify.End{State: notify.Waiting, Remark: "451", Retry: time.Second}))
			wantError(t, casework.ErrLostRace, m.Settled(t.Context(), second, notify.End{State: notify.Sent}))
			kept := func() notify.Delivery {
				t.Helper()
				all, err := m.Deliveries(t.Context(), about)
				if err != nil || len(all) != 2 || all[0].Carrier != notify.InboxName || all[0].State != notify.Sent {
					t.Fatalf("%+v, %v", all, err)
				}
				return all[1]
			}
			want := notify.Delivery{
				ID: second.Parcel.ID, Notice: second.Parcel.Notice.ID, Carrier: "mail", Address: second.Parcel.Address, State: notify.Waiting, Attempts: 2, At: at, Remark: "451",
			}
			same(t, "after a failure", want, kept())
			same(t, "at once", []notify.Consignment(nil), claim(t, m))
			m.Kit.Clock.Advance(time.Second)
			third := claim(t, m)[0]
			wantError(t, nil, m.Settled(t.Context(), third, notify.End{State: notify.Sent}))
			m.Kit.Clock.Advance(time.Hour)
			same(t, "when it is sent", []notify.Consignment(nil), claim(t, m))
			if got := kept(); got.State != notify.Sent || got.Attempts != 3 || got.Remark != "" {
				t.Errorf("%+v", got)
			}
		}},
		{"eight couriers carry each of sixty parcels once", func(t *testing.T, m *Post) {
			for range 20 {
				m.posted(t, m.posting(workflow.CaseID(newID()), []string{"a", "b", "c"}, "mail"))
			}
			var mu sync.Mutex
			carried := make(map[uuid.UUID]int)
			var group sync.WaitGroup
			for range 8 {
				group.Go(func() {
					for {
						claimed, err := m.Claim(t.Context(), "mail", 4, lease)
						if err != nil || len(claimed) == 0 {
							if err != nil {
								t.Error(err)
							}
							return
						}
						for _, c := range claimed {
							mu.Lock()
							carried[c.Parcel.ID]++
							mu.Unlock()
							if err := m.Settled(t.Context(), c, notify.End{State: notify.Sent}); err != nil {
								t.Error(err)
							}
						}
					}
				})
			}
			group.Wait()
			for id, times := range carried {
				if times != 1 {
					t.Errorf("%s was carried %d times", id, times)
				}
			}
			if len(carried) != 60 {
				t.Errorf("%d parcels were carried", len(carried))
			}
		}},
	}
}
