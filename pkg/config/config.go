// Package config reads what the environment says about where Selter keeps its
// state. There are two ways to run: embedded, with everything in one folder, and
// on Postgres and Redis. Anything in between is a mistake and is refused.
package config

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// The variables that Selter reads.
const (
	DatabaseURL = "SELTER_DATABASE_URL" // postgres://...
	RedisURL    = "SELTER_REDIS_URL"    // redis://, rediss:// or unix://
	PolicyDir   = "SELTER_POLICY_DIR"   // folder with overlays of provinces and agencies
	LogLevel    = "SELTER_LOG_LEVEL"    // debug, info, warn or error
)

// Variables lists them.
func Variables() []string { return []string{DatabaseURL, RedisURL, PolicyDir, LogLevel} }

// A Fault is a setting that cannot be used. Its text is one line and repeats no
// value, because a URL may hold a password.
type Fault struct{ Variable, Problem string }

func (f *Fault) Error() string { return f.Variable + ": " + f.Problem }

// Settings are what the environment says.
type Settings struct {
	DatabaseURL string
	RedisURL    string
	PolicyDir   string
	LogLevel    string // empty: the command's own
}

// Embedded tells that everything is kept in one folder, by one process.
func (s Settings) Embedded() bool { return s.DatabaseURL == "" }

// FromEnviron reads settings from lines of the form NAME=value. A variable that
// begins with SELTER_ and is not known is a fault, since it is most likely a
// misspelt one; those of the test harness are left alone.
func FromEnviron(environ []string) (Settings, error) {
	given := make(map[string]string)
	var faults []error
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(name, "SELTER_") || strings.HasPrefix(name, "SELTER_TEST_") {
			continue
		}
		if !slices.Contains(Variables(), name) {
			faults = append(faults, &Fault{name, "is not a setting of Selter; known are " + strings.Join(Variables(), ", ")})
		}
		given[name] = value
	}
	s := Settings{
		DatabaseURL: given[DatabaseURL], RedisURL: given[RedisURL], PolicyDir: given[PolicyDir],
		LogLevel: given[LogLevel],
	}
	faults = append(faults, s.check()...)
	return s, errors.Join(faults...)
}

func (s Settings) check() []error {
	var faults []error
	if (s.DatabaseURL == "") != (s.RedisURL == "") {
		missing, there := RedisURL, DatabaseURL
		if s.DatabaseURL == "" {
			missing, there = there, missing
		}
		faults = append(faults, &Fault{missing, fmt.Sprintf("is missing while %s is set; set both, or neither to run embedded", there)})
	}
	faults = append(faults, scheme(DatabaseURL, s.DatabaseURL, "postgres", "postgresql")...)
	faults = append(faults, scheme(RedisURL, s.RedisURL, "redis", "rediss", "unix", "redis-socket", "redis-sentinel")...)
	if !slices.Contains([]string{"", "debug", "info", "warn", "error"}, s.LogLevel) {
		faults = append(faults, &Fault{LogLevel, "must be debug, info, warn or error"})
	}
	return faults
}

func scheme(variable, value string, allowed ...string) []error {
	if value == "" {
		return nil
	}
	parsed, err := url.Parse(value)
	if err != nil || !slices.Contains(allowed, parsed.Scheme) {
		return []error{&Fault{variable, "must be a URL that begins with " + strings.Join(allowed, "://, ") + "://"}}
	}
	return nil
}
