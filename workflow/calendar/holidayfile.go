package calendar

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The years that a list may hold: the Republic's first year, and far enough from the last day of the calendar that a count
// always leaves the list before it reaches the end of time.
const (
	firstYear = 1945
	lastYear  = 2999
)

// yearFile is one file of the list as it is written. Nodes instead of values keep the line that a refusal names.
type yearFile struct {
	Year    yaml.Node            `yaml:"year"`
	Decrees map[string]yaml.Node `yaml:"decrees"` // short name to citation
	Days    []dayEntry           `yaml:"days"`
}

type dayEntry struct {
	Date      yaml.Node `yaml:"date"`
	Name      yaml.Node `yaml:"name"`
	Kind      yaml.Node `yaml:"kind"`
	Certainty yaml.Node `yaml:"certainty"`
	Decree    yaml.Node `yaml:"decree"`
}

// line is the first line of the entry; 0 only when the entry is empty.
func (e dayEntry) line() int {
	return cmp.Or(e.Date.Line, e.Name.Line, e.Kind.Line, e.Certainty.Line, e.Decree.Line)
}

// ParseHolidays reads one YAML file per year, by file name ("2024.yaml", in any folder). It is strict: an unknown or
// doubled key, a bad value, a date outside the file's year, a day given twice with the same kind, days out of order, a
// decree that is not declared or not used, or a missing year between two others is an error. All errors come together,
// each with its file and line.
func ParseHolidays(files map[string][]byte) (*Holidays, error) {
	years := map[int][]Holiday{}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(files)) {
		year, days, err := parseYear(name, files[name])
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if _, twice := years[year]; twice {
			errs = append(errs, fmt.Errorf("%s: the year %d is given twice", name, year))
		}
		years[year] = days
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return newHolidays(years)
}

func parseYear(name string, data []byte) (int, []Holiday, error) {
	var file yearFile
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&file); errors.Is(err, io.EOF) {
		return 0, nil, fmt.Errorf("%s:1: the file is empty", name)
	} else if err != nil {
		return 0, nil, fmt.Errorf("%s:%s", name, yamlLines(err))
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return 0, nil, fmt.Errorf("%s: more than one document in the file", name)
	}
	stem := strings.TrimSuffix(path.Base(name), ".yaml")
	year, err := strconv.Atoi(stem)
	if err != nil || file.Year.Value != stem {
		return 0, nil, fmt.Errorf("%s:%d: the year %q does not fit the file's name", name, file.Year.Line, file.Year.Value)
	}
	if year < firstYear || year > lastYear {
		return 0, nil, fmt.Errorf("%s:%d: the year %d is outside %d to %d", name, file.Year.Line, year, firstYear, lastYear)
	}

	var errs []error
	refuse := func(line int, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s:%d: %s", name, line, fmt.Sprintf(format, args...)))
	}
	var days []Holiday
	used := map[string]bool{}
	for _, entry := range file.Days {
		used[entry.Decree.Value] = true
		day, err := entry.holiday(file.Decrees)
		if err != nil {
			refuse(entry.line(), "%v", err)
			continue
		}
		if day.Date.Year() != year {
			refuse(entry.line(), "%s is not in %d", day.Date, year)
		}
		if len(days) > 0 {
			switch order := days[len(days)-1].compare(day); {
			case order == 0:
				refuse(entry.line(), "%s is given twice as %s", day.Date, day.Kind)
			case order > 0:
				refuse(entry.line(), "%s stands after %s: days go upwards, national before collective leave", day.Date, days[len(days)-1].Date)
			}
		}
		days = append(days, day)
	}
	for _, short := range slices.Sorted(maps.Keys(file.Decrees)) {
		if !used[short] {
			refuse(file.Decrees[short].Line, "the decree %q is declared and never used", short)
		}
	}
	if len(file.Days) == 0 {
		refuse(file.Year.Line, "the year has no days at all")
	}
	return year, days, errors.Join(errs...)
}

// holiday checks the values of one entry.
func (e dayEntry) holiday(decrees map[string]yaml.Node) (Holiday, error) {
	date, err := ParseDate(e.Date.Value)
	if err != nil {
		return Holiday{}, fmt.Errorf("date: %w", err)
	}
	day := Holiday{
		Date: date, Name: e.Name.Value, Kind: Kind(e.Kind.Value), Certainty: Certainty(e.Certainty.Value),
		Decree: decrees[e.Decree.Value].Value,
	}
	switch {
	case day.Name == "":
		return day, fmt.Errorf("%s has no name", date)
	case day.Kind != KindNational && day.Kind != KindCollectiveLeave:
		return day, fmt.Errorf("kind: %q is neither %s nor %s", day.Kind, KindNational, KindCollectiveLeave)
	case day.Certainty != CertaintySeen && day.Certainty != CertaintyKnown && day.Certainty != CertaintyProposal:
		return day, fmt.Errorf("certainty: %q is not %s, %s or %s", day.Certainty, CertaintySeen, CertaintyKnown, CertaintyProposal)
	case day.Decree == "":
		return day, fmt.Errorf("decree: %q is not declared under decrees", e.Decree.Value)
	}
	return day, nil
}

// compare orders by date, national before collective leave.
func (day Holiday) compare(other Holiday) int {
	rank := map[Kind]int{KindNational: 0, KindCollectiveLeave: 1}
	return cmp.Or(day.Date.Compare(other.Date), cmp.Compare(rank[day.Kind], rank[other.Kind]))
}

// yamlLines turns "yaml: line 5: ..." and the list of a type error into "5: ...", the form that follows a file name.
func yamlLines(err error) string {
	if list, ok := errors.AsType[*yaml.TypeError](err); ok {
		lines := make([]string, len(list.Errors))
		for i, text := range list.Errors {
			lines[i] = strings.TrimPrefix(text, "line ")
		}
		return strings.Join(lines, "; ")
	}
	return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "yaml: "), "line ")
}
