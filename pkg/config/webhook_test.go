package config_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"selter/pkg/config"
)

func TestWebhooks(t *testing.T) {
	t.Parallel()
	t.Run("go_to_port_443_of_public_addresses_unless_it_is_said", func(t *testing.T) {
		t.Parallel()
		s, err := config.FromEnviron(nil)
		if diff := cmp.Diff(config.Webhooks{}, s.Webhooks, cmpopts.EquateComparable(netip.Prefix{})); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
	t.Run("go_to_networks_of_agencies", func(t *testing.T) {
		t.Parallel()
		s, err := config.FromEnviron([]string{"SELTER_WEBHOOK_NETWORKS=53=10.20.0.0/16, nasional=fd00:1::/64", "SELTER_WEBHOOK_PORTS=443,8443"})
		want := config.Webhooks{
			Networks: []config.AgencyNetwork{{"53", netip.MustParsePrefix("10.20.0.0/16")}, {"nasional", netip.MustParsePrefix("fd00:1::/64")}},
			Ports:    []uint16{443, 8443},
		}
		if diff := cmp.Diff(want, s.Webhooks, cmpopts.EquateComparable(netip.Prefix{})); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
	for name, line := range map[string]string{
		"a_network_of_nobody":         "SELTER_WEBHOOK_NETWORKS=10.30.0.0/16",
		"a_network_without_an_agency": "SELTER_WEBHOOK_NETWORKS==10.30.0.0/16",
		"an_address":                  "SELTER_WEBHOOK_NETWORKS=53=10.20.0.1",
		"a_network_with_an_address":   "SELTER_WEBHOOK_NETWORKS=53=10.20.0.1/16",
		"an_agency_without_one":       "SELTER_WEBHOOK_NETWORKS=77=",
		"port_0":                      "SELTER_WEBHOOK_PORTS=0",
		"a_port_too_high":             "SELTER_WEBHOOK_PORTS=443,65536",
		"a_word_for_a_port":           "SELTER_WEBHOOK_PORTS=https",
	} {
		t.Run("refuse_"+name, func(t *testing.T) {
			t.Parallel()
			_, err := config.FromEnviron([]string{line})
			variable, value, _ := strings.Cut(line, "=")
			fault, is := errors.AsType[*config.Fault](err)
			if !is || fault.Variable != variable || strings.Contains(err.Error(), value) {
				t.Errorf("answered %v", err)
			}
		})
	}
}
