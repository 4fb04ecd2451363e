package house_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/driver"
	"golang.org/x/sync/errgroup"

	"selter/cmd/selter/bench"
	"selter/cmd/selter/house"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/calendar"
)

// planned is when the rounds of these tests begin.
var planned = time.Date(2019, 3, 4, 2, 0, 0, 0, time.UTC)

func openAt(t *testing.T, data string, at time.Time) *house.House {
	t.Helper()
	h, err := house.Open(t.Context(), house.Config{Data: data, DevIdentity: true, Clock: house.NewClock(at), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() }) // tests may have closed it
	return h
}

// seat gives the people of the script their duties.
func seat(t *testing.T, h *house.House) {
	t.Helper()
	if err := bench.Seat(t.Context(), h, calendar.DateOf(planned, calendar.WITA)); err != nil {
		t.Fatal(err)
	}
}

// ask posts an act straight to the handler, for a revision of a case.
func ask(t *testing.T, h http.Handler, cmd command) outline {
	t.Helper()
	r, err := cmd.request(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var answer outline
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code >= http.StatusBadRequest {
		t.Fatalf("%s: %d %s (%v)", cmd.path, w.Code, w.Body, err)
	}
	return answer
}

// announce opens a round and announces it.
func announce(t *testing.T, h http.Handler, name string, posts int) workflow.CaseID {
	t.Helper()
	round := ask(t, h, command{path: "/v1/rounds", key: name, act: bench.Opening(planned, posts)})
	for n, act := range bench.Announcing(planned) {
		path := "/v1/rounds/" + round.Case + "/events/" + string(act.Event)
		round = ask(t, h, command{path: path, key: fmt.Sprintf("%s-%d", name, n), match: round.Revision, act: act})
	}
	id, err := workflow.ParseCaseID(round.Case)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// playedFolder is a data folder with a round in which everything has happened that an
// invariant is about: deadlines fired, closed and ahead, reminders, messages between cases.
func playedFolder(t *testing.T) (data string, ended time.Time) {
	t.Helper()
	data = t.TempDir()
	h := openAt(t, data, planned)
	seat(t, h)
	round := announce(t, h.Handler, "open", 2)
	ended = planned.AddDate(0, 0, 16)
	children := populated(t, h, round, planned.AddDate(0, 0, 1))
	if err := h.SetClock(t.Context(), ended); err != nil {
		t.Fatal(err)
	}
	for c, child := range children {
		for n, act := range bench.Playing(planned) {
			if c == 0 || n < 12 { // the second is left at its files
				under, err := bench.Under(t.Context(), h.Store, child.ID)
				if err != nil {
					t.Fatal(err)
				}
				ask(t, h.Handler, command{
					path: under[act.On].Path + "/events/" + string(act.Event), key: fmt.Sprintf("play-%d-%d", c, n), match: under[act.On].Revision, act: act,
				})
			}
		}
	}
	ended = ended.Add(time.Hour)
	if err := h.SetClock(t.Context(), ended); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return data, ended
}

// populated moves the clock to a day on which one may apply, and lets people apply for the
// posts of a round, which it lists.
func populated(t *testing.T, h *house.House, round workflow.CaseID, at time.Time) []workflow.Relative {
	t.Helper()
	if err := h.SetClock(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	children, err := h.Store.Children(t.Context(), round)
	if err != nil {
		t.Fatal(err)
	}
	for _, child := range children {
		if err := bench.Fill(t.Context(), h.Store, child.ID, at); err != nil {
			t.Fatal(err)
		}
	}
	return children
}

// A fault is what somebody or something did to the tables.
type fault struct {
	name  string
	plant func(t *testing.T, db *sql.DB)
	// breaks are the invariants of which at least these are reported.
	breaks []casework.Invariant
}

// deed is a fault that one statement makes; it has to touch exactly one row.
func deed(statement string) func(*testing.T, *sql.DB) {
	return func(t *testing.T, db *sql.DB) {
		t.Helper()
		done, err := db.ExecContext(t.Context(), statement)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := done.RowsAffected(); err != nil || n != 1 {
			t.Fatalf("%d rows were touched (%v): %s", n, err, statement)
		}
	}
}

const (
	lastEntry  = `(SELECT rowid FROM journal WHERE event = 'inaugurate')`
	firedTimer = `(SELECT id FROM timers WHERE reminder = 0 AND fired_at IS NOT NULL ORDER BY id LIMIT 1)`
	aReminder  = `(SELECT id FROM timers WHERE reminder > 0 AND fired_at IS NOT NULL ORDER BY id LIMIT 1)`
	openTimer  = `(SELECT id FROM timers WHERE reminder = 0 AND fired_at IS NULL AND cleared_at IS NULL ORDER BY due_at LIMIT 1)`
	promised   = `(SELECT t.id FROM timers AS t JOIN journal AS j ON j.case_id = t.case_id AND j.seq = t.generation AND j.role <> 'clock' AND j.seq > 1 WHERE t.reminder = 0 LIMIT 1)`
	anEntry    = `(SELECT rowid FROM journal WHERE event = 'submit_plan')`
	anEffect   = `(SELECT rowid FROM answers WHERE person = 'outbox' ORDER BY key LIMIT 1)`
)

func faults() []fault {
	return []fault{
		{"a_lost_last_entry", deed(`DELETE FROM journal WHERE rowid = ` + lastEntry), []casework.Invariant{casework.Chain, casework.Fold, casework.OneAnswer}},
		{"a_command_of_which_only_the_answer_is_left", deed(`INSERT INTO answers SELECT person, 'lost', fingerprint, case_id,
			json_set(body, '$.revision', (SELECT revision + 1 FROM cases WHERE id = case_id)), at, agency FROM answers WHERE key = 'open'`), []casework.Invariant{casework.OneAnswer}},
		{"a_lost_entry_in_the_middle", deed(`DELETE FROM journal WHERE rowid = ` + anEntry), []casework.Invariant{casework.Chain}},
		{"a_changed_body_in_the_journal", deed(`UPDATE journal SET body = replace(body, '800/121', '800/122') WHERE rowid = ` + anEntry), []casework.Invariant{casework.Chain}},
		{"a_changed_fact", deed(`UPDATE cases SET facts = replace(facts, '188.45', '188.46') WHERE procedure = 'round'`), []casework.Invariant{casework.Fold}},
		{"a_deadline_under_another_agency", deed(`UPDATE timers SET agency = 'lain' WHERE rowid = (SELECT min(rowid) FROM timers)`), []casework.Invariant{casework.Fold}},
		{"a_changed_state", deed(`UPDATE cases SET state = 'closed' WHERE procedure = 'round'`), []casework.Invariant{casework.Fold}},
		{"an_entry_before_the_one_before_it", turnBack, []casework.Invariant{casework.Chain}},
		{
			"a_second_answer_to_one_entry", deed(`INSERT INTO answers SELECT person, 'again', fingerprint, case_id, body, at, agency FROM answers WHERE key = 'open'`),
			[]casework.Invariant{casework.OneAnswer},
		},
		{"a_lost_answer", deed(`DELETE FROM answers WHERE key = 'open-1'`), []casework.Invariant{casework.OneAnswer}},
		{"an_answer_with_another_hash", deed(`UPDATE answers SET body = replace(body, '"hash":"', '"hash":"0') WHERE key = 'open'`), []casework.Invariant{casework.OneAnswer}},
		{"a_deadline_that_fired_early", deed(`UPDATE timers SET due_at = fired_at + 1 WHERE id = ` + firedTimer), []casework.Invariant{casework.NotEarly}},
		{"a_reminder_that_fired_early", deed(`UPDATE timers SET due_at = fired_at + 1 WHERE id = ` + aReminder), []casework.Invariant{casework.NotEarly}},
		{"a_deadline_that_fired_twice", fireTwice, []casework.Invariant{casework.OneEffect}},
		{"a_deadline_that_fired_without_effect", deed(`UPDATE timers SET fired_at = due_at + 1 WHERE id = ` + openTimer), []casework.Invariant{casework.OneEffect}},
		{"a_deadline_that_fired_and_was_closed", deed(`UPDATE timers SET cleared_at = fired_at WHERE id = ` + firedTimer), []casework.Invariant{casework.OneEffect}},
		{"a_missed_deadline", deed(`UPDATE timers SET due_at = due_at - 40 * 86400000000 WHERE id = ` + openTimer), []casework.Invariant{casework.Handled}},
		{"a_lost_deadline", deed(`DELETE FROM timers WHERE id = ` + promised), []casework.Invariant{casework.Handled}},
		{"a_reminder_that_told_nobody", deed(`DELETE FROM outbox WHERE id = (SELECT id FROM outbox WHERE reminder ORDER BY id LIMIT 1)`), []casework.Invariant{casework.OneEffect}},
		{"a_notice_that_no_reminder_sent", deed(`UPDATE timers SET fired_at = NULL WHERE id = ` + aReminder), []casework.Invariant{casework.OneEffect, casework.Handled}},
		{
			"an_effect_whose_message_is_gone", deed(`DELETE FROM outbox WHERE id = (SELECT substr(key, 1, 36) FROM answers WHERE rowid = ` + anEffect + `)`),
			[]casework.Invariant{casework.OneEffect},
		},
		{
			"a_message_that_is_done_and_has_no_effect", deed(`DELETE FROM answers WHERE rowid = (SELECT a.rowid FROM answers AS a JOIN outbox AS m ON m.id = substr(a.key, 1, 36) WHERE m.to_parent OR m.ref <> '' LIMIT 1)`),
			[]casework.Invariant{casework.OneEffect, casework.OneAnswer},
		},
	}
}

func TestInspect(t *testing.T) {
	t.Parallel()
	data, ended := playedFolder(t)
	inspect := func(t *testing.T, folder string) map[casework.Invariant][]string {
		t.Helper()
		h := openAt(t, folder, ended)
		found := make(map[casework.Invariant][]string)
		saw, err := h.Desk.Inspect(t.Context(), h.Store, ended, func(v casework.Violation) { found[v.Invariant] = append(found[v.Invariant], v.String()) })
		if err != nil {
			t.Fatal(err)
		}
		// A round, two selections with five applications and four papers each, eleven sheets of the
		// one that is played to its end, and the mandates of fourteen people.
		if saw.Cases != 1+2*(1+5+4)+11+14 || saw.Entries < 150 || saw.Answers < 25 || saw.Timers < 15 || saw.Messages < 30 {
			t.Errorf("looked at too little: %+v", saw)
		}
		if (saw.Broken > 0) != (len(found) > 0) {
			t.Errorf("%d cases are broken, of %d invariants", saw.Broken, len(found))
		}
		return found
	}
	t.Run("a_played_round_keeps_every_invariant", func(t *testing.T) {
		t.Parallel()
		for invariant, problems := range inspect(t, copied(t, data, func(*testing.T, *sql.DB) {})) {
			t.Errorf("%s: %q", invariant, problems)
		}
	})
	for _, f := range faults() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			found := inspect(t, copied(t, data, f.plant))
			for _, invariant := range f.breaks {
				if len(found[invariant]) == 0 {
					t.Errorf("not noticed: %s; found were %q", invariant, found)
				}
			}
		})
	}
}

