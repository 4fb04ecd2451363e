package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/pkg/notify"
	"selter/workflow"
	"selter/workflow/notice"
)

// mostPreferences is more than there are events and carriers.
const mostPreferences = 500

// ListMyNotices lists what the person who asks was told, the newest first.
func (s *Server) ListMyNotices(ctx context.Context, request gen.ListMyNoticesRequestObject) (gen.ListMyNoticesResponseObject, error) {
	limit, err := pageLength(request.Params.Limit)
	if err != nil {
		return nil, err
	}
	var after uuid.UUID
	if given := request.Params.After; given != "" {
		if after, err = uuid.Parse(given); err != nil || after.String() != given {
			return nil, reject("malformed_request", "query:after", "is not an identifier")
		}
	}
	unread := request.Params.Unread
	if !slices.Contains([]string{"", "true", "false"}, unread) {
		return nil, reject("malformed_request", "query:unread", "must be true or false")
	}
	items, err := s.config.Inbox.Items(ctx, exchangeOf(ctx).Who.Person, unread == "true", after, limit)
	if err != nil {
		return nil, err
	}
	page := gen.InboxPage{Items: make([]gen.InboxItem, len(items))}
	for i, item := range items {
		n, said := item.Notice, item.Letter
		page.Items[i] = gen.InboxItem{
			ID: n.ID, Case: n.Case.String(), Agency: n.Agency, Role: n.Role, About: n.About, Reminder: n.Reminder, At: n.At.UTC(),
			Subject: said.Subject, Text: said.Text, English: said.English, Path: said.Path, Due: said.Due.UTC(), ReadAt: item.ReadAt.UTC(),
		}
	}
	if len(items) == limit {
		page.Next = items[limit-1].Notice.ID
		return pageReply(ctx, page, page.Next.String())
	}
	return ok(page)
}

// ReadMyNotice marks a notice as read by the person who asks.
func (s *Server) ReadMyNotice(ctx context.Context, request gen.ReadMyNoticeRequestObject) (gen.ReadMyNoticeResponseObject, error) {
	id, err := uuid.Parse(request.ID)
	if err != nil || id.String() != request.ID {
		return nil, reject("malformed_request", "path:id", "is not an identifier")
	}
	err = s.config.Inbox.Read(ctx, exchangeOf(ctx).Who.Person, id)
	if errors.Is(err, notify.ErrNoNotice) {
		return nil, casework.ErrNoCase
	}
	if err != nil {
		return nil, err
	}
	return nothing(), nil
}

// ReadMyPreferences tells what the person who asks does not want to be told by which carrier, and what is told anyhow.
func (s *Server) ReadMyPreferences(ctx context.Context, _ gen.ReadMyPreferencesRequestObject) (gen.ReadMyPreferencesResponseObject, error) {
	return s.preferences(ctx)
}

// SetMyPreferences puts preferences in the place of all that the person has said before.
func (s *Server) SetMyPreferences(ctx context.Context, request gen.SetMyPreferencesRequestObject) (gen.SetMyPreferencesResponseObject, error) {
	if len(request.Body.Items) > mostPreferences {
		return nil, reject("invalid_body", "/items", fmt.Sprintf("hold more than %d", mostPreferences))
	}
	lines, who := notice.Lines(), exchangeOf(ctx).Who.Person
	var said []notify.Preference
	for i, item := range request.Body.Items {
		p := notify.Preference{Person: who, Carrier: string(item.Carrier), Event: workflow.Event(item.Event), Off: item.Off}
		field := fmt.Sprintf("/items/%d", i)
		switch {
		case item.Carrier != gen.Mail:
			return nil, reject("invalid_body", field+"/carrier", "is not one by which people are told")
		case p.Event != notify.Everything && !slices.ContainsFunc(lines, func(l notice.Line) bool { return l.Event == p.Event }):
			return nil, reject("invalid_body", field+"/event", "is not one of which anybody is told")
		case slices.ContainsFunc(said, func(other notify.Preference) bool { return other.Carrier == p.Carrier && other.Event == p.Event }):
			return nil, reject("invalid_body", field, "is said twice")
		}
		said = append(said, p)
	}
	if err := s.config.Inbox.Prefer(ctx, who, said); err != nil {
		return nil, err
	}
	return s.preferences(ctx)
}

func (s *Server) preferences(ctx context.Context) (reply, error) {
	said, err := s.config.Inbox.Preferences(ctx, exchangeOf(ctx).Who.Person)
	if err != nil {
		return reply{}, err
	}
	list := gen.Preferences{Items: make([]gen.Preference, len(said)), Mandatory: []gen.MandatoryNotice{}}
	for i, p := range said {
		list.Items[i] = gen.Preference{Carrier: gen.PreferenceCarrier(p.Carrier), Event: string(p.Event), Off: p.Off}
	}
	var last notice.Line
	for _, line := range notice.Lines() {
		line.Reminder = false // a reminder and its deadline are one thing to a reader
		cite, mandatory := notice.Mandatory(line.Procedure, line.Event, line.Role)
		if mandatory && line != last {
			list.Mandatory = append(list.Mandatory, gen.MandatoryNotice{Procedure: line.Procedure, Event: line.Event, Role: line.Role, Citation: cite})
			last = line
		}
	}
	return ok(list)
}

// brought tells by which carriers notices about a case have gone out and how far they have come: not to whom, and not to how many.
func (s *Server) brought(ctx context.Context, id workflow.CaseID) (map[uuid.UUID][]gen.NoticeDelivery, error) {
	if s.config.Inbox == nil {
		return nil, nil
	}
	kept, err := s.config.Inbox.Deliveries(ctx, id)
	if err != nil {
		return nil, err
	}
	brought := make(map[uuid.UUID][]gen.NoticeDelivery)
	for _, d := range kept {
		one := gen.NoticeDelivery{Carrier: d.Carrier, State: gen.DeliveryState(d.State)}
		if !slices.Contains(brought[d.Notice], one) {
			brought[d.Notice] = append(brought[d.Notice], one)
		}
	}
	for _, list := range brought {
		slices.SortFunc(list, func(a, b gen.NoticeDelivery) int {
			return cmp.Or(cmp.Compare(a.Carrier, b.Carrier), cmp.Compare(a.State, b.State))
		})
	}
	return brought, nil
}
