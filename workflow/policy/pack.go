package policy

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"selter/workflow/calendar"
)

// Pack is the policy for one base, profile, scope and date: exactly one value for each key. It is made by Resolve or read back by
// ParsePack and does not change; cases store it, so that they can be replayed when the files have changed.
type Pack struct {
	ID      string // readable: base, profile, date and scope, such as "seed/kasn/2024-05-08"
	Hash    string // SHA-256 in hex over everything in the pack
	Base    string
	Profile string
	Date    calendar.Date
	Scope   Scope

	entries []Entry
	index   map[string]int
}

// Entry is one value of a pack as text, with its source. From and To are the days of the line in its instrument, half-open; a zero To is
// open. They need not hold the pack's date: a base is read on the nearest day on which it was in force.
type Entry struct {
	Key        string        `json:"key"`
	Value      string        `json:"value"`
	Unit       string        `json:"unit"`
	From       calendar.Date `json:"from"`
	To         calendar.Date `json:"to,omitzero"`
	Citation   Citation      `json:"citation"`
	Note       string        `json:"note,omitempty"`
	Instrument string        `json:"instrument"` // the id; the citation holds the title
}

func newPack(q Query, entries []Entry) *Pack {
	p := &Pack{
		Base: q.Base, Profile: q.Profile, Date: q.Date, Scope: Scope{Province: q.Province, Agency: q.Agency},
		entries: entries,
	}
	p.ID = p.name()
	p.Hash = p.digest()
	p.number()
	return p
}

// Entries lists the values that the pack was made with, in the order of Keys; a pack that was stored before a key existed has no entry
// for it. The caller owns the answer.
func (p *Pack) Entries() []Entry { return slices.Clone(p.entries) }

// entry finds the value of a key; a nil or hand-made pack has none. A key that is younger than the pack has the value of later.
func (p *Pack) entry(key string) (Entry, bool) {
	if p == nil || p.index == nil {
		return Entry{}, false
	}
	if n, ok := p.index[key]; ok {
		return p.entries[n], true
	}
	e, ok := later[key]
	return e, ok
}

func (p *Pack) number() {
	p.index = make(map[string]int, len(p.entries))
	for n, e := range p.entries {
		p.index[e.Key] = n
	}
}

func (p *Pack) name() string {
	id := p.Base + "/" + p.Profile + "/" + p.Date.String()
	if p.Scope.Province != "" {
		id += "/province-" + p.Scope.Province
	}
	if p.Scope.Agency != "" {
		id += "/agency-" + p.Scope.Agency
	}
	return id
}

// digest hashes every field in a fixed order, each preceded by its length, so that no two packs share one text. It does not depend on
// how a JSON encoder spells things.
func (p *Pack) digest() string {
	h := sha256.New()
	write := func(fields ...string) {
		for _, f := range fields {
			_, _ = io.WriteString(h, strconv.Itoa(len(f))+":"+f) // a hash never fails to write
		}
	}
	write("selter policy pack 1", p.ID, p.Base, p.Profile, p.Date.String(), p.Scope.Province, p.Scope.Agency)
	for _, e := range p.entries {
		to := ""
		if !e.To.IsZero() {
			to = e.To.String()
		}
		write(e.Key, e.Value, e.Unit, e.From.String(), to, e.Citation.Instrument, e.Citation.Article, string(e.Citation.Certainty),
			e.Note, e.Instrument)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// document is the stored form of a pack.
type document struct {
	ID      string        `json:"id"`
	Hash    string        `json:"hash"`
	Base    string        `json:"base"`
	Profile string        `json:"profile"`
	Date    calendar.Date `json:"date"`
	Scope   Scope         `json:"scope"`
	Entries []Entry       `json:"entries"`
}

// MarshalJSON writes the pack in the form that ParsePack reads.
func (p *Pack) MarshalJSON() ([]byte, error) {
	return json.Marshal(document{p.ID, p.Hash, p.Base, p.Profile, p.Date, p.Scope, p.entries})
}

// ParsePack reads a stored pack back. It refuses one whose content does not match its hash, one that lacks a key or gives it twice, and
// one with a value that its key does not take. A key that came after the first packs were stored may be lacking: see later. It needs no
// policy file.
func ParsePack(data []byte) (*Pack, error) {
	var doc document
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&doc); err != nil {
		return nil, fmt.Errorf("policy: stored pack: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("policy: stored pack: more data after its end")
	}
	p := &Pack{
		ID: doc.ID, Hash: doc.Hash, Base: doc.Base, Profile: doc.Profile, Date: doc.Date, Scope: doc.Scope, entries: doc.Entries,
	}
	if id := p.name(); id != p.ID {
		return nil, fmt.Errorf("policy: stored pack %q is named %q by its content", p.ID, id)
	}
	if hash := p.digest(); hash != p.Hash {
		return nil, fmt.Errorf("policy: stored pack %s: its content has the hash %s, not %s", p.ID, hash, p.Hash)
	}
	p.number()
	if err := p.complete(); err != nil {
		return nil, fmt.Errorf("policy: stored pack %s: %w", p.ID, err)
	}
	return p, nil
}

// complete reports every key that is missing, doubled or not readable. A key we no longer have does no harm.
func (p *Pack) complete() error {
	var errs []error
	if len(p.index) != len(p.entries) {
		errs = append(errs, errors.New("a key stands twice"))
	}
	var missing []string
	for _, key := range Keys() {
		e, ok := p.entry(key.Name())
		if !ok {
			missing = append(missing, key.Name())
		} else if err := key.check(e.Value, e.Unit); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", e.Key, err))
		}
	}
	if len(missing) > 0 {
		errs = append(errs, errors.New("no value for "+strings.Join(missing, ", ")))
	}
	return errors.Join(errs...)
}
