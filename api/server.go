package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/pkg/notify"
	"selter/workflow"
	"selter/workflow/catalog"
	"selter/workflow/policy"
)

// A Desk is where cases change, and where it is known who may do what to them now.
type Desk interface {
	Open(ctx context.Context, o casework.Opening) (casework.Reply, error)
	Handle(ctx context.Context, id workflow.CaseID, r casework.Request) (casework.Reply, error)
	Offers(ctx context.Context, id workflow.CaseID, by casework.Caller) (casework.Loaded, []workflow.Offer, error)
	Install(ctx context.Context, everything casework.Library, i casework.Installation) error
}

// A Law answers questions about tables and policy.
type Law interface {
	Table(name string, query policy.Query) (catalog.Table, error)
	Resolve(query policy.Query) (*policy.Pack, error)
	// Basis describes a clock of a case by the law to which the case is bound.
	Basis(ctx context.Context, record casework.Record, kind workflow.Event) (catalog.Deadline, error)
}

// Packs are the policy packs that cases are bound to.
type Packs interface {
	Pack(ctx context.Context, hash string) (*policy.Pack, error)
}

// A Check is one thing that must hold before the server takes work.
type Check struct {
	Name  string
	Probe func(context.Context) error
}

// Config is what a server works with. Desk, Law, Shelves and Packs are required.
type Config struct {
	Desk    Desk
	Law     Law
	Shelves casework.Shelves
	Packs   Packs
	// Identify tells who a request is from; without it every /v1 path answers 401.
	Identify func(*http.Request) (identity.Subject, error)
	// Accounts, Vault, Duties and Federation are where people prove who they are, what is kept
	// about them, what duties they hold, and a provider at which they log in. A path that needs
	// one which is not there does not exist.
	Accounts   Accounts
	Vault      Vault
	Duties     Duties
	Federation Federation
	// Digest is a keyed hash, for what would give personal data away otherwise, and for the
	// key by which the server signs. A server with a vault needs it.
	Digest func(purpose string, value []byte) [32]byte
	// Dossier keeps the files that people hand in, Secrets seals what their readers carry.
	Dossier Dossier
	Secrets Secrets
	// Custody keeps who complains, Attachments what they hand in. Without the first nobody can.
	Custody     Custody
	Attachments Attachments
	// Printer prints official documents.
	Printer Printer
	// Webhooks keeps the endpoints of other systems, Calendars shows the days of cases.
	Webhooks  Webhooks
	Calendars Calendars
	// Inbox keeps what people are told.
	Inbox notify.Inbox
	// Scores are how far selections have kept the rules, Board what is counted of them.
	Scores Scores
	Board  Board
	// Cast lets the people of a story be given their duties. Only a server in demo mode has it.
	Cast bool
	// Says is the Indonesian sentence for a reason's code, "" when there is none.
	Says func(code string) string
	// Checks stand in /readyz beside the store's own.
	Checks []Check
	// SetClock moves the story clock forward and comes back when everything that
	// fell due has happened. Only a server in demo mode has it.
	SetClock func(context.Context, time.Time) error
	// TrustedProxies may say in X-Forwarded-For for whom they ask; nobody else may.
	TrustedProxies []netip.Prefix
	// Secure says that browsers reach the server by https only, though it be a proxy before it
	// that speaks it: they are told to keep to it.
	Secure bool
	// CORSOrigins are the origins whose pages may read the API, with tokens and without cookies.
	CORSOrigins []string
	Rates       Rates
	// Metrics is what /metrics shows, to this machine and to MetricsFrom; to anybody else,
	// and without it, the path answers 404.
	Metrics     http.Handler
	MetricsFrom []netip.Prefix
	// Registry takes the server's own metrics.
	Registry prometheus.Registerer
	Log      *slog.Logger
	Version  string
}

// A Server is the API as a handler.
type Server struct {
	config     Config
	echo       *echo.Echo
	took       *prometheus.HistogramVec
	perAddress *throttle
	perPerson  *throttle
	guesses    *throttle
	uploads    slots
	contract   []byte
	contract30 func() ([]byte, error)   // made when first asked for, as are the states
	states     func() ([]string, error) // the words that the contract knows; none: any word
}

var _ gen.StrictServerInterface = (*Server)(nil)

// New builds the server. It is an error when the routes of the contract and the table of
// routes differ, when a route has no policy, or when something required is missing.
func New(config Config) (*Server, error) { return build(config, Routes()) }

func build(config Config, table []Route) (*Server, error) {
	if config.Desk == nil || config.Law == nil || config.Shelves == nil || config.Packs == nil {
		return nil, errors.New("api: a desk, a law, shelves and packs are required")
	}
	if err := config.check(); err != nil {
		return nil, err
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		config: config, contract: Contract(), took: newDurations(),
		// To read the contract takes longer than all the rest of a start.
		contract30: sync.OnceValues(Contract30), states: sync.OnceValues(contractStates),
		perAddress: newThrottle(config.Rates.PerAddress), perPerson: newThrottle(config.Rates.PerPerson), guesses: newThrottle(config.Rates.Guesses),
		uploads: make(slots, filesAtOnce),
	}
	if config.Registry != nil {
		if err := config.Registry.Register(s.took); err != nil {
			return nil, fmt.Errorf("api: metrics: %w", err)
		}
	}
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = addressOf(config.TrustedProxies)
	e.Binder = binder{}
	e.HTTPErrorHandler = s.refuse
	e.Pre(s.observe, s.recover, s.limits)
	if len(config.CORSOrigins) > 0 {
		shared, err := crossOrigin(config.CORSOrigins)
		if err != nil {
			return nil, err
		}
		e.Pre(shared)
	}
	s.echo = e
	routes := registrar{server: s, routes: table, found: make(map[string]bool)}
	gen.RegisterHandlers(&routes, gen.NewStrictHandler(s, nil))
	return s, routes.check()
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// The limits of one connection. A command takes milliseconds; what takes longer
// than handlerTime is given up, which says nothing about whether it has happened:
// the caller repeats it with its key.
const (
	headerTime  = 5 * time.Second
	readTime    = 30 * time.Second
	handlerTime = 25 * time.Second
	writeTime   = 60 * time.Second
	idleTime    = 2 * time.Minute
	headerBytes = 32 << 10
)

// HTTPServer is an http.Server for the handler with every timeout set: a server
// without them can be held by anybody who sends slowly.
func HTTPServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime,
		IdleTimeout: idleTime, MaxHeaderBytes: headerBytes,
	}
}

// refuse answers an error with its problem document.
func (s *Server) refuse(err error, c echo.Context) {
	ctx := c.Request().Context()
	p := s.problem(ctx, err)
	if p.Code == "fault" {
		s.logFault(ctx, err)
	}
	if c.Response().Committed {
		return
	}
	answer := problemReply(p)
	if busy, ok := errors.AsType[*tooMany](err); ok {
		answer = answer.with("Retry-After", strconv.Itoa(busy.seconds()))
	}
	if many, ok := errors.AsType[*identity.TooMany](err); ok {
		answer = answer.with("Retry-After", retryAfter(many.After))
	}
	if err := answer.write(c.Response()); err != nil {
		s.config.Log.LogAttrs(ctx, slog.LevelWarn, "answer not sent", slog.String(logRequestID, p.Instance), slog.Any(logError, err))
	}
}

// logFault keeps what the caller is not told.
func (s *Server) logFault(ctx context.Context, err error) {
	s.config.Log.LogAttrs(ctx, slog.LevelError, "request failed", slog.String(logRequestID, exchangeOf(ctx).ID), slog.Any(logError, err))
}
