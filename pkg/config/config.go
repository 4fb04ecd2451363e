// Package config reads what the environment says about where Selter keeps its
// state. There are two ways to run: embedded, with everything in one folder, and
// on Postgres and Redis. Anything in between is a mistake and is refused.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The variables that Selter reads.
const (
	DatabaseURL = "SELTER_DATABASE_URL" // postgres://...
	RedisURL    = "SELTER_REDIS_URL"    // redis://, rediss:// or unix://
	PolicyDir   = "SELTER_POLICY_DIR"   // folder with overlays of provinces and agencies
	LogLevel    = "SELTER_LOG_LEVEL"    // debug, info, warn or error

	KeysFile = "SELTER_KEYS_FILE" // file with the installation's keys, see "selter keys"
	Keys     = "SELTER_KEYS"      // the same keys themselves, for who injects secrets

	CustodyKeysFile = "SELTER_CUSTODY_KEYS_FILE" // file with the keys under which it is kept who complained

	AgenciesFile = "SELTER_AGENCIES_FILE" // file with what agencies are called and of which kind they are, for the board

	OIDCIssuer       = "SELTER_OIDC_ISSUER"        // https://...; logins by a provider
	OIDCClientID     = "SELTER_OIDC_CLIENT_ID"     //
	OIDCClientSecret = "SELTER_OIDC_CLIENT_SECRET" //nolint:gosec // the variable's name; empty for a public client
	OIDCFactors      = "SELTER_OIDC_SECOND_FACTOR" // amr or acr values that tell of two factors; usually mfa
	PublicURL        = "SELTER_PUBLIC_URL"         // https://...; where browsers find this server

	TrustedProxies = "SELTER_TRUSTED_PROXIES" // networks whose X-Forwarded-For is believed: 10.1.0.0/16,...
	CORSOrigins    = "SELTER_CORS_ORIGINS"    // origins whose pages may read the API: https://...,...
	MetricsFrom    = "SELTER_METRICS_FROM"    // networks that may read /metrics; this machine always may
	RatePerAddress = "SELTER_RATE_PER_ADDRESS"
	RatePerPerson  = "SELTER_RATE_PER_PERSON"
)

// Variables lists them.
func Variables() []string {
	return []string{
		DatabaseURL, RedisURL, PolicyDir, LogLevel, KeysFile, Keys, CustodyKeysFile, AgenciesFile, OIDCIssuer, OIDCClientID, OIDCClientSecret, OIDCFactors, PublicURL,
		TrustedProxies, CORSOrigins, MetricsFrom, RatePerAddress, RatePerPerson, FilesDir, S3Endpoint, S3Region, S3Bucket, S3AccessKey, S3SecretKey, Clamd,
		SMTPHost, SMTPPort, SMTPUser, SMTPPassword, SMTPFrom, SMTPTLS, WebhookNetworks, WebhookPorts,
	}
}

// The usual rates, in requests a second. An office behind one address may have many people.
const (
	usualPerAddress = 100
	usualPerPerson  = 50
)

// A Fault is a setting that cannot be used. Its text is one line and repeats no
// value, because a value may hold a password.
type Fault struct{ Variable, Problem string }

func (f *Fault) Error() string { return f.Variable + ": " + f.Problem }

// Settings are what the environment says.
type Settings struct {
	DatabaseURL string
	RedisURL    string
	PolicyDir   string
	LogLevel    string // empty: the command's own
	// KeysFile or Keys hold the installation's keys. Embedded, neither need be set: the
	// keys are then in the data folder.
	KeysFile string
	Keys     string
	// CustodyKeysFile holds keys of the same form for who complained. Embedded it need not be
	// set; on Postgres nobody can complain without it.
	CustodyKeysFile string
	// AgenciesFile lists agencies for the board, which works without it.
	AgenciesFile string
	OIDC         OIDC
	Files        Files
	Mail         Mail
	// Webhooks says where messages to other systems may go.
	Webhooks Webhooks
	// TrustedProxies are the networks that may say for whom they ask.
	TrustedProxies []netip.Prefix
	CORSOrigins    []string
	// MetricsFrom are the networks that may read the metrics, beside this machine.
	MetricsFrom []netip.Prefix
	// RatePerAddress and RatePerPerson bound requests a second; 0 bounds nothing.
	RatePerAddress float64
	RatePerPerson  float64
}

