package config

import (
	"net/netip"
	"strconv"
	"strings"
)

// The variables that say where messages to other systems may go, beside port 443 of public addresses.
const (
	WebhookNetworks = "SELTER_WEBHOOK_NETWORKS" // agency=network,...: 53=10.20.0.0/16
	WebhookPorts    = "SELTER_WEBHOOK_PORTS"    // 443,8443
)

// Webhooks says where messages to other systems may go.
type Webhooks struct {
	Networks []AgencyNetwork
	Ports    []uint16 // none: 443
}

// An AgencyNetwork is a network that is not public, in which an agency has systems of its own.
type AgencyNetwork struct {
	Agency  string
	Network netip.Prefix
}

func webhooksIn(given map[string]string) (Webhooks, error) {
	var w Webhooks
	for _, item := range list(given[WebhookNetworks]) {
		agency, network, both := strings.Cut(item, "=")
		found, err := networks(WebhookNetworks, network)
		if !both || agency == "" || err != nil || len(found) != 1 {
			return Webhooks{}, &Fault{WebhookNetworks, "must be agencies with networks, such as 53=10.20.0.0/16, separated by commas"}
		}
		w.Networks = append(w.Networks, AgencyNetwork{agency, found[0]})
	}
	for _, item := range list(given[WebhookPorts]) {
		n, err := strconv.ParseUint(item, 10, 16)
		if err != nil || n == 0 {
			return Webhooks{}, &Fault{WebhookPorts, "must be numbers from 1 to 65535, separated by commas"}
		}
		w.Ports = append(w.Ports, uint16(n))
	}
	return w, nil
}
