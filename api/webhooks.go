package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/pkg/notify/webhook"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/calendar"
)

// Webhooks keeps the endpoints of other systems; see webhook.Service for the errors.
type Webhooks interface {
	Make(ctx context.Context, o webhook.Order) (webhook.Endpoint, webhook.Secret, error)
	Endpoint(ctx context.Context, id uuid.UUID) (webhook.Endpoint, error)
	Endpoints(ctx context.Context, agency string) ([]webhook.Endpoint, error)
	Remove(ctx context.Context, id uuid.UUID) error
	Rotate(ctx context.Context, e webhook.Endpoint) (webhook.Secret, time.Time, error)
	Ping(ctx context.Context, e webhook.Endpoint) (webhook.Ping, error)
	Host(e webhook.Endpoint) (string, error)
	Deliveries(ctx context.Context, id, before uuid.UUID, limit int) ([]webhook.Delivery, error)
}

// listens is as whom an endpoint hears that somebody with this part has made. An admin, who decides nothing, makes it for
// the agency's own systems: these stand where its secretariat stands. Who may ask at all says access.Endpoints.
var listens = map[workflow.Role]workflow.Role{workflow.Supervisor: workflow.Supervisor, workflow.Admin: workflow.Secretariat}

// ListWebhooks lists the endpoints of an agency that are the caller's to keep.
func (s *Server) ListWebhooks(ctx context.Context, request gen.ListWebhooksRequestObject) (gen.ListWebhooksResponseObject, error) {
	agency := request.Params.Agency
	if !isCode(agency) {
		return nil, reject("malformed_request", "query:agency", "must be the code of an agency")
	}
	as, err := s.listensIn(ctx, agency)
	if err != nil {
		return nil, err
	}
	endpoints, err := s.config.Webhooks.Endpoints(ctx, agency)
	if err != nil {
		return nil, err
	}
	list := gen.Webhooks{Items: []gen.Webhook{}}
	for _, e := range endpoints {
		if e.Listens != as {
			continue
		}
		shown, err := s.webhook(e)
		if err != nil {
			return nil, err
		}
		list.Items = append(list.Items, shown)
	}
	return ok(list)
}

// MakeWebhook makes an endpoint. Notices go on going there when whoever made it has left, so that only who is at a browser
// and has just logged in makes one: who finds an open one does not take the news with them.
func (s *Server) MakeWebhook(ctx context.Context, request gen.MakeWebhookRequestObject) (gen.MakeWebhookResponseObject, error) {
	order := request.Body
	if !isCode(order.Agency) {
		return nil, reject("invalid_body", "/agency", "must be the code of an agency")
	}
	as, err := s.listensIn(ctx, order.Agency)
	if err != nil {
		return nil, err
	}
	// What an agency's systems hear is that agency's: an admin of the nation has no secretariat to hear as.
	if order.Agency == workflow.Nation && as != workflow.Supervisor {
		return nil, reject("invalid_body", "/agency", "must be one agency: the whole nation is the supervisor's")
	}
	if err := present(ctx); err != nil {
		return nil, err
	}
	e, secret, err := s.config.Webhooks.Make(ctx, webhook.Order{
		Agency: order.Agency, Listens: as, Label: order.Label, URL: order.URL, Events: order.Events, By: exchangeOf(ctx).Who.Person,
	})
	unfit, is := errors.AsType[*webhook.Unfit](err)
	switch {
	case is:
		return nil, reject("invalid_body", "/"+unfit.Member, unfit.Why)
	case errors.Is(err, webhook.ErrTooMany):
		return nil, reject("invalid_body", "/agency", "has as many endpoints as it may have")
	case err != nil:
		return nil, err
	}
	shown, err := s.webhook(e)
	if err != nil {
		return nil, err
	}
	answer, err := ok(gen.IssuedWebhook{Webhook: shown, Secret: secret.Expose()})
	answer.status = http.StatusCreated
	return answer.with("Location", "/v1/webhooks/"+e.ID.String()), err
}

