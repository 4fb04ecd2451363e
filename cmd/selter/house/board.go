package house

import (
	"context"
	"os"

	"selter/pkg/config"
	"selter/pkg/document"
	"selter/pkg/oversight"
	"selter/workflow/calendar"
	"selter/workflow/glossary"
	"selter/workflow/scoring"
)

// A board is the supervisor's, with the words of the glossary and as a file.
type board struct {
	*oversight.Board
	words *glossary.Glossary
}

// Table is the table with what the states are called.
func (b board) Table(ctx context.Context, reach oversight.Reach, name string, filter oversight.Filter, page oversight.Page) (oversight.Table, error) {
	table, err := b.Board.Table(ctx, reach, name, filter, page)
	for i, column := range table.Columns {
		if column.Key == "state" {
			table.Columns[i].Words = b.called(table, i)
		}
	}
	return table, err
}

// called are the words of the states that stand in a column.
func (b board) called(table oversight.Table, column int) map[string]string {
	words := make(map[string]string)
	for _, row := range table.Rows {
		if state, is := row[column].(string); is {
			words[state] = b.words.Indonesian(glossary.State, state)
		}
	}
	return words
}

// Sheet is a table as a file.
func (board) Sheet(table oversight.Table, form string) ([]byte, error) {
	file := document.Board{Title: "Papan pengawas: " + table.Name, AsOf: calendar.DateOf(table.AsOf, calendar.WIB), Notes: table.Notes}
	for _, column := range table.Columns {
		file.Columns = append(file.Columns, column.Title)
	}
	for _, row := range table.Rows {
		cells := make([]document.BoardCell, len(row))
		for i, cell := range row {
			switch cell := cell.(type) {
			case int64:
				cells[i] = document.BoardCell{Number: cell, IsNumber: true}
			case scoring.Points:
				cells[i] = document.BoardCell{Number: int64(cell), Places: 2, IsNumber: true}
			default:
				cells[i] = document.BoardCell{Text: table.Columns[i].Shown(cell)}
			}
		}
		file.Rows = append(file.Rows, cells)
	}
	if form == "xlsx" {
		return file.XLSX()
	}
	return file.CSV()
}

// listAgencies reads the list of agencies that the settings name; without one it is empty.
func listAgencies(path string) (oversight.Agencies, error) {
	if path == "" {
		return oversight.NewAgencies(nil)
	}
	file, err := os.Open(path)
	if err != nil {
		return oversight.Agencies{}, &config.Fault{Variable: config.AgenciesFile, Problem: "cannot be read"}
	}
	defer file.Close()
	agencies, err := oversight.ReadAgencies(file)
	if err != nil {
		return agencies, &config.Fault{Variable: config.AgenciesFile, Problem: err.Error()}
	}
	return agencies, nil
}
