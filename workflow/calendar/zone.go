package calendar

import (
	"fmt"
	"time"
)

// Zone is one of the three official times of Indonesia, by its IANA name.
type Zone string

// The three zones of Keppres 41/1987.
const (
	WIB  Zone = "Asia/Jakarta"  // western time, UTC+7
	WITA Zone = "Asia/Makassar" // central time, UTC+8
	WIT  Zone = "Asia/Jayapura" // eastern time, UTC+9
)

// Fixed offsets are right here and better than the time zone database: Indonesia has no daylight saving time, and its
// zones have not moved since Keppres 41/1987 took effect in 1988. So a deadline is the same instant on every machine,
// with or without zone files, whatever their version.
var (
	wib  = time.FixedZone("WIB", 7*60*60)
	wita = time.FixedZone("WITA", 8*60*60)
	wit  = time.FixedZone("WIT", 9*60*60)
)

// ParseZone accepts the IANA name or the abbreviation WIB, WITA or WIT; the error for anything else names all three.
func ParseZone(s string) (Zone, error) {
	switch s {
	case "WIB", string(WIB):
		return WIB, nil
	case "WITA", string(WITA):
		return WITA, nil
	case "WIT", string(WIT):
		return WIT, nil
	}
	return "", fmt.Errorf("%q is not a zone of Indonesia: want WIB (%s), WITA (%s) or WIT (%s)", s, WIB, WITA, WIT)
}

// Abbrev returns "WIB", "WITA" or "WIT".
func (z Zone) Abbrev() string { return z.Location().String() }

// Location returns the fixed offset of the zone. It panics for a Zone that did not come from [ParseZone] or a constant: a
// guessed offset would move every deadline of the agency.
func (z Zone) Location() *time.Location {
	switch z {
	case WIB:
		return wib
	case WITA:
		return wita
	case WIT:
		return wit
	}
	panic(fmt.Sprintf("calendar: unknown zone %q", string(z)))
}

// StartOf returns the UTC instant of 00:00 of the day in the zone.
func (z Zone) StartOf(d Date) time.Time {
	y, m, day := d.split()
	return time.Date(y, m, day, 0, 0, 0, 0, z.Location()).UTC()
}

// EndOf returns the first UTC instant after the day in the zone. A deadline on day d has passed when now is not before it.
func (z Zone) EndOf(d Date) time.Time { return z.StartOf(d).Add(24 * time.Hour) }

// UnmarshalText is [ParseZone], so that a document cannot carry an unknown zone.
func (z *Zone) UnmarshalText(text []byte) error {
	parsed, err := ParseZone(string(text))
	if err != nil {
		return err
	}
	*z = parsed
	return nil
}
