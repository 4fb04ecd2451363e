package generator

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/complaint"
)

// A draw is chance that comes again with the same seed.
type draw struct{ *rand.ChaCha8 }

func newDraw(seed uint64) draw {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	copy(key[8:], "selter generate")
	return draw{rand.NewChaCha8(key)}
}

// below is a number from 0 up to n.
func (d draw) below(n int) int { return rand.New(d.ChaCha8).IntN(n) } //nolint:gosec // it has to come again

// id is an identifier of version 7 that was made at a time (RFC 9562, 5.7).
func (d draw) id(at time.Time) uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|d.Uint64()&0xffff)
	binary.BigEndian.PutUint64(id[8:], d.Uint64())
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

// pseudonym is the subject of a complaint whose receipt code nobody was given.
func (d draw) pseudonym() string {
	var code [16]byte
	_, _ = d.Read(code[:]) // chance of this kind never fails
	return complaint.Reporter(base32.StdEncoding.EncodeToString(code[:]))
}

// A copying is one copy in the making: what stands for what.
type copying struct {
	*Template
	agency oversight.Agency
	draw   draw
	ids    map[uuid.UUID]uuid.UUID
	words  *strings.Replacer
	// heads are the newest seals of the cases, sealed those of all entries, by the seals of the template.
	heads  map[workflow.CaseID]audit.Hash
	sealed map[audit.Hash]audit.Hash
}

// of copies the template to an agency.
func (t *Template) of(agency oversight.Agency, d draw) (casework.Archive, error) {
	c := &copying{
		Template: t, agency: agency, draw: d, ids: make(map[uuid.UUID]uuid.UUID),
		heads: make(map[workflow.CaseID]audit.Hash), sealed: make(map[audit.Hash]audit.Hash),
	}
	c.name()
	from := t.archive
	to := casework.Archive{Agency: agency.Code, Pack: from.Pack}
	for _, entry := range from.Entries {
		sealed, err := c.entry(entry)
		if err != nil {
			return to, fmt.Errorf("template %s: %w", t.Name, err)
		}
		to.Entries = append(to.Entries, sealed)
	}
	for _, record := range from.Records {
		to.Records = append(to.Records, c.record(record))
	}
	for _, timer := range from.Timers {
		timer.ID, timer.Case = c.ids[timer.ID], c.id(timer.Case)
		to.Timers = append(to.Timers, timer)
	}
	for _, m := range from.Messages {
		m.ID, m.Case, m.Body = c.ids[m.ID], c.id(m.Case), c.text(m.Body)
		to.Messages = append(to.Messages, m)
	}
	for _, answer := range from.Answers {
		to.Answers = append(to.Answers, c.answer(answer))
	}
	return to, nil
}

// name gives everything a new name, and writes down which words stand for which.
func (c *copying) name() {
	pairs := []string{templatePrefix, c.agency.Code + "-", templateName, c.agency.Name}
	renamed := func(id uuid.UUID, at time.Time) {
		c.ids[id] = c.draw.id(at)
		pairs = append(pairs, id.String(), c.ids[id].String())
	}
	for _, record := range c.archive.Records {
		renamed(uuid.UUID(record.ID), record.Opened)
	}
	for _, m := range c.archive.Messages {
		renamed(m.ID, m.Created)
	}
	for _, timer := range c.archive.Timers { // nothing speaks of a timer
		c.ids[timer.ID] = c.draw.id(timer.Due)
	}
	for _, was := range c.pseudonyms {
		is := c.draw.pseudonym()
		pairs = append(pairs, was, is, complaint.Number(was), complaint.Number(is))
	}
	c.words = strings.NewReplacer(pairs...)
}

func (c *copying) id(of workflow.CaseID) workflow.CaseID {
	return workflow.CaseID(c.ids[uuid.UUID(of)])
}

func (c *copying) text(of []byte) []byte {
	if of == nil {
		return nil
	}
	return []byte(c.words.Replace(string(of)))
}

func (c *copying) entry(was audit.Sealed) (audit.Sealed, error) {
	entry := was.Entry
	entry.Case = c.id(was.Case)
	entry.Person, entry.Body = c.words.Replace(was.Person), c.text(was.Body)
	sealed, err := audit.Seal(c.heads[entry.Case], entry)
	c.heads[entry.Case], c.sealed[was.Hash] = sealed.Hash, sealed.Hash
	return sealed, err
}

func (c *copying) record(was casework.Record) casework.Record {
	record := was
	record.ID, record.Parent, record.Round = c.id(was.ID), c.id(was.Parent), c.id(was.Round)
	record.Agency, record.Ref, record.Subject = c.agency.Code, c.words.Replace(was.Ref), c.words.Replace(was.Subject)
	record.Facts, record.Head = c.text(was.Facts), c.heads[record.ID]
	return record
}

func (c *copying) answer(was casework.Answer) casework.Answer {
	answer := was
	answer.Case = c.id(was.Case)
	answer.Key.Person, answer.Key.Text = c.words.Replace(was.Key.Person), c.words.Replace(was.Key.Text)
	if !strings.Contains(answer.Key.Text, "/") { // not that of a message, which has a name of its own
		answer.Key.Text = answer.Case.String() + "/" + strings.TrimPrefix(was.Key.Text, templatePrefix)
	}
	answer.Body = c.text(was.Body)
	for _, seal := range sealsIn(was.Body) {
		answer.Body = []byte(strings.ReplaceAll(string(answer.Body), seal.String(), c.sealed[seal].String()))
	}
	return answer
}

// sealsIn finds the seal of which an answer tells, if it does.
func sealsIn(body []byte) []audit.Hash {
	const member = `"hash":"`
	text := string(body)
	at := strings.Index(text, member)
	if at < 0 || len(text) < at+len(member)+64 {
		return nil
	}
	var seal audit.Hash
	if err := seal.UnmarshalText([]byte(text[at+len(member) : at+len(member)+64])); err != nil {
		return nil
	}
	return slices.Clip([]audit.Hash{seal})
}
