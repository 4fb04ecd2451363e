package house

import (
	"selter/pkg/notify/feed"
	"selter/pkg/notify/webhook"
	"selter/workflow"
	"selter/workflow/glossary"
)

// openWebhooks opens the way by which notices go to other systems.
func (h *House) openWebhooks() *webhook.Service {
	reach := webhook.Reach{
		Ports:    h.config.Webhooks.Ports,
		Loopback: h.config.DevIdentity, // where anybody can be anybody, who looks around may have a receiver beside
	}
	for _, in := range h.config.Webhooks.Networks {
		reach.Inner = append(reach.Inner, webhook.Inner(in))
	}
	return webhook.New(webhook.Config{
		Store: h.Store.Endpoints(), Sealer: h.Vault.Keyring(), Cases: h.Store, Reach: reach, Source: h.config.OIDC.PublicURL,
		Knows: func(e workflow.Event) bool {
			_, known := h.Glossary.Term(glossary.Event, string(e))
			return known
		},
	})
}

// calendars words the days of cases.
func (h *House) calendars() *feed.Service {
	return &feed.Service{Store: h.Store.Calendars(), Writer: feed.Writer{Words: h.Glossary, Origin: h.config.OIDC.PublicURL}}
}