func TestInspect_of_a_store_in_use_is_no_false_alarm(t *testing.T) {
	t.Parallel()
	h := openAt(t, t.TempDir(), planned)
	seat(t, h)
	over, stop := context.WithCancel(t.Context())
	var group errgroup.Group
	looked := 0
	group.Go(func() error {
		for over.Err() == nil {
			_, err := h.Desk.Inspect(t.Context(), h.Store, planned, func(v casework.Violation) { t.Error(v) })
			if err != nil {
				return err
			}
			looked++
		}
		return nil
	})
	for n := range 10 {
		announce(t, h.Handler, fmt.Sprint("round-", n), 2)
		if _, err := h.Sweep.Once(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if err := h.SetClock(t.Context(), planned.AddDate(0, 0, 16)); err != nil {
		t.Error(err)
	}
	stop()
	if err := group.Wait(); err != nil || looked == 0 {
		t.Errorf("looked %d times, %v", looked, err)
	}
}

// copied is a copy of the data folder of a closed house, with a fault planted in it.
func copied(t *testing.T, from string, plant func(*testing.T, *sql.DB)) (to string) {
	t.Helper()
	to = t.TempDir()
	content, err := os.ReadFile(filepath.Join(from, "selter.db"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(to, "selter.db")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := driver.Open("file:" + filepath.ToSlash(file))
	if err != nil {
		t.Fatal(err)
	}
	plant(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return to
}

// TestAcknowledgements proves that the kill test's own half of the oracle can fail: what
// was acknowledged is compared with what is there, and what is there with what was acknowledged.
func TestAcknowledgements(t *testing.T) {
	t.Parallel()
	data, ended := playedFolder(t)
	h := openAt(t, data, ended)
	var told []acknowledged
	for after := (casework.Key{}); ; {
		page, err := h.Store.Answers(t.Context(), after, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, answer := range page {
			after = answer.Key
			a := acknowledged{command: command{key: answer.Key.Text}, body: answer.Body}
			if err := json.Unmarshal(a.body, &a.outline); err != nil {
				t.Fatal(err)
			}
			if answer.Key.Person != "outbox" && answer.Key.Person != "installation" {
				told = append(told, a)
			}
		}
	}
	last := told[len(told)-1]
	lost := last
	lost.key, lost.outline.Revision = "lost", last.outline.Revision+100
	other := last
	other.body = append(slices.Clone(last.body[:len(last.body)-1]), `,"more":1}`...)
	forged := last
	forged.outline.Hash = strings.Repeat("0", 64)
	rest := told[:len(told)-1]
	for name, c := range map[string]struct {
		told []acknowledged
		want int
	}{
		"all_is_there":                      {told, 0},
		"an_acknowledged_command_is_lost":   {append(slices.Clone(told), lost), 2}, // neither its answer nor its entry
		"an_answer_is_not_the_one_told":     {append(slices.Clone(rest), other), 1},
		"an_entry_has_another_hash":         {append(slices.Clone(rest), forged), 1},
		"an_effect_that_nobody_was_told_of": {rest, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSlaughter(t, victimSettings{}, 1)
			s.crowd.acked = c.told
			var complaints []string
			s.acknowledgements(h, func(format string, args ...any) { complaints = append(complaints, fmt.Sprintf(format, args...)) }, new(tally))
			if len(complaints) != c.want {
				t.Errorf("want %d complaints, got %q", c.want, complaints)
			}
		})
	}
}

func within(t *testing.T, db *sql.DB, do func(context.Context, *sql.Tx) error) {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := do(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// fireTwice appends the clock's last entry to its journal once more, sealed as it should be.
func fireTwice(t *testing.T, db *sql.DB) {
	reseal(t, db, `event = 'applications_due'`, func(e audit.Sealed) audit.Sealed { e.Seq++; e.Previous = e.Hash; e.From = e.To; return e })
}

// turnBack gives the last entry of a journal a time before the first, sealed as it should be.
func turnBack(t *testing.T, db *sql.DB) {
	reseal(t, db, `event = 'inaugurate'`, func(e audit.Sealed) audit.Sealed { e.At = planned.AddDate(-1, 0, 0); return e })
}

// reseal writes a changed copy of an entry with a right hash, and the case's head with it.
func reseal(t *testing.T, db *sql.DB, where string, change func(audit.Sealed) audit.Sealed) {
	t.Helper()
	within(t, db, func(ctx context.Context, tx *sql.Tx) error {
		var e audit.Sealed
		var id, body string
		var at int64
		var previous, hash []byte
		err := tx.QueryRowContext(ctx, `SELECT case_id, seq, at, procedure, version, pack, event, from_state, to_state, person, role, body, previous, hash
			FROM journal WHERE `+where+` ORDER BY case_id LIMIT 1`).Scan(&id, &e.Seq, &at, &e.Procedure, &e.Version, &e.Pack, &e.Event, &e.From, &e.To,
			&e.Person, &e.Role, &body, &previous, &hash)
		if err != nil {
			return err
		}
		if e.Case, err = workflow.ParseCaseID(id); err != nil {
			return err
		}
		e.At, e.Body = time.UnixMicro(at).UTC(), []byte(body)
		if body == "" {
			e.Body = nil
		}
		copy(e.Previous[:], previous)
		copy(e.Hash[:], hash)
		e = change(e)
		if e, err = audit.Seal(e.Previous, e.Entry); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM journal WHERE case_id = ? AND seq >= ?`, id, e.Seq); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO journal SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, agency FROM cases WHERE id = ?1`, id, e.Seq, e.At.UnixMicro(), e.Procedure, e.Version,
			e.Pack, string(e.Event), string(e.From), string(e.To), e.Person, string(e.Role), string(e.Body), e.Previous[:], e.Hash[:])
		return err
	})
}
