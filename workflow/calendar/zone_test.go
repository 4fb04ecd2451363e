package calendar_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"selter/workflow/calendar"
)

func TestParseZone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]calendar.Zone{
		"WIB": calendar.WIB, "Asia/Jakarta": calendar.WIB,
		"WITA": calendar.WITA, "Asia/Makassar": calendar.WITA,
		"WIT": calendar.WIT, "Asia/Jayapura": calendar.WIT,
	} {
		if got, err := calendar.ParseZone(text); err != nil || got != want {
			t.Errorf("ParseZone(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "wib", "UTC", "Asia/Pontianak", "Asia/Singapore", "+07:00", "Local", " WIB"} {
		_, err := calendar.ParseZone(text)
		if err == nil {
			t.Errorf("ParseZone(%q) was accepted", text)
			continue
		}
		for _, name := range []string{"WIB", "WITA", "WIT ", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"} {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("the error %q does not name %q", err, name)
			}
		}
	}
}

func TestZoneOffsets(t *testing.T) {
	t.Parallel()
	day := calendar.MustDate("2024-05-15")
	for zone, want := range map[calendar.Zone]struct{ abbrev, start, end string }{
		calendar.WIB:  {"WIB", "2024-05-14T17:00:00Z", "2024-05-15T17:00:00Z"},
		calendar.WITA: {"WITA", "2024-05-14T16:00:00Z", "2024-05-15T16:00:00Z"},
		calendar.WIT:  {"WIT", "2024-05-14T15:00:00Z", "2024-05-15T15:00:00Z"},
	} {
		t.Run(want.abbrev, func(t *testing.T) {
			t.Parallel()
			if got := zone.Abbrev(); got != want.abbrev {
				t.Errorf("Abbrev = %q", got)
			}
			if got := zone.StartOf(day).Format(time.RFC3339); got != want.start {
				t.Errorf("StartOf = %s, want %s", got, want.start)
			}
			if got := zone.EndOf(day).Format(time.RFC3339); got != want.end {
				t.Errorf("EndOf = %s, want %s", got, want.end)
			}
		})
	}
}

func TestZoneUnknown(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("an unknown zone got an offset")
		}
	}()
	calendar.Zone("UTC").Location()
}

func TestZoneJSON(t *testing.T) {
	t.Parallel()
	var z calendar.Zone
	if err := json.Unmarshal([]byte(`"WITA"`), &z); err != nil || z != calendar.WITA {
		t.Errorf("read %q, %v", z, err)
	}
	if err := json.Unmarshal([]byte(`"UTC"`), &z); err == nil || z != calendar.WITA {
		t.Errorf("UTC was read as %q, %v", z, err)
	}
	if text, err := json.Marshal(z); err != nil || string(text) != `"Asia/Makassar"` {
		t.Errorf("written as %s, %v", text, err)
	}
}

func TestZoneDayBoundaries(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom([]calendar.Zone{calendar.WIB, calendar.WITA, calendar.WIT}).Draw(t, "zone")
		day := anyDate().Filter(func(d calendar.Date) bool { return d.Year() > 1 && d.Year() < 9999 }).Draw(t, "day")
		start, end := zone.StartOf(day), zone.EndOf(day)
		if start.Location() != time.UTC || end.Location() != time.UTC {
			t.Fatalf("%s or %s is not UTC", start, end)
		}
		if got := calendar.DateOf(start, zone); got != day {
			t.Fatalf("the first instant of %s falls on %s", day, got)
		}
		if got := calendar.DateOf(start.Add(-time.Nanosecond), zone); got != day.AddDays(-1) {
			t.Fatalf("the instant before %s falls on %s", day, got)
		}
		if got := calendar.DateOf(end.Add(-time.Nanosecond), zone); got != day {
			t.Fatalf("the last instant of %s falls on %s", day, got)
		}
		if next := zone.StartOf(day.AddDays(1)); !end.Equal(next) {
			t.Fatalf("%s ends at %s but the next day starts at %s", day, end, next)
		}
	})
}
