package oversight

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"selter/workflow"
	"selter/workflow/openselection/compliance"
	"selter/workflow/scoring"
)

// A Folio is all standings of one agency and year on one sheet. The board counts a hundred
// thousand of them for one request: read as rows they take ten times as long as packed.
// A folio is never the truth of anything; it is packed again, whole, in the transaction
// that writes a standing of it.
type Folio struct {
	Spine
	Name  string // of the agency, from its newest plan
	Sheet []byte
}

// A Spine is what is seen of a folio without opening it.
type Spine struct {
	Agency string
	Year   int
	Stamp  int64 // of the name and the sheet; see Stamp
}

// Stamp stands for a name and a sheet: where it is the same, so are they. It is made from them and
// from nothing else, so that it means the same to every process and after every restoring.
func Stamp(name string, sheet []byte) int64 {
	digest := sha256.New()
	digest.Write(binary.AppendUvarint(nil, uint64(len(name))))
	digest.Write([]byte(name))
	digest.Write(sheet)
	return int64(binary.BigEndian.Uint64(digest.Sum(nil)))
}

// A Line is what the board counts of one selection.
type Line struct {
	State, Tier, Profile, Label, Status            string
	Total, Index                                   scoring.Points
	Round                                          int32 // which of the folio's, from 0
	Late, Findings, Complaints, Proven, EarlyMoves int32
	Legs                                           [compliance.Legs]int16 // days, at most longest; Untimed where it is not known
	Blocked                                        bool
	InTime, Published                              Known
}

// Untimed is a leg whose days are not known: one of its two entries is missing.
const Untimed = -1

// Known is yes, no, or that it cannot be said yet.
type Known uint8

// What can be known.
const (
	Unknown Known = iota
	No
	Yes
)

func known(b *bool) Known {
	switch {
	case b == nil:
		return Unknown
	case *b:
		return Yes
	}
	return No
}

// errSheet says that a sheet was not packed by this program.
var errSheet = errors.New("oversight: a folio cannot be read")

// edition is the first byte of a sheet.
const edition = 1

// The bits of a line's last byte.
const (
	inTimeBits    = 0 // two of them
	publishedBits = 2 // two
	blockedBit    = 4
)

// Pack writes standings of one agency and year on a sheet: the words that occur, then one
// line for each as numbers. Days of a leg and counts are never below 0, since a journal goes
// forward.
func Pack(standings []compliance.Standing) []byte {
	var words []string
	index := func(word string) uint64 {
		at := slices.Index(words, word)
		if at < 0 {
			at, words = len(words), append(words, word)
		}
		return uint64(at)
	}
	rounds := make(map[workflow.CaseID]uint64)
	var lines []byte
	put := func(numbers ...uint64) {
		for _, n := range numbers {
			lines = binary.AppendUvarint(lines, n)
		}
	}
	for _, s := range standings {
		round, seen := rounds[s.Round]
		if !seen {
			round = uint64(len(rounds))
			rounds[s.Round] = round
		}
		put(index(string(s.State)), index(string(s.Tier)), index(s.Profile), index(s.Label), index(string(s.Status)), round)
		put(whole(int(s.Total)), whole(int(s.Index)), whole(s.Late), whole(s.Findings), whole(s.Complaints), whole(s.Proven), whole(s.EarlyMoves))
		for _, leg := range s.Legs {
			if leg == nil {
				put(0)
			} else {
				put(whole(*leg) + 1)
			}
		}
		flags := uint64(known(s.InTime))<<inTimeBits | uint64(known(s.Published))<<publishedBits
		if s.Blocked {
			flags |= 1 << blockedBit
		}
		put(flags)
	}
	sheet := binary.AppendUvarint([]byte{edition}, uint64(len(words)))
	for _, word := range words {
		sheet = append(binary.AppendUvarint(sheet, uint64(len(word))), word...)
	}
	return append(binary.AppendUvarint(sheet, uint64(len(standings))), lines...)
}

func whole(n int) uint64 { return uint64(max(n, 0)) }

// A sheetReader reads a sheet; the first error stands.
type sheetReader struct {
	rest   []byte
	broken bool
	words  []string
}

// open reads the lines of a sheet.
func open(sheet []byte) ([]Line, error) {
	if len(sheet) == 0 || sheet[0] != edition {
		return nil, errSheet
	}
	r := sheetReader{rest: sheet[1:]}
	r.words = make([]string, r.size())
	for i := range r.words {
		r.words[i] = r.text()
	}
	lines := make([]Line, r.size())
	for i := range lines {
		r.line(&lines[i])
	}
	if r.broken || len(r.rest) > 0 {
		return nil, errSheet
	}
	return lines, nil
}

func (r *sheetReader) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.broken, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

// size is how many of something follow, each of at least one byte.
func (r *sheetReader) size() int {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.broken, r.rest = true, nil
		return 0
	}
	return int(n)
}

func (r *sheetReader) text() string {
	size := r.size()
	text := string(r.rest[:size])
	r.rest = r.rest[size:]
	return text
}

func (r *sheetReader) count() int32 { return int32(min(r.number(), math.MaxInt32)) }

func (r *sheetReader) word() string {
	at := r.number()
	if at >= uint64(len(r.words)) {
		r.broken = true
		return ""
	}
	return r.words[at]
}

func (r *sheetReader) line(l *Line) {
	l.State, l.Tier, l.Profile, l.Label, l.Status = r.word(), r.word(), r.word(), r.word(), r.word()
	l.Round = r.count()
	l.Total, l.Index = scoring.Points(r.count()), scoring.Points(r.count())
	l.Late, l.Findings, l.Complaints, l.Proven, l.EarlyMoves = r.count(), r.count(), r.count(), r.count(), r.count()
	for i := range l.Legs {
		l.Legs[i] = int16(min(r.count(), longest+1) - 1)
	}
	flags := r.number()
	l.InTime, l.Published, l.Blocked = Known(flags>>inTimeBits&3), Known(flags>>publishedBits&3), flags>>blockedBit&1 == 1
}