// RemoveWebhook forgets an endpoint.
func (s *Server) RemoveWebhook(ctx context.Context, request gen.RemoveWebhookRequestObject) (gen.RemoveWebhookResponseObject, error) {
	e, err := s.endpoint(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	if err := s.config.Webhooks.Remove(ctx, e.ID); err != nil {
		return nil, unknownIsGone(err)
	}
	return nothing(), nil
}

// RotateWebhook gives an endpoint a new secret.
func (s *Server) RotateWebhook(ctx context.Context, request gen.RotateWebhookRequestObject) (gen.RotateWebhookResponseObject, error) {
	e, err := s.endpoint(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	if err := present(ctx); err != nil {
		return nil, err
	}
	secret, until, err := s.config.Webhooks.Rotate(ctx, e)
	if errors.Is(err, webhook.ErrMoved) {
		return nil, casework.ErrLostRace
	}
	if err != nil {
		return nil, err
	}
	return ok(gen.RotatedWebhook{Secret: secret.Expose(), FormerUntil: until})
}

// PingWebhook tries an endpoint.
func (s *Server) PingWebhook(ctx context.Context, request gen.PingWebhookRequestObject) (gen.PingWebhookResponseObject, error) {
	e, err := s.endpoint(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	ping, err := s.config.Webhooks.Ping(ctx, e)
	if err != nil {
		return nil, err
	}
	return ok(gen.WebhookPing{ID: ping.ID, Taken: ping.Taken, Remark: ping.Remark})
}

// ListWebhookDeliveries lists what became of the notices for an endpoint.
func (s *Server) ListWebhookDeliveries(ctx context.Context, request gen.ListWebhookDeliveriesRequestObject) (gen.ListWebhookDeliveriesResponseObject, error) {
	length, err := pageLength(request.Params.Limit)
	if err != nil {
		return nil, err
	}
	before := uuid.Nil
	if after := request.Params.After; after != "" {
		id, err := caseID("query:after", after)
		if err != nil {
			return nil, err
		}
		before = uuid.UUID(id)
	}
	e, err := s.endpoint(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	deliveries, err := s.config.Webhooks.Deliveries(ctx, e.ID, before, length)
	if err != nil {
		return nil, err
	}
	page := gen.WebhookDeliveries{Items: make([]gen.WebhookDelivery, len(deliveries))}
	for i, d := range deliveries {
		page.Items[i] = gen.WebhookDelivery{
			ID: d.ID, Notice: d.Notice, State: gen.WebhookDeliveryState(d.State), Attempts: d.Attempts, At: d.At.UTC(), Remark: d.Remark,
		}
	}
	if len(deliveries) == length {
		page.Next = deliveries[length-1].ID.String()
	}
	return pageReply(ctx, page, page.Next)
}

// endpoint reads an endpoint that is the caller's to keep. Any other is not there.
func (s *Server) endpoint(ctx context.Context, given string) (webhook.Endpoint, error) {
	id, err := caseID("path:id", given)
	if err != nil {
		return webhook.Endpoint{}, err
	}
	if _, err := s.asks(ctx, access.Endpoints); err != nil {
		return webhook.Endpoint{}, err
	}
	e, err := s.config.Webhooks.Endpoint(ctx, uuid.UUID(id))
	if err != nil {
		return webhook.Endpoint{}, unknownIsGone(err)
	}
	if as, err := s.listensIn(ctx, e.Agency); err != nil || as != e.Listens {
		return webhook.Endpoint{}, casework.ErrNoCase
	}
	return e, nil
}

// listensIn is as whom the caller's endpoints in an agency hear; an error for who may have none there.
func (s *Server) listensIn(ctx context.Context, agency string) (workflow.Role, error) {
	ex := exchangeOf(ctx)
	roles := ex.caller().Parts(workflow.Scope{Agency: agency}, calendar.DateOf(ex.Who.At, calendar.WIB))
	part, may := access.MayAsk(access.Endpoints, roles)
	if !may {
		return "", wrongAsker(access.Endpoints)
	}
	return listens[part], nil
}

// webhook is an endpoint as it is shown, without its URL: there may be a password in it.
func (s *Server) webhook(e webhook.Endpoint) (gen.Webhook, error) {
	host, err := s.config.Webhooks.Host(e)
	return gen.Webhook{
		ID: e.ID, Agency: e.Agency, Listens: e.Listens, Label: e.Label, Host: host, Events: append([]workflow.Event{}, e.Events...), By: e.By,
		Created: e.Created.UTC(), Failures: e.Failures, FailingSince: utc(e.Failing), DisabledAt: utc(e.Disabled), Why: gen.WebhookWhy(e.Why),
	}, err
}

// utc is a time as it is shown; none stays none.
func utc(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return at.UTC()
}

// present refuses who is not at a browser, or has been there for a while.
func present(ctx context.Context) error {
	switch who := exchangeOf(ctx).Who; {
	case who.Kind != identity.SessionKind:
		return &rejection{code: "needs_session"}
	case !who.IsFresh():
		return &rejection{code: "needs_proof"}
	}
	return nil
}

func unknownIsGone(err error) error {
	if errors.Is(err, webhook.ErrUnknown) {
		return casework.ErrNoCase
	}
	return err
}
