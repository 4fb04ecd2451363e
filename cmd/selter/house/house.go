// Package house puts the parts of Selter together: store, queue, desk, sweep and
// API, embedded or on Postgres and Redis. It is the only place that knows them all.
package house

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"selter/api"
	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/config"
	"selter/pkg/custody"
	"selter/pkg/dossier"
	"selter/pkg/identity"
	"selter/pkg/identity/oidc"
	"selter/pkg/identity/vault"
	"selter/pkg/notify"
	"selter/pkg/notify/webhook"
	"selter/pkg/oversight"
	"selter/pkg/store"
	"selter/pkg/taskqueue"
	"selter/pkg/telemetry"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/gates"
	"selter/workflow/glossary"
	"selter/workflow/policy"
)

// Config says which parts to open and where they keep their state.
type Config struct {
	config.Settings
	// Data is the folder of an embedded house.
	Data string
	// Scratch says that what the folder holds can be made again, as by playing a story once
	// more: nothing waits for the disk, and a loss of power may take it.
	Scratch bool
	// DevIdentity believes development tokens; anybody can then be anybody.
	DevIdentity bool
	// Clock, when set, makes time a story's: it stands still until it is moved.
	Clock *Clock
	// Traffic, when set, counts what is asked of the database.
	Traffic *store.Traffic
	// MailRoots are whom to believe who the mail server is; nil for whom the machine believes.
	MailRoots *x509.CertPool
	Log       *slog.Logger
}

// A House is an opened Selter.
type House struct {
	Store    *store.Store
	Desk     *casework.Desk
	Sweep    *taskqueue.Sweep
	Handler  http.Handler
	Glossary *glossary.Glossary
	Identity *identity.Service
	Vault    *vault.Vault
	Keeper   *oversight.Keeper // of the compliance scores
	// Dossier keeps the files that people hand in; nil where no place for them is set.
	Dossier *dossier.Dossier
	// Custody keeps who complained; nil where its keys are not named.
	Custody *custody.Custody

	config   Config
	provider *oidc.Party // nil: nobody logs in elsewhere
	queue    *taskqueue.Queue
	relay    *taskqueue.Relay
	worker   *taskqueue.Worker
	courier  *notify.Courier
	webhooks *webhook.Service
	closers  []func() error
	moving   sync.Mutex // one at a time moves the story's clock
}

// Open opens a house. A setting that cannot be used, or a database whose schema is
// not this program's, is an error; nothing is left open then.
func Open(ctx context.Context, c Config) (_ *House, err error) {
	h := &House{config: c}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close())
		}
	}()
	policies, err := Policies(c.PolicyDir)
	if err != nil {
		return nil, err
	}
	if h.Glossary, err = glossary.Load(); err != nil {
		return nil, err
	}
	if err := h.openStore(ctx); err != nil {
		return nil, err
	}
	keys, err := h.openKeys(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.openPeople(ctx, keys); err != nil {
		return nil, err
	}
	if err := h.openFiles(ctx); err != nil {
		return nil, err
	}
	if err := h.openCustody(ctx); err != nil {
		return nil, err
	}
	if err := h.openQueue(ctx); err != nil {
		return nil, err
	}
	notifier, err := h.openNotices()
	if err != nil {
		return nil, err
	}
	metrics := telemetry.NewMetrics()
	metrics.Queue(h.queue.Sizes)
	// Desk and sweep know each other: the desk rings, the sweep acts at the desk.
	bell := &lateBell{}
	holidays := calendar.National().Provisional()
	if err := h.openKeeper(holidays); err != nil {
		return nil, err
	}
	h.Desk = casework.NewDesk(casework.Config{
		Store: h.Store, Policies: policies, Catalog: catalog.New(), Holidays: holidays, Elections: gates.Listed(),
		Bell: bell, Notifier: notifier, Scorer: h.Keeper, Known: h.known, Observe: metrics.Observe,
	})
	h.Keeper.Desk = h.Desk
	h.Sweep = taskqueue.NewSweep(h.Store, h.Desk, metrics, c.Log)
	h.relay = taskqueue.NewRelay(h.queue, h.Sweep, c.Log)
	bell.Bell = h.relay
	h.worker = taskqueue.NewWorker(h.queue, h.Sweep, metrics, c.Log)
	h.worker.Rescores(h.Keeper)
	return h, h.openAPI(metrics)
}

// lateBell is a bell that is hung up after the desk is made.
type lateBell struct{ casework.Bell }

// Policies reads the instruments that ship with the program and those of a folder, if one is named.
func Policies(dir string) (*policy.Library, error) {
	if dir == "" {
		return policy.Load(nil)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, &config.Fault{Variable: config.PolicyDir, Problem: "is not a folder"}
	}
	return policy.Load(os.DirFS(dir))
}

