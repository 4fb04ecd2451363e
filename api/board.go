package api

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"selter/api/gen"
	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
	"selter/workflow/scoring"
)

// A Board answers questions across agencies; see oversight.Board.
type Board interface {
	Table(ctx context.Context, reach oversight.Reach, name string, filter oversight.Filter, page oversight.Page) (oversight.Table, error)
	// Sheet is a table as a file: csv or xlsx.
	Sheet(table oversight.Table, form string) ([]byte, error)
}

// boardMedia are the forms of a table besides JSON.
var boardMedia = map[string]string{
	"csv":  "text/csv; charset=utf-8; header=present",
	"xlsx": printedMedia["xlsx"],
}

// ReadBoard shows a table of the board, of the agencies in whose name the caller may ask.
func (s *Server) ReadBoard(ctx context.Context, request gen.ReadBoardRequestObject) (gen.ReadBoardResponseObject, error) {
	p, name, form := request.Params, string(request.Table), string(request.Params.Format)
	if !slices.Contains(oversight.BoardTables(), name) {
		return nil, reject("malformed_request", "path:table", "must be a table of the contract")
	}
	filter, page, err := s.boardQuery(p)
	if err != nil {
		return nil, err
	}
	reach, err := s.reach(ctx)
	if err != nil {
		return nil, err
	}
	media, other := boardMedia[form]
	table, err := s.config.Board.Table(ctx, reach, name, filter, page)
	if other && name == oversight.SelectionsTable && err == nil {
		err = s.restOf(ctx, &table, reach, filter)
	}
	if err != nil {
		return nil, err
	}
	if other {
		file, err := s.config.Board.Sheet(table, form)
		return text(media, file).with("Content-Disposition", `attachment; filename="`+name+"."+form+`"`), err
	}
	shown, err := boardTable(table)
	if err != nil {
		return nil, err
	}
	return pageReply(ctx, shown, table.Next)
}

// mostInFile is how many selections stand in one file.
const mostInFile = 10_000

// restOf adds the pages that follow to the list of selections, which as a file has no pages. One that is cut says so, and
// after which selection the next goes on.
func (s *Server) restOf(ctx context.Context, table *oversight.Table, reach oversight.Reach, filter oversight.Filter) error {
	for table.Next != "" && len(table.Rows) < mostInFile {
		after, err := workflow.ParseCaseID(table.Next)
		if err != nil {
			return err
		}
		page, err := s.config.Board.Table(ctx, reach, table.Name, filter, oversight.Page{After: after, Limit: min(pageMost, mostInFile-len(table.Rows))})
		if err != nil {
			return err
		}
		table.Rows, table.Next = append(table.Rows, page.Rows...), page.Next
		for i, column := range page.Columns {
			words := make(map[string]string) // the page's own map may be everybody's
			maps.Copy(words, table.Columns[i].Words)
			maps.Copy(words, column.Words)
			table.Columns[i].Words = words
		}
	}
	if table.Next != "" {
		table.Notes = append(slices.Clone(table.Notes),
			"Berkas ini dipotong setelah "+strconv.Itoa(len(table.Rows))+" seleksi; lanjutannya diminta dengan after="+table.Next+".")
	}
	return nil
}

// boardQuery reads what is asked for.
func (s *Server) boardQuery(p gen.ReadBoardParams) (f oversight.Filter, page oversight.Page, err error) {
	if page.Limit, err = pageLength(p.Limit); err != nil {
		return f, page, err
	}
	if p.After != "" {
		if page.After, err = caseID("query:after", p.After); err != nil {
			return f, page, err
		}
	}
	if p.Year != "" {
		if f.Year, err = strconv.Atoi(p.Year); err != nil || len(p.Year) != 4 || f.Year < 1000 {
			return f, page, reject("malformed_request", "query:year", "must be a year such as 2024")
		}
	}
	if p.Agency != "" && !isCode(p.Agency) {
		return f, page, reject("malformed_request", "query:agency", "is not a code")
	}
	for _, word := range []struct {
		name, given string
		known       []string
	}{
		{"kind", string(p.Kind), kindsOfAgency()},
		{"label", string(p.Label), []string{"good", "sufficient", "poor"}},
		{"tier", string(p.Tier), openselection.Tier("").Enum()},
		{"profile", p.Profile, mandate.SupervisingBody("").Enum()},
		{"format", string(p.Format), []string{"json", "csv", "xlsx"}},
	} {
		if word.given != "" && !slices.Contains(word.known, word.given) {
			return f, page, reject("malformed_request", "query:"+word.name, "must be a word of the contract")
		}
	}
	if states, err := s.statesIn(p.State); err != nil || len(states) > 1 {
		return f, page, reject("malformed_request", "query:state", "must be a word of the contract")
	}
	f.Agency, f.Kind, f.State, f.Label, f.Tier, f.Profile = p.Agency, oversight.AgencyKind(p.Kind), p.State, p.Label, string(p.Tier), p.Profile
	return f, page, nil
}

