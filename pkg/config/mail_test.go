package config_test

import (
	"slices"
	"strings"
	"testing"

	"selter/pkg/config"
)

func TestFromEnviron_reads_how_letters_go_out(t *testing.T) {
	t.Parallel()
	server := []string{"SELTER_SMTP_HOST=smtp.contoh.go.id", "SELTER_SMTP_FROM=seleksi@contoh.go.id", "SELTER_PUBLIC_URL=https://selter.contoh.go.id"}
	account := []string{"SELTER_SMTP_USER=selter", "SELTER_SMTP_PASSWORD=geheim"}
	for name, c := range map[string]struct {
		environ []string
		port    int
		tls     string
		says    []string
	}{
		"nothing":                        {nil, 587, config.StartTLS, nil},
		"a_server":                       {server, 587, config.StartTLS, nil},
		"a_server_with_an_account":       {slices.Concat(server, account), 587, config.StartTLS, nil},
		"implicit_tls_has_its_port":      {slices.Concat(server, []string{"SELTER_SMTP_TLS=implicit"}), 465, config.ImplicitTLS, nil},
		"a_port_that_is_said":            {slices.Concat(server, []string{"SELTER_SMTP_TLS=none", "SELTER_SMTP_PORT=2525"}), 2525, config.NoTLS, nil},
		"an_account_without_a_server":    {account, 0, "", []string{"SELTER_SMTP_HOST", "is missing"}},
		"a_sender_without_a_server":      {[]string{"SELTER_SMTP_FROM=seleksi@contoh.go.id"}, 0, "", []string{"SELTER_SMTP_HOST", "is missing"}},
		"a_server_without_a_sender":      {[]string{server[0], server[2]}, 0, "", []string{"SELTER_SMTP_FROM"}},
		"a_sender_with_a_name":           {slices.Concat(server, []string{"SELTER_SMTP_FROM=Selter <seleksi@contoh.go.id>"}), 0, "", []string{"SELTER_SMTP_FROM"}},
		"a_server_that_nobody_can_reach": {server[:2], 0, "", []string{"SELTER_PUBLIC_URL", "is missing"}},
		"a_server_with_a_port":           {slices.Concat(server, []string{"SELTER_SMTP_HOST=smtp.contoh.go.id:25"}), 0, "", []string{"SELTER_SMTP_HOST", "without a port"}},
		"a_port_that_is_none":            {slices.Concat(server, []string{"SELTER_SMTP_PORT=70000"}), 0, "", []string{"SELTER_SMTP_PORT"}},
		"a_user_without_a_password":      {slices.Concat(server, account[:1]), 0, "", []string{"SELTER_SMTP_PASSWORD", "belong together"}},
		"another_way_to_hide_it":         {slices.Concat(server, []string{"SELTER_SMTP_TLS=ssl"}), 0, "", []string{"SELTER_SMTP_TLS", "starttls"}},
		"a_password_in_the_clear":        {slices.Concat(server, account, []string{"SELTER_SMTP_TLS=none"}), 0, "", []string{"SELTER_SMTP_TLS", "in the clear"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := config.FromEnviron(c.environ)
			if len(c.says) == 0 {
				if err != nil || s.Mail.Port != c.port || s.Mail.TLS != c.tls {
					t.Errorf("port %d, TLS %s, %v", s.Mail.Port, s.Mail.TLS, err)
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
