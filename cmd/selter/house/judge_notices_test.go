package house_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/uuid"

	"selter/cmd/selter/house"
	"selter/pkg/casework"
	"selter/pkg/notify"
	"selter/workflow"
)

// seated are the roles that somebody holds throughout the story: what they are told is in somebody's inbox.
var seated = []workflow.Role{workflow.AppointingOfficer, workflow.AuthorisedOfficer, workflow.CommitteeChair, workflow.Secretariat, workflow.Supervisor}

// notices holds that every notice of a case has been told, and to each person once, whatever was killed between the
// inbox and what leaves the house; and that nothing was told of which no entry and no reminder knows.
func (s *slaughter) notices(h *house.House, id workflow.CaseID, complain func(string, ...any), all *tally) {
	s.t.Helper()
	messages, err := h.Store.Messages(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	deliveries, err := h.Store.Mailroom().Deliveries(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	type place struct {
		notice      uuid.UUID
		carrier, of string
	}
	seen, inboxes := make(map[place]int), make(map[uuid.UUID]int)
	for _, d := range deliveries {
		seen[place{d.Notice, d.Carrier, d.Address.Key}]++
		if d.State != notify.Sent {
			complain("notices: delivery %s of %s by %s is %s", d.ID, d.Notice, d.Carrier, d.State)
		}
		if d.Carrier == notify.InboxName {
			inboxes[d.Notice]++
		}
	}
	for at, n := range seen {
		if n > 1 {
			complain("notices: %s is with %s of %s %d times", at.notice, at.of, at.carrier, n)
		}
	}
	var known []uuid.UUID
	for _, m := range messages {
		if m.Kind != casework.NoticeMessage {
			continue
		}
		known = append(known, m.ID)
		all.told += inboxes[m.ID]
		if slices.Contains(seated, m.Role) && inboxes[m.ID] == 0 {
			complain("notices: %s of case %s was to tell %s of %s, and is in no inbox", m.ID, id, m.Role, m.Event)
		}
	}
	for notice := range inboxes {
		if !slices.Contains(known, notice) {
			complain("notices: %s of case %s was told and nobody said it", notice, id)
		}
	}
	s.folder = append(s.folder, known...)
}

// outbox holds that the folder of an embedded house has each notice once and nothing else.
func (s *slaughter) outbox(complain func(string, ...any)) {
	s.t.Helper()
	if s.settings.Data == "" {
		return
	}
	files, err := os.ReadDir(filepath.Join(s.settings.Data, "notices"))
	if err != nil {
		s.t.Fatal(err)
	}
	lying := make(map[string]bool)
	for _, file := range files {
		if name, whole := strings.CutSuffix(file.Name(), ".json"); whole && !strings.HasPrefix(name, ".") {
			lying[name] = true
		}
	}
	for _, notice := range s.folder {
		if !lying[notice.String()] {
			complain("notices: %s does not lie in the outbox", notice)
		}
		delete(lying, notice.String())
	}
	for name := range lying {
		complain("notices: %s lies in the outbox and nobody said it", name)
	}
}
