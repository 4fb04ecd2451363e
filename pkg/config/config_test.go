package config_test

import (
	"strings"
	"testing"

	"selter/pkg/config"
)

func TestFromEnviron(t *testing.T) {
	t.Parallel()
	const postgres, redis = "SELTER_DATABASE_URL=postgres://u:geheim@h/db", "SELTER_REDIS_URL=redis://:geheim@h"
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
		"all_faults_are_told_at_once":     {[]string{postgres, "SELTER_LOG_LEVEL=loud"}, []string{"SELTER_REDIS_URL", "SELTER_LOG_LEVEL"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings, err := config.FromEnviron(c.environ)
			if len(c.says) == 0 {
				if err != nil {
					t.Fatal(err)
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
