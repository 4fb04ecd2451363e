package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"selter/cmd/selter/house"
	"selter/pkg/identity"
)

// An accountCommand is what may have to be done about somebody's account when nobody can,
// or should, come in to do it: a second factor that is lost, a password that others know,
// somebody who has left. It is no act in any procedure, so no journal holds it; the log
// does, by the person's id.
type accountCommand struct {
	Person string `required:"" help:"The id of the person, as /v1/persons and the journals have it." placeholder:"ID"`
	Data   string `default:"./selter-data" help:"Folder of the embedded state (ignored with Postgres and Redis)." type:"path"`
}

// at opens the house and does something to the account.
func (c accountCommand) at(ctx context.Context, t *terminal, did string, do func(*identity.Service) error) (err error) {
	if err := existing(t, c.Data); err != nil {
		return err
	}
	h, err := house.Open(ctx, house.Config{Settings: t.settings, Data: c.Data, Log: t.log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if err := do(h.Identity); err != nil {
		if errors.Is(err, identity.ErrUnknown) {
			return mistake{errors.New("--person: nobody of this id has an account")}
		}
		return err
	}
	// A warning, so that it stands in every log: the level of a command is that.
	t.log.WarnContext(ctx, "account changed by the operator", "how", did, "person", c.Person)
	return nil
}

type adminReinviteCommand struct{ accountCommand }

// Run begins the account anew and prints the invitation.
func (c adminReinviteCommand) Run(ctx context.Context, t *terminal) error {
	return c.at(ctx, t, "begun anew", func(s *identity.Service) error {
		invitation, expires, err := s.Reinvite(ctx, c.Person)
		if err == nil {
			_, err = fmt.Fprintf(t.out, "person     %s\ninvitation %s\nexpires    %s\n", c.Person, invitation, expires.Format(time.RFC3339))
		}
		return err
	})
}

type adminCloseCommand struct{ accountCommand }

// Run closes the account.
func (c adminCloseCommand) Run(ctx context.Context, t *terminal) error {
	return c.at(ctx, t, "closed", func(s *identity.Service) error {
		err := s.Disable(ctx, c.Person, true)
		if err == nil {
			_, err = fmt.Fprintln(t.out, "closed; every session and token has ended. The duties go on until they are ended as well")
		}
		return err
	})
}

type adminOpenCommand struct{ accountCommand }

// Run opens the account.
func (c adminOpenCommand) Run(ctx context.Context, t *terminal) error {
	return c.at(ctx, t, "opened", func(s *identity.Service) error {
		err := s.Disable(ctx, c.Person, false)
		if err == nil {
			_, err = fmt.Fprintln(t.out, "open; whoever knows the password can log in again")
		}
		return err
	})
}