func kindsOfAgency() []string {
	var words []string
	for _, kind := range oversight.AgencyKinds() {
		words = append(words, string(kind))
	}
	return words
}

// reach is the agencies of which the caller may see the board: all in whose name they may ask for it. Complaints
// that have only been filed are shown to whoever may know of them in all these agencies.
func (s *Server) reach(ctx context.Context) (oversight.Reach, error) {
	ex := exchangeOf(ctx)
	caller := ex.caller()
	reach := oversight.Reach{Wall: caller.Wall()}
	today := calendar.DateOf(ex.Who.At, calendar.WIB)
	asks := func(what access.Resource, agency string) bool {
		_, may := access.MayAsk(what, caller.Parts(workflow.Scope{Agency: agency}, today))
		return may
	}
	reads := func(scope workflow.Scope, state, resumes workflow.State) bool {
		_, may := access.MayRead(access.Compliance, access.Place{Procedure: openselection.SelectionName, State: state, Resumes: resumes}, caller.Parts(scope, today))
		return may
	}
	// The same question as under the compliance score of each.
	reach.Opens = func(of compliance.Standing) bool {
		return reads(workflow.Scope{Agency: of.Agency, Round: of.Round, Selection: of.Selection}, of.State, of.Resumes)
	}
	if reach.Everywhere = asks(access.Board, workflow.Nation); reach.Everywhere {
		reach.Filed, reach.Scored = asks(access.Filed, workflow.Nation), reads(workflow.Scope{Agency: workflow.Nation}, openselection.Screened, "")
		return reach, nil
	}
	for _, duty := range caller.Duties {
		if agency := duty.Scope.Agency; agency != workflow.Nation && !slices.Contains(reach.Agencies, agency) && asks(access.Board, agency) {
			reach.Agencies = append(reach.Agencies, agency)
		}
	}
	if len(reach.Agencies) == 0 {
		return reach, wrongAsker(access.Board)
	}
	reach.Filed = !slices.ContainsFunc(reach.Agencies, func(agency string) bool { return !asks(access.Filed, agency) })
	reach.Scored = !slices.ContainsFunc(reach.Agencies, func(agency string) bool { // not even where scores are sealed
		return !reads(workflow.Scope{Agency: agency}, openselection.Screened, "")
	})
	return reach, nil
}

// A shownTable is a table as it is written: BoardTable of the contract.
type shownTable struct {
	Name    string         `json:"name"`
	AsOf    time.Time      `json:"as_of"`
	Columns []shownColumn  `json:"columns"`
	Rows    jsontext.Value `json:"rows"`
	Notes   []string       `json:"notes"`
	Next    string         `json:"next,omitzero"`
}

type shownColumn struct {
	Key   string            `json:"key"`
	Title string            `json:"title"`
	Unit  oversight.Unit    `json:"unit"`
	Words map[string]string `json:"words,omitzero"`
}

func boardTable(t oversight.Table) (shownTable, error) {
	rows, err := boardRows(t.Rows)
	shown := shownTable{
		Name: t.Name, AsOf: t.AsOf.UTC(), Columns: make([]shownColumn, len(t.Columns)), Rows: rows,
		Notes: append([]string{}, t.Notes...), Next: t.Next,
	}
	for i, c := range t.Columns {
		shown.Columns[i] = shownColumn{c.Key, c.Title, c.Unit, c.Words}
	}
	return shown, err
}

// boardRows writes rows in canonical JSON, cell by cell: a table of all agencies has sixty thousand cells, and to
// find out what each is, and then to put in order what they were written as, takes longer than to count them.
func boardRows(rows [][]oversight.Cell) (jsontext.Value, error) {
	list := []byte{'['}
	var err error
	for i, row := range rows {
		if i > 0 {
			list = append(list, ',')
		}
		list = append(list, '[')
		for j, cell := range row {
			if j > 0 {
				list = append(list, ',')
			}
			if list, err = appendCell(list, cell); err != nil {
				return nil, err
			}
		}
		list = append(list, ']')
	}
	return append(list, ']'), nil
}

func appendCell(to []byte, cell oversight.Cell) ([]byte, error) {
	switch cell := cell.(type) {
	case string:
		return jsontext.AppendQuote(to, cell)
	case int64:
		return strconv.AppendInt(to, cell, 10), nil
	case scoring.Points:
		return append(to, cell.String()...), nil
	case bool:
		return strconv.AppendBool(to, cell), nil
	}
	return append(to, "null"...), nil
}
