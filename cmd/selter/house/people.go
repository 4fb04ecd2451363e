package house

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"net/http"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"selter/api"
	"selter/pkg/casework"
	"selter/pkg/config"
	"selter/pkg/identity"
	"selter/pkg/identity/oidc"
	"selter/pkg/identity/vault"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
	"selter/workflow/person"
)

// keyring is the file of the installation's keys in the data folder of an embedded house.
const keyring = "keys.json"

// openKeys finds the installation's keys: those that the settings name, or those of the
// data folder, which are made when nobody is known there yet. On Postgres there is no place to
// keep them beside what they protect, so they have to be named.
func (h *House) openKeys(ctx context.Context) (keys *vault.Keyring, err error) {
	c := h.config
	switch {
	case c.Keys != "":
		if keys, err = vault.Read([]byte(c.Keys)); err != nil {
			return nil, &config.Fault{Variable: config.Keys, Problem: err.Error()}
		}
		return keys, nil
	case c.KeysFile != "":
		if keys, err = vault.ReadFile(c.KeysFile); err != nil {
			return nil, &config.Fault{Variable: config.KeysFile, Problem: err.Error()}
		}
		return keys, nil
	case !c.Embedded():
		return nil, &config.Fault{Variable: config.KeysFile, Problem: "is missing: on Postgres the installation's keys are in a file of their own; make one with \"selter keys create FILE\""}
	}
	path := filepath.Join(c.Data, keyring)
	if keys, err = vault.ReadFile(path); !errors.Is(err, fs.ErrNotExist) {
		return keys, err
	}
	people, more := h.Store.Cases(ctx, casework.Query{Procedure: person.Name, Limit: 1})
	if more != nil || len(people) > 0 {
		return nil, errors.Join(more, fmt.Errorf("%s is missing, and without it nothing that is kept about people can be read: put it back", path))
	}
	if keys, err = vault.Generate(); err != nil {
		return nil, err
	}
	return keys, keys.WriteFile(path)
}

// openPeople opens who people are and what is kept about them.
func (h *House) openPeople(ctx context.Context, keys *vault.Keyring) error {
	h.Identity = identity.New(identity.Config{Store: h.Store.Identity(), Keys: keys, Log: h.config.Log})
	var clock func() time.Time
	if h.config.Clock != nil {
		clock = h.config.Clock.Now
	}
	h.Vault = vault.New(h.Store.Vault(), keys, clock)
	o := h.config.OIDC
	if o.Issuer == "" {
		return nil
	}
	party, err := oidc.Open(ctx, oidc.Config{
		Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: o.ClientSecret, RedirectURL: o.PublicURL + "/v1/oidc/callback",
		SecondFactor: oidc.SecondFactor{AMR: o.SecondFactor, ACR: o.SecondFactor}, Log: h.config.Log,
	})
	h.provider = party
	return err
}

// identifier says how the door finds out who somebody is. Development tokens, where they
// are believed at all, are believed beside the real ones.
func (h *House) identifier() func(*http.Request) (identity.Subject, error) {
	real := api.Identify(h.Identity)
	if !h.config.DevIdentity {
		return real
	}
	dev := api.DevIdentity(h.Identity.Assume)
	return func(r *http.Request) (identity.Subject, error) {
		if who, err := dev(r); err == nil {
			return who, nil
		}
		return real(r)
	}
}

// The house itself, as the journals name it when it gives a duty.
const installation = "installation"

// Enrol makes an account for a new person, with an invitation to choose a password by,
// and opens the file that is kept on them. The account comes first: a name that is taken
// is found out before a file is opened, and an account without a duty can do nothing.
func (h *House) Enrol(ctx context.Context, login string) (who, invitation string, expires time.Time, err error) {
	who = uuid.Must(uuid.NewV7()).String()
	if invitation, expires, err = h.Identity.Enrol(ctx, who, login); err != nil {
		return "", "", time.Time{}, err
	}
	nation := Nation()
	_, err = h.Desk.Open(ctx, casework.Opening{
		Request: casework.OfHouse(installation, person.Name, person.EnrolPerson, nil), Agency: nation.Code, Ref: who, Subject: who, Zone: nation.Zone,
	})
	return who, invitation, expires, err
}

// Install lets the house give a person a duty in an agency: the first admins, and the
// people of a rehearsal. Everybody else's duties are given by admins.
func (h *House) Install(ctx context.Context, who string, in Agency, terms mandate.InstallBody) error {
	return h.Desk.Install(ctx, h.Store, casework.Installation{
		Part: installation, Person: who, Agency: in.Code, Zone: in.Zone, Terms: terms,
	})
}

// An Agency is where a duty is given.
type Agency struct {
	Code string
	Zone calendar.Zone
}

// The Nation is where duties are given that reach every agency.
func Nation() Agency { return Agency{Code: workflow.Nation, Zone: calendar.WIB} }

// burst is for how many seconds' worth of requests may come at once: a page asks for
// several things together.
const burst = 4

// Guesses at a password or an invitation, for each address; the database counts beside,
// for each account and over all replicas.
const (
	guessesPerSecond = 0.5
	guessesAtOnce    = 10
)

func (h *House) rates() api.Rates {
	of := func(perSecond float64) api.Rate {
		return api.Rate{PerSecond: perSecond, Burst: int(math.Ceil(perSecond * burst))}
	}
	rates := api.Rates{PerAddress: of(h.config.RatePerAddress), PerPerson: of(h.config.RatePerPerson)}
	if h.config.RatePerAddress > 0 { // who bounds nothing here still has the database, which counts
		rates.Guesses = api.Rate{PerSecond: guessesPerSecond, Burst: guessesAtOnce}
	}
	return rates
}
