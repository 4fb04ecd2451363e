package oversight

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection/compliance"
)

// ErrNoTable says that the board has no such table.
var ErrNoTable = errors.New("no such table")

// A BoardStore hands out what the board counts, each in one statement.
type BoardStore interface {
	// Spines lists the folios within a reach, of one year or of all (0).
	Spines(ctx context.Context, reach Reach, year int) ([]Spine, error)
	// Folios hands out the same folios to use, one after the other. A sheet is only its own
	// until it returns.
	Folios(ctx context.Context, reach Reach, year int, use func(Folio) error) error
	// Lines lists standings within a reach that a filter lets through, in the order of their
	// selections, after one, at most limit.
	Lines(ctx context.Context, reach Reach, filter Filter, after workflow.CaseID, limit int) ([]compliance.Standing, error)
	// Ready tells the store's clock.
	Ready(ctx context.Context) (time.Time, error)
}

// A Reach is the agencies of which somebody may see the board. The zero Reach is none.
type Reach struct {
	Wall       casework.Wall
	Everywhere bool
	// Agencies are their codes, where it is not everywhere.
	Agencies []string
	// Filed lets complaints be counted that have only been filed. An agency's own people learn of
	// one when it is heard at the earliest; who may not know of it has the proven ones alone.
	Filed bool
	// Scored lets everything be seen that has been measured. Without it Opens says of which selections the score may be
	// known; of all others it shows in no table, and no filter finds out.
	Scored bool
	Opens  func(compliance.Standing) bool
}

// opens tells whether the score of a selection may be known.
func (r Reach) opens(s compliance.Standing) bool { return r.Scored || r.Opens != nil && r.Opens(s) }

// within is the reach with nothing but some agencies of it.
func (r Reach) within(codes []string) Reach {
	if !r.Everywhere {
		codes = slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return !slices.Contains(r.Agencies, code) })
	}
	r.Everywhere, r.Agencies = false, codes
	return r
}

// A Filter says which selections count. Zero members let everything through.
type Filter struct {
	Year    int
	Agency  string
	Kind    AgencyKind
	State   string
	Label   string // of the selection
	Tier    string
	Profile string
	// Ended lets only selections through whose score is final.
	Ended bool
}

// lets tells whether a line counts; agency, kind and year have been asked of its folio.
func (f Filter) lets(l *Line) bool {
	return (!f.Ended || l.Status == string(compliance.Final)) && (f.State == "" || f.State == l.State) && (f.Label == "" || f.Label == l.Label) &&
		(f.Tier == "" || f.Tier == l.Tier) && (f.Profile == "" || f.Profile == l.Profile)
}

// A Board answers the supervisor's questions across agencies. It counts standings, and so
// nothing that has not been measured from journals.
type Board struct {
	store    BoardStore
	agencies Agencies
	shelf    shelf
}

// NewBoard makes a board over a store, with the agencies that somebody has listed.
func NewBoard(store BoardStore, agencies Agencies) *Board {
	return &Board{store: store, agencies: agencies}
}

// The tables of the board.
const (
	StatesTable     = "states"
	AgenciesTable   = "agencies"
	RankingTable    = "ranking"
	YearsTable      = "years"
	LegsTable       = "legs"
	LabelsTable     = "labels"
	SelectionsTable = "selections"
)

// BoardTables lists the tables of the board.
func BoardTables() []string {
	return []string{StatesTable, AgenciesTable, RankingTable, YearsTable, LegsTable, LabelsTable, SelectionsTable}
}

// A Page is which lines of the list of selections are asked for; the other tables are whole.
type Page struct {
	After workflow.CaseID
	Limit int
}

// Table makes a table of what lies within a reach. Errors: ErrNoTable, or a fault.
func (b *Board) Table(ctx context.Context, reach Reach, name string, filter Filter, page Page) (Table, error) {
	build, known := map[string]func(*count) Table{
		StatesTable: statesTable, AgenciesTable: agenciesTable, RankingTable: rankingTable,
		YearsTable: yearsTable, LegsTable: legsTable, LabelsTable: labelsTable,
	}[name]
	if !known && name != SelectionsTable {
		return Table{}, ErrNoTable
	}
	now, err := b.store.Ready(ctx)
	if err != nil {
		return Table{}, err
	}
	reach = b.narrowed(reach, filter)
	// Who may not know of a score before it is open does not find it by its label either.
	filter.Ended = filter.Ended || filter.Label != "" && !reach.Scored
	var table Table
	if name == SelectionsTable {
		table, err = b.selections(ctx, reach, filter, page)
	} else {
		c := newCount(b.agencies, filter)
		var folios []*opened
		folios, err = b.folios(ctx, reach, filter.Year)
		for _, folio := range folios {
			c.add(folio)
		}
		table = build(c)
	}
	table.Name, table.AsOf = name, now
	if !reach.Filed {
		table.leaveOut(complaintsKey)
	}
	if !reach.Scored && name != SelectionsTable { // one selection under a narrow filter would be told by them
		table.leaveOut(findingsKey)
		table.leaveOut(publishedKey)
	}
	return table, err
}

// narrowed is a reach with what a filter says of agencies.
func (b *Board) narrowed(reach Reach, filter Filter) Reach {
	if filter.Kind != "" {
		reach = reach.within(b.agencies.OfKind(filter.Kind))
	}
	if filter.Agency != "" {
		reach = reach.within([]string{filter.Agency})
	}
	return reach
}

// mostLines is how many selections one page holds.
const mostLines = 100

func (b *Board) selections(ctx context.Context, reach Reach, filter Filter, page Page) (Table, error) {
	limit := min(cmp.Or(page.Limit, mostLines), mostLines)
	lines, err := b.store.Lines(ctx, reach, filter, page.After, limit+1)
	table := selectionsHead()
	if len(lines) > limit {
		lines, table.Next = lines[:limit], lines[limit-1].Selection.String()
	}
	for _, line := range lines {
		table.Rows = append(table.Rows, selectionsRow(line, b.named(line.Agency, line.Name), reach.opens(line)))
	}
	return table, err
}

// named is an agency as the list has it, or as its own letterhead does.
func (b *Board) named(code, name string) Agency { return named(b.agencies, code, name) }

func named(listed Agencies, code, name string) Agency {
	if agency, known := listed.Of(code); known {
		return agency
	}
	return Agency{Code: code, Name: cmp.Or(name, code)}
}
