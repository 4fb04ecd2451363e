package house

import (
	"context"
	"errors"
	"path/filepath"

	"selter/pkg/casework"
	"selter/pkg/config"
	"selter/pkg/identity/vault"
	"selter/pkg/notify"
	"selter/pkg/notify/mail"
)

// noticesFolder is where an embedded house lays a copy of every notice, in its data folder.
const noticesFolder = "notices"

// openNotices opens how people are told: what the desk says goes into inboxes, and from there by the carriers out of the house.
func (h *House) openNotices() (casework.Notifier, error) {
	carriers, err := h.carriers()
	if err != nil {
		return nil, err
	}
	h.courier = notify.NewCourier(h.Store.Mailroom(), carriers, h.config.Log)
	return &notify.Dispatcher{Store: h.Store.Mailroom(), Cases: h.Store, Words: h.Glossary, Carriers: carriers, Ring: h.courier.Ring}, nil
}

// carriers are the ways by which notices leave the house. Another one is another line here.
func (h *House) carriers() ([]notify.Carrier, error) {
	var carriers []notify.Carrier
	if h.config.Embedded() {
		folder, err := notify.OpenFolder(filepath.Join(h.config.Data, noticesFolder))
		if err != nil {
			return nil, err
		}
		folder.Scratch = h.config.Scratch
		h.closers = append(h.closers, folder.Close)
		carriers = append(carriers, folder)
	}
	if h.config.Mail.Host != "" {
		letters, err := h.openMail()
		if err != nil {
			return nil, err
		}
		carriers = append(carriers, letters)
	}
	h.webhooks = h.openWebhooks()
	return append(carriers, h.webhooks), nil
}

// settle does what is due and brings what was posted by it.
func (h *House) settle(ctx context.Context) error {
	if _, err := h.Sweep.Once(ctx); err != nil {
		return err
	}
	_, err := h.courier.Once(ctx)
	return err
}

// openMail opens the way by which letters go out.
func (h *House) openMail() (notify.Carrier, error) {
	c := h.config.Mail
	letters, err := mail.New(mail.Config{
		Host: c.Host, Port: c.Port, Security: map[string]mail.Security{config.ImplicitTLS: mail.Implicit, config.NoTLS: mail.Clear}[c.TLS],
		User: c.User, Password: c.Password, From: c.From, PublicURL: h.config.OIDC.PublicURL, Roots: h.config.MailRoots, Book: addresses{h.Vault},
	})
	if err != nil {
		return nil, &config.Fault{Variable: config.SMTPHost, Problem: "cannot be used"}
	}
	return letters, nil
}

// addresses opens the e-mail addresses of people for the letters that go to them. Each opening is noted as the house's reading of the
// person, by the name of the delivery.
type addresses struct{ vault *vault.Vault }

// AddressOf implements mail.AddressBook.
func (a addresses) AddressOf(ctx context.Context, person string, parcel notify.Parcel) (string, error) {
	reader := vault.Reader{Person: installation, Route: "notice by " + mail.Name, Request: parcel.ID.String()}
	values, err := a.vault.Read(ctx, reader, person, []vault.Field{vault.Email})
	if errors.Is(err, vault.ErrUnknown) {
		return "", mail.ErrNoAddress
	}
	if err != nil {
		return "", err
	}
	value, kept := values[vault.Email]
	if !kept {
		return "", mail.ErrNoAddress
	}
	return value.Expose(), nil
}