func (h *House) openStore(ctx context.Context) error {
	location, err := h.location()
	if err != nil {
		return err
	}
	c := store.Config{URL: location, Log: h.config.Log, Traffic: h.config.Traffic, Prepare: verifySchema, Scratch: h.config.Scratch}
	if h.config.Embedded() {
		c.Prepare = migrations.Up
	}
	if h.config.Clock != nil {
		c.Clock = h.config.Clock.Now
	}
	opened, err := store.Open(ctx, c)
	if err != nil {
		return err
	}
	h.Store = opened
	h.closers = append(h.closers, opened.Close)
	return nil
}

// database is the name of the embedded database in the data folder.
const database = "selter.db"

// Keeps tells whether a data folder keeps the state of a house.
func Keeps(data string) bool {
	_, err := os.Stat(filepath.Join(data, database))
	return err == nil
}

// location is where the store is: a URL, or a file in the data folder, which is made.
func (h *House) location() (string, error) {
	if !h.config.Embedded() {
		return h.config.DatabaseURL, nil
	}
	if err := os.MkdirAll(h.config.Data, 0o700); err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	return filepath.Join(h.config.Data, database), nil
}

func (h *House) openQueue(ctx context.Context) (err error) {
	if h.config.Embedded() {
		h.queue, err = taskqueue.Embedded(ctx)
	} else {
		h.queue, err = taskqueue.Connect(h.config.RedisURL)
	}
	if err != nil {
		return err
	}
	h.closers = append(h.closers, h.queue.Close)
	checks := append(h.queue.Checks(ctx), taskqueue.CheckClock(ctx, h.Store, h.config.Clock != nil))
	for _, check := range checks {
		h.config.Log.Info("queue check", "name", check.Name, "verdict", string(check.Verdict), "detail", check.Detail)
	}
	return taskqueue.Refusals(checks)
}

func (h *House) openAPI(metrics *telemetry.Metrics) error {
	c := api.Config{
		Desk: h.Desk, Law: h.Desk, Shelves: h.Store, Packs: h.Store, Scores: h.Keeper, Says: h.Glossary.Says,
		Board:    board{oversight.NewBoard(h.Store, h.Keeper.Agencies), h.Glossary},
		Identify: h.identifier(), Secure: strings.HasPrefix(h.config.OIDC.PublicURL, "https://"), Accounts: h.Identity, Vault: h.Vault, Duties: h.Store.Identity(), Digest: h.Vault.Keyring().Digest,
		Cast: h.config.DevIdentity && h.config.Clock != nil, Rates: h.rates(), TrustedProxies: h.config.TrustedProxies, CORSOrigins: h.config.CORSOrigins,
		MetricsFrom: h.config.MetricsFrom, Log: h.config.Log,
		Metrics: metrics.Handler(), Registry: metrics.Registry(), Version: Version(),
	}
	if h.config.Clock != nil {
		c.SetClock = h.SetClock
	}
	if h.provider != nil {
		c.Federation = signOn{h.provider}
	}
	c.Inbox = h.Store.Mailroom()
	c.Webhooks, c.Calendars = h.webhooks, h.calendars()
	c.Secrets, c.Printer = h.Vault.Keyring(), printer{h.Store, h.config.OIDC.PublicURL}
	if h.Dossier != nil {
		c.Dossier = cabinet{h.Dossier}
	}
	h.complaints(&c)
	handler, err := api.New(c)
	h.Handler = handler
	return err
}

// drain is how long answers under way may take when the house closes.
const drain = 20 * time.Second

// Serve answers on listener, if there is one, and works, if it should, until ctx
// ends. What is under way is finished.
func (h *House) Serve(ctx context.Context, listener net.Listener, work bool) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return ignoreEnd(ctx, h.relay.Run(ctx)) })
	if work {
		group.Go(func() error { return ignoreEnd(ctx, h.Sweep.Run(ctx)) })
		group.Go(func() error { return ignoreEnd(ctx, h.worker.Run(ctx)) })
		group.Go(func() error { return ignoreEnd(ctx, h.courier.Run(ctx)) })
	}
	if listener != nil {
		server := api.HTTPServer(h.Handler)
		group.Go(func() error {
			if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		})
		group.Go(func() error {
			<-ctx.Done()
			ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
			defer cancel()
			return server.Shutdown(ending)
		})
	}
	return group.Wait()
}

// ignoreEnd is nil when ctx has ended: that is how a part is told to stop.
func ignoreEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// Close closes what Open opened, the last first.
func (h *House) Close() error {
	var errs []error
	for _, closer := range slices.Backward(h.closers) {
		errs = append(errs, closer())
	}
	h.closers = nil
	return errors.Join(errs...)
}

// Version is the version of the module that this binary was built from.
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// IsMistake tells whether err comes from what the user set or wrote, as opposed to a fault.
func IsMistake(err error) bool {
	_, setting := errors.AsType[*config.Fault](err)
	_, instrument := errors.AsType[*policy.Fault](err)
	_, drift := errors.AsType[*migrations.Drift](err)
	_, path := errors.AsType[*fs.PathError](err)
	return setting || instrument || drift || path
}
