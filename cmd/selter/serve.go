package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"selter/cmd/selter/house"
)

type serveCommand struct {
	Data     string `default:"./selter-data" help:"Folder of the embedded state (ignored with Postgres and Redis)." type:"path"`
	Listen   string `default:"127.0.0.1:8080" help:"Address to answer on."`
	Role     string `default:"all" enum:"all,api" help:"all: API, worker and sweep; api: the API alone, beside \"selter worker\"."`
	Insecure bool   `name:"insecure-dev-identity" help:"Believe development tokens. Anybody can then be anybody: never in production."`
	Story    string `name:"story-clock" help:"Rehearse: time stands at this instant (RFC 3339) until \"selter story --against\" moves it." placeholder:"INSTANT"`
}

var errOneProcess = mistake{errors.New("an embedded house is one process; set SELTER_DATABASE_URL and SELTER_REDIS_URL to split API and worker")}

func (c serveCommand) Run(ctx context.Context, t *terminal) error {
	if c.Role == "api" && t.settings.Embedded() {
		return errOneProcess
	}
	if err := c.onlyHere(t); err != nil {
		return err
	}
	clock, err := c.clock()
	if err != nil {
		return err
	}
	listener, err := listen(ctx, c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	h, err := house.Open(ctx, house.Config{Settings: t.settings, Data: c.Data, DevIdentity: c.Insecure, Clock: clock, Log: t.log})
	if err != nil {
		return err
	}
	if c.Insecure {
		t.log.Warn("development tokens are believed: anybody can be anybody")
	}
	t.log.Info("serving", "address", listener.Addr().String(), "role", c.Role, "embedded", t.settings.Embedded())
	// On a story's clock deadlines fire as it is moved, in their order, and not beside it.
	work := c.Role == "all" && clock == nil
	return errors.Join(h.Serve(ctx, listener, work), h.Close())
}

// onlyHere keeps development tokens where a slip of the hand can do no harm: in a folder
// of one's own, answered to this machine alone.
func (c serveCommand) onlyHere(t *terminal) error {
	if !c.Insecure {
		return nil
	}
	if !t.settings.Embedded() {
		return mistake{errors.New("--insecure-dev-identity is not for Postgres: anybody could be anybody in what may be real selections")}
	}
	host, _, err := net.SplitHostPort(c.Listen)
	if address, parsed := netip.ParseAddr(host); err != nil || host != "localhost" && (parsed != nil || !address.IsLoopback()) {
		return mistake{errors.New("--insecure-dev-identity answers on loopback only, such as --listen 127.0.0.1:8080")}
	}
	return nil
}

func (c serveCommand) clock() (*house.Clock, error) {
	if c.Story == "" {
		return nil, nil
	}
	if !c.Insecure {
		return nil, mistake{errors.New("--story-clock is for rehearsals and goes with --insecure-dev-identity")}
	}
	begins, err := time.Parse(time.RFC3339, c.Story)
	if err != nil {
		return nil, mistake{errors.New("--story-clock must be an instant such as 2024-04-29T00:00:00+08:00")}
	}
	return house.NewClock(begins), nil
}

type workerCommand struct{}

func (workerCommand) Run(ctx context.Context, t *terminal) error {
	if t.settings.Embedded() {
		return errOneProcess
	}
	h, err := house.Open(ctx, house.Config{Settings: t.settings, Log: t.log})
	if err != nil {
		return err
	}
	t.log.Info("working")
	return errors.Join(h.Serve(ctx, nil, true), h.Close())
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, mistake{fmt.Errorf("cannot listen on %s (choose another with --listen): %w", address, err)}
	}
	return listener, nil
}
