package oversight

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// An Agency is whose posts are filled, as the board names and groups it.
type Agency struct {
	Code string     `yaml:"code" json:"code"`
	Name string     `yaml:"name" json:"name"`
	Kind AgencyKind `yaml:"kind" json:"kind"`
	// Region is the code of the province in which a region lies; empty for all others.
	Region string `yaml:"region,omitempty" json:"region,omitzero"`
}

// An AgencyKind groups agencies as the supervisor's statistics do.
type AgencyKind string

// The kinds of agency.
const (
	Ministry      AgencyKind = "ministry"       // kementerian dan lembaga
	NonStructural AgencyKind = "non_structural" // lembaga nonstruktural
	Province      AgencyKind = "province"
	District      AgencyKind = "district" // kabupaten
	City          AgencyKind = "city"
)

// AgencyKinds lists the kinds of agency.
func AgencyKinds() []AgencyKind {
	return []AgencyKind{Ministry, NonStructural, Province, District, City}
}

// Agencies are the agencies that somebody has listed. Without a list the board knows what the
// journals say: a code, and the name in the letterhead of a plan.
type Agencies struct {
	byCode map[string]Agency
	codes  []string
}

// NewAgencies makes a list. Two agencies of one code, one without a name and one of an unknown
// kind are errors.
func NewAgencies(list []Agency) (Agencies, error) {
	a := Agencies{byCode: make(map[string]Agency, len(list))}
	for i, agency := range list {
		_, twice := a.byCode[agency.Code]
		switch {
		case agency.Code == "" || twice:
			return Agencies{}, fmt.Errorf("agency %d has no code of its own", i+1)
		case strings.TrimSpace(agency.Name) == "":
			return Agencies{}, fmt.Errorf("agency %s has no name", agency.Code)
		case !slices.Contains(AgencyKinds(), agency.Kind):
			return Agencies{}, fmt.Errorf("agency %s is of no known kind", agency.Code)
		}
		a.byCode[agency.Code] = agency
		a.codes = append(a.codes, agency.Code)
	}
	slices.Sort(a.codes)
	return a, nil
}

// Of is the agency of a code.
func (a Agencies) Of(code string) (Agency, bool) {
	agency, known := a.byCode[code]
	return agency, known
}

// OfKind lists the codes of a kind, in their order.
func (a Agencies) OfKind(kind AgencyKind) []string {
	return slices.DeleteFunc(slices.Clone(a.codes), func(code string) bool { return a.byCode[code].Kind != kind })
}

// ReadAgencies reads a list: a YAML sequence of code, name, kind and region, nothing else.
func ReadAgencies(from io.Reader) (Agencies, error) {
	decoder := yaml.NewDecoder(from)
	decoder.KnownFields(true)
	var list []Agency
	if err := decoder.Decode(&list); err != nil && !errors.Is(err, io.EOF) {
		return Agencies{}, fmt.Errorf("agencies: %w", err)
	}
	agencies, err := NewAgencies(list)
	if err != nil {
		return Agencies{}, fmt.Errorf("agencies: %w", err)
	}
	return agencies, nil
}

// WriteAgencies writes a list as ReadAgencies reads it.
func WriteAgencies(to io.Writer, list []Agency) error {
	encoder := yaml.NewEncoder(to)
	return errors.Join(encoder.Encode(list), encoder.Close())
}
