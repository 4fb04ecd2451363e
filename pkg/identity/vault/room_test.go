package vault_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/go-json-experiment/json"

	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/identity/vault"
	"selter/pkg/peers"
	"selter/pkg/store"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/person"
	"selter/workflow/policy"
)

func TestMain(m *testing.M) { peers.Main(m) }

// A room has a vault and a desk on one real store.
type room struct {
	*vault.Vault
	store    *store.Store
	kept     vault.Store
	ring     *vault.Keyring
	ringFile string
	desk     *casework.Desk
	file     string // the database of SQLite; "" for Postgres
}

func postgres(t *testing.T) string {
	t.Helper()
	return peers.PostgresTemplate(t, "vault", func(url string) error {
		s, err := store.Open(context.Background(), store.Config{URL: url, Prepare: migrations.Up})
		if err != nil {
			return err
		}
		return s.Close()
	})
}

func sqlite(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "selter.db")
}

// now is the moment at which everything happens.
var now = time.Date(2024, 5, 8, 2, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

func newRoom(t *testing.T, url string) *room {
	t.Helper()
	r := &room{ringFile: filepath.Join(t.TempDir(), "keyring.json")}
	config := store.Config{URL: url, Clock: clock, MaxConns: 4}
	if !strings.Contains(url, "://") {
		config.Prepare = migrations.Up
		r.file = url
	}
	opened, err := store.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	policies, err := policy.Load(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	r.store, r.kept = opened, opened.Vault()
	r.desk = casework.NewDesk(casework.Config{
		Store: opened, Policies: policies, Catalog: catalog.New(), Holidays: calendar.National(), Bell: silent{}, Observe: func(casework.Observation) {},
	})
	if err := generated(t).WriteFile(r.ringFile); err != nil {
		t.Fatal(err)
	}
	r.ring = r.anotherRing(t)
	r.Vault = vault.New(r.kept, r.ring, clock)
	return r
}

// anotherRing is the same keyring as another program has it.
func (r *room) anotherRing(t *testing.T) *vault.Keyring {
	t.Helper()
	ring, err := vault.ReadFile(r.ringFile)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

type silent struct{}

func (silent) Ring(casework.Wake) {}

// house acts as an officer for whom the house does what concerns files.
var house = casework.House("petugas")

// nation is who keeps files everywhere.
func nation(who string) casework.Caller {
	return casework.Caller{Person: who, Duties: []workflow.Duty{{Role: workflow.Admin, Scope: workflow.Scope{Agency: workflow.Nation}}}}
}

func (r *room) enrol(t *testing.T, who string) workflow.CaseID {
	t.Helper()
	reply, err := r.desk.Open(t.Context(), casework.Opening{
		Request: casework.Request{Procedure: person.Name, By: house, Event: person.EnrolPerson}, Agency: workflow.Nation, Ref: who, Subject: who, Zone: calendar.WIB,
	})
	if err != nil {
		t.Fatal(err)
	}
	return reply.Case
}

// record keeps particulars with the entry that tells of them, as the API does.
func (r *room) record(t *testing.T, file workflow.CaseID, who string, values map[vault.Field]vault.Value) []vault.Commitment {
	t.Helper()
	return r.recordBy(t, house, file, who, values)
}

func (r *room) recordBy(t *testing.T, by casework.Caller, file workflow.CaseID, who string, values map[vault.Field]vault.Value) []vault.Commitment {
	t.Helper()
	particulars, commitments, err := r.Prepare(t.Context(), who, values)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(person.ParticularsBody{Particulars: commitments})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.desk.Handle(t.Context(), file, casework.Request{By: by, Event: person.RecordParticulars, Body: body, Particulars: particulars}); err != nil {
		t.Fatal(err)
	}
	return commitments
}

// known enrols somebody with everything that can be kept.
func (r *room) known(t *testing.T, who string, number int) (workflow.CaseID, []vault.Commitment) {
	t.Helper()
	file := r.enrol(t, who)
	return file, r.record(t, file, who, everything(number))
}

// everything is a value for each field, another for each number below 10000.
func everything(number int) map[vault.Field]vault.Value {
	values := make(map[vault.Field]vault.Value)
	for field, text := range map[vault.Field]string{
		vault.FullName:     fmt.Sprintf("Kenari Contoh %04d", number),
		vault.NIK:          fmt.Sprintf("317506450880%04d", number+1),
		vault.NIP:          fmt.Sprintf("19800805200%d%02d%d%03d", number/1000%9+1, 1+number%12, 1, 1+number%999),
		vault.BirthDate:    "1980-08-05",
		vault.Email:        fmt.Sprintf("kenari%04d@contoh.example.id", number),
		vault.Phone:        fmt.Sprintf("+6281299%04d", number),
		vault.Address:      fmt.Sprintf("Jalan Kenari %04d, Kota Contoh", number),
		vault.HealthResult: fmt.Sprintf("Kenari sehat, catatan %04d", number),
		vault.WealthReport: fmt.Sprintf("Kenari harta, laporan %04d", number),
	} {
		values[field] = vault.Plain(text)
	}
	return values
}

func (r *room) erase(t *testing.T, file workflow.CaseID) {
	t.Helper()
	for _, step := range []struct {
		by    string
		event workflow.Event
		body  string
	}{
		{"admin-1", person.RequestErasure, `{"letter":{"number":"S-1/2024","date":"2024-05-01"}}`},
		{"admin-2", person.ConfirmErasure, `{}`},
	} {
		if _, err := r.desk.Handle(t.Context(), file, casework.Request{By: nation(step.by), Event: step.event, Body: []byte(step.body)}); err != nil {
			t.Fatal(err)
		}
	}
}

// plain turns values into text that can be compared.
func plain(values map[vault.Field]vault.Value) map[vault.Field]string {
	out := make(map[vault.Field]string, len(values))
	for field, value := range values {
		out[field] = value.Expose()
	}
	return out
}

// commitmentOf is the commitment to one field.
func commitmentOf(commitments []vault.Commitment, field vault.Field) string {
	i := slices.IndexFunc(commitments, func(c vault.Commitment) bool { return c.Field == field })
	return commitments[i].Commitment
}