// OIDC is a provider at which people log in; none when Issuer is empty.
type OIDC struct {
	Issuer, ClientID, ClientSecret string
	SecondFactor                   []string // what the provider says when a person has proved who they are in two ways
	PublicURL                      string   // where browsers find this server, without a slash at the end
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
		LogLevel: given[LogLevel], KeysFile: given[KeysFile], Keys: given[Keys], CustodyKeysFile: given[CustodyKeysFile], AgenciesFile: given[AgenciesFile],
		OIDC: OIDC{
			Issuer: given[OIDCIssuer], ClientID: given[OIDCClientID], ClientSecret: given[OIDCClientSecret],
			SecondFactor: list(cmp.Or(given[OIDCFactors], "mfa")),
			PublicURL:    strings.TrimSuffix(given[PublicURL], "/"),
		},
		CORSOrigins: list(given[CORSOrigins]), Files: filesIn(given), Mail: mailIn(given),
	}
	collect := func(err error) {
		if err != nil {
			faults = append(faults, err)
		}
	}
	var err error
	s.Webhooks, err = webhooksIn(given)
	collect(err)
	s.TrustedProxies, err = networks(TrustedProxies, given[TrustedProxies])
	collect(err)
	s.MetricsFrom, err = networks(MetricsFrom, given[MetricsFrom])
	collect(err)
	s.RatePerAddress, err = rate(RatePerAddress, given[RatePerAddress], usualPerAddress)
	collect(err)
	s.RatePerPerson, err = rate(RatePerPerson, given[RatePerPerson], usualPerPerson)
	collect(err)
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
	if s.KeysFile != "" && s.Keys != "" {
		faults = append(faults, &Fault{Keys, "is set beside " + KeysFile + "; set one of them"})
	}
	if s.CustodyKeysFile != "" && s.CustodyKeysFile == s.KeysFile {
		faults = append(faults, &Fault{CustodyKeysFile, "must be another file than " + KeysFile + ": who complained is kept apart"})
	}
	if s.Mail.Host != "" && s.OIDC.PublicURL == "" {
		faults = append(faults, &Fault{PublicURL, "is missing while " + SMTPHost + " is set: letters lead to the case that they are about"})
	}
	return slices.Concat(faults, s.checkWeb(), s.Files.check(), s.Mail.check())
}

// checkWeb looks at what browsers meet.
func (s Settings) checkWeb() []error {
	var faults []error
	o := s.OIDC
	for name, value := range map[string]string{OIDCClientID: o.ClientID, PublicURL: o.PublicURL} {
		if o.Issuer != "" && value == "" {
			faults = append(faults, &Fault{name, "is missing while " + OIDCIssuer + " is set"})
		}
	}
	for name, value := range map[string]string{OIDCIssuer: o.Issuer, PublicURL: o.PublicURL} {
		if value != "" && !isOrigin(value, name == OIDCIssuer) {
			faults = append(faults, &Fault{name, "must be an https URL (http on loopback only)"})
		}
	}
	for _, origin := range s.CORSOrigins {
		if !isOrigin(origin, false) {
			faults = append(faults, &Fault{CORSOrigins, "must be origins such as https://portal.example.go.id, separated by commas"})
			break
		}
	}
	slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return faults
}

// isOrigin tells whether value is the address of a server, with a path if that is allowed.
func isOrigin(value string, path bool) bool {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || !path && u.Path != "" {
		return false
	}
	address, err := netip.ParseAddr(u.Hostname())
	loopback := u.Hostname() == "localhost" || err == nil && address.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && loopback
}

func list(value string) []string {
	var items []string
	for item := range strings.SplitSeq(value, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

func networks(variable, value string) ([]netip.Prefix, error) {
	var found []netip.Prefix
	for _, item := range list(value) {
		if _, network, err := net.ParseCIDR(item); err != nil || network.String() != item {
			return nil, &Fault{variable, "must be networks such as 10.1.0.0/16, separated by commas"}
		}
		found = append(found, netip.MustParsePrefix(item))
	}
	return found, nil
}

func rate(variable, value string, usual float64) (float64, error) {
	if value == "" {
		return usual, nil
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || n < 0 || n > 1e6 {
		return 0, &Fault{variable, "must be a number of requests a second, or 0 for no bound"}
	}
	return n, nil
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
