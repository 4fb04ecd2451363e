package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"selter/cmd/selter/house"
	"selter/pkg/identity"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
)

type adminCommand struct {
	Create   adminCreateCommand   `cmd:"" help:"Enrol an admin and print an invitation. Nobody has a password before they choose one."`
	Reinvite adminReinviteCommand `cmd:"" help:"Begin somebody's account anew and print an invitation: password, second factor, sessions, tokens and links to a provider end."`
	Close    adminCloseCommand    `cmd:"" help:"Close somebody's account: sessions and tokens end at once and for good."`
	Open     adminOpenCommand     `cmd:"" help:"Open an account that was closed."`
}

type adminCreateCommand struct {
	Login  string        `required:"" help:"The name to log in with, such as an address of mail."`
	Decree string        `required:"" help:"Number of the decree that gives the duty."`
	Date   calendar.Date `required:"" help:"Date of the decree, such as 2026-01-05." placeholder:"DATE"`
	Data   string        `default:"./selter-data" help:"Folder of the embedded state (ignored with Postgres and Redis)." type:"path"`
}

// Run enrols an admin of the whole installation. Whoever may start this program on this
// machine may read and write everything anyway; what this adds is that the journal tells
// of it, under the house's own name.
func (c adminCreateCommand) Run(ctx context.Context, t *terminal) error {
	h, err := house.Open(ctx, house.Config{Settings: t.settings, Data: c.Data, Log: t.log})
	if err != nil {
		return err
	}
	who, invitation, expires, err := h.Enrol(ctx, c.Login)
	if err == nil {
		err = h.Install(ctx, who, house.Nation(), mandate.InstallBody{
			Ref: "admin", Duty: mandate.DutyName(workflow.Admin), From: calendar.DateOf(time.Now(), house.Nation().Zone),
			Decree: &mandate.Decree{Number: c.Decree, Date: c.Date},
		})
	}
	if err := errors.Join(err, h.Close()); err != nil {
		if unfit, is := errors.AsType[*identity.Unfit](err); is {
			return mistake{fmt.Errorf("--login: %w", unfit)}
		}
		if refusal, refused := errors.AsType[*workflow.Refusal](err); refused {
			return mistake{refusal}
		}
		if errors.Is(err, identity.ErrTaken) {
			return mistake{errors.New("--login: this name belongs to somebody already")}
		}
		return err
	}
	_, err = fmt.Fprintf(t.out, `person     %s
invitation %s
expires    %s

Choose a password with it, then log in and set up a second factor; before that the duty rests:
  POST /v1/invitations/accept {"invitation": "...", "password": "..."}
`, who, invitation, expires.Format(time.RFC3339))
	return err
}
