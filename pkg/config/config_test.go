package config_test

import (
	"strings"
	"testing"

	"selter/pkg/config"
)

func TestFromEnviron(t *testing.T) {
	t.Parallel()
	const (
		postgres, redis = "SELTER_DATABASE_URL=postgres://u:geheim@h/db", "SELTER_REDIS_URL=redis://:geheim@h"
		issuer          = "SELTER_OIDC_ISSUER=https://sso.contoh.go.id/realms/asn"
	)
	for name, c := range map[string]struct {
		environ []string
		says    []string // each in the error; none: no error
	}{
		"nothing_set_is_embedded":         {nil, nil},
		"both_set_is_production":          {[]string{postgres, redis}, nil},
		"other_programs_are_left_alone":   {[]string{"PGHOST=x", "SELTER_TEST_DATABASE_URL=x"}, nil},
		"database_alone_names_redis":      {[]string{postgres}, []string{"SELTER_REDIS_URL", "is missing"}},
		"redis_alone_names_the_database":  {[]string{redis}, []string{"SELTER_DATABASE_URL", "is missing"}},
		"another_database_is_refused":     {[]string{"SELTER_DATABASE_URL=mysql://h/db", redis}, []string{"SELTER_DATABASE_URL", "postgres://"}},
		"a_path_is_no_redis":              {[]string{postgres, "SELTER_REDIS_URL=/run/redis"}, []string{"SELTER_REDIS_URL", "redis://"}},
		"a_misspelt_variable_is_named":    {[]string{"SELTER_DATABSE_URL=x"}, []string{"SELTER_DATABSE_URL", "is not a setting"}},
		"a_level_that_is_none_is_refused": {[]string{"SELTER_LOG_LEVEL=loud"}, []string{"SELTER_LOG_LEVEL", "debug"}},
		"keys_in_two_places_are_refused":  {[]string{"SELTER_KEYS_FILE=/run/keys", "SELTER_KEYS=geheim"}, []string{"SELTER_KEYS", "set one"}},
		"keys_of_custody_are_kept_apart":  {[]string{"SELTER_KEYS_FILE=/run/keys", "SELTER_CUSTODY_KEYS_FILE=/run/keys"}, []string{"SELTER_CUSTODY_KEYS_FILE", "another file"}},
		"a_provider_needs_its_client":     {[]string{issuer}, []string{"SELTER_OIDC_CLIENT_ID", "SELTER_PUBLIC_URL"}},
		"a_provider_without_tls":          {[]string{"SELTER_OIDC_ISSUER=http://sso.contoh.go.id", "SELTER_OIDC_CLIENT_ID=x", "SELTER_PUBLIC_URL=https://selter.contoh.go.id"}, []string{"SELTER_OIDC_ISSUER", "https"}},
		"a_public_address_has_no_path":    {[]string{"SELTER_PUBLIC_URL=https://contoh.go.id/selter"}, []string{"SELTER_PUBLIC_URL"}},
		"an_origin_that_is_none":          {[]string{"SELTER_CORS_ORIGINS=https://a.go.id,*"}, []string{"SELTER_CORS_ORIGINS"}},
		"a_network_with_a_host_in_it":     {[]string{"SELTER_TRUSTED_PROXIES=10.1.2.3/16"}, []string{"SELTER_TRUSTED_PROXIES"}},
		"a_network_that_reads_metrics":    {[]string{"SELTER_METRICS_FROM=everybody"}, []string{"SELTER_METRICS_FROM"}},
		"a_rate_that_is_none":             {[]string{"SELTER_RATE_PER_PERSON=many"}, []string{"SELTER_RATE_PER_PERSON"}},
		"a_bucket_without_its_keys":       {[]string{"SELTER_S3_ENDPOINT=https://s3.contoh.go.id", "SELTER_S3_BUCKET=selter"}, []string{"SELTER_S3_ACCESS_KEY", "SELTER_S3_SECRET_KEY"}},
		"a_bucket_of_nobody":              {[]string{"SELTER_S3_BUCKET=selter"}, []string{"SELTER_S3_ENDPOINT", "is missing"}},
		"files_in_two_places":             {[]string{"SELTER_S3_ENDPOINT=https://s3.contoh.go.id", "SELTER_S3_BUCKET=b", "SELTER_S3_ACCESS_KEY=a", "SELTER_S3_SECRET_KEY=geheim", "SELTER_FILES_DIR=/srv"}, []string{"SELTER_FILES_DIR", "set one"}},
		"a_scanner_without_a_scheme":      {[]string{"SELTER_CLAMD=/run/clamd.sock"}, []string{"SELTER_CLAMD", "unix://"}},
		"all_faults_are_told_at_once":     {[]string{postgres, "SELTER_LOG_LEVEL=loud"}, []string{"SELTER_REDIS_URL", "SELTER_LOG_LEVEL"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings, err := config.FromEnviron(c.environ)
			if len(c.says) == 0 {
				if err != nil {
					t.Fatal(err)
				}
				if len(settings.TrustedProxies)+len(settings.CORSOrigins) != 0 || settings.RatePerAddress == 0 || settings.RatePerPerson == 0 {
					t.Errorf("nothing was said of the web, and yet %+v", settings)
				}
				if settings.Embedded() != (len(c.environ) != 2 || settings.DatabaseURL == "") {
					t.Errorf("embedded: %t", settings.Embedded())
				}
				return
			}
			if err == nil {
				t.Fatal("no fault found")
			}
			for _, part := range c.says {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
			if strings.Contains(err.Error(), "geheim") {
				t.Errorf("the fault repeats a password: %q", err)
			}
		})
	}
}

func TestFromEnviron_reads_what_browsers_meet(t *testing.T) {
	t.Parallel()
	s, err := config.FromEnviron([]string{
		"SELTER_TRUSTED_PROXIES=10.1.0.0/16, fd00::/8", "SELTER_CORS_ORIGINS=https://portal.contoh.go.id,http://localhost:3000",
		"SELTER_METRICS_FROM=10.2.0.0/24", "SELTER_RATE_PER_ADDRESS=0", "SELTER_RATE_PER_PERSON=2.5", "SELTER_PUBLIC_URL=https://selter.contoh.go.id/",
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.TrustedProxies) != 2 || len(s.CORSOrigins) != 2 || len(s.MetricsFrom) != 1 || s.RatePerAddress != 0 || s.RatePerPerson != 2.5 ||
		s.OIDC.PublicURL != "https://selter.contoh.go.id" {
		t.Errorf("%+v", s)
	}
}
