package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/pkg/notify/feed"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// Calendars words the days of cases and hands out links to them; see feed.Service for the errors.
type Calendars interface {
	Share(ctx context.Context, person string, factors int) (secret string, err error)
	Unshare(ctx context.Context, person string) error
	Shared(ctx context.Context, secret string) (feed.Shared, error)
	Dates(ctx context.Context, wall casework.Wall, query feed.Query) ([]feed.Date, error)
	Clocks(dates []feed.Date, parts func(casework.Record) []workflow.Role) ([]feed.Entry, error)
	Timetable(record casework.Record, plan openselection.Plan) []feed.Entry
	Published(record casework.Record, facts openselection.SelectionFacts) []feed.Entry
}

const (
	calendarEnding = ".ics"
	// calendarPast is for how long a deadline that has passed stays in somebody's calendar.
	calendarPast = 90 * 24 * time.Hour
	// ownAge lets a program keep a calendar that is for one reader, and has it ask each time whether it is still the same.
	ownAge = "private, no-cache"
)

// ReadRoundCalendar reads the timetable of a round, with its clocks and those of its selections.
func (s *Server) ReadRoundCalendar(ctx context.Context, request gen.ReadRoundCalendarRequestObject) (gen.ReadRoundCalendarResponseObject, error) {
	record, err := s.readable(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	ex := exchangeOf(ctx)
	dates, err := s.config.Calendars.Dates(ctx, ex.caller().Wall(), feed.Query{Round: record.ID})
	if err != nil {
		return nil, err
	}
	entries, err := s.config.Calendars.Clocks(dates, towards(ex.caller(), ex.Who.At))
	if err != nil {
		return nil, err
	}
	name := "Seleksi terbuka"
	if may(ctx, access.Facts, record) {
		facts, err := factsOf[openselection.RoundFacts](record)
		if err != nil {
			return nil, err
		}
		entries = append(entries, s.config.Calendars.Timetable(record, facts.Plan)...)
		name = facts.Plan.Title
	}
	return calendarReply(feed.Calendar{Name: name, Entries: entries}, request.Params.IfNoneMatch, ownAge)
}

// ReadPublicRoundCalendar reads what everybody may know of the days of a round.
func (s *Server) ReadPublicRoundCalendar(ctx context.Context, request gen.ReadPublicRoundCalendarRequestObject) (gen.ReadPublicRoundCalendarResponseObject, error) {
	id, err := caseID("path:id", request.ID)
	if err != nil {
		return nil, err
	}
	_, facts, err := s.announced(ctx, id)
	if err != nil {
		return nil, err
	}
	published := feed.Calendar{Name: facts.Plan.Title}
	query := casework.Query{Procedure: openselection.SelectionName, Parent: id, Limit: pageMost}
	for more := true; more; {
		selections, err := s.everything().Cases(ctx, query)
		if err != nil {
			return nil, err
		}
		more = len(selections) == query.Limit
		for _, selection := range selections {
			query.After = selection.ID
			facts, err := factsOf[openselection.SelectionFacts](selection)
			if err != nil {
				return nil, err
			}
			published.Entries = append(published.Entries, s.config.Calendars.Published(selection, facts)...)
		}
	}
	return calendarReply(published, request.Params.IfNoneMatch, publicAge)
}

// ShareCalendar makes a link to the caller's own calendar. Whoever has it reads the days, for as long as it is there: only who is at a
// browser and has just logged in makes one.
func (s *Server) ShareCalendar(ctx context.Context, _ gen.ShareCalendarRequestObject) (gen.ShareCalendarResponseObject, error) {
	if err := present(ctx); err != nil {
		return nil, err
	}
	who := exchangeOf(ctx).Who
	secret, err := s.config.Calendars.Share(ctx, who.Person, who.Factors)
	if err != nil {
		return nil, err
	}
	answer, err := ok(gen.CalendarLink{URL: "/v1/calendars/" + secret + calendarEnding})
	answer.status = http.StatusCreated
	return answer, err
}

// UnshareCalendar ends the link to the caller's calendar, if there is one.
func (s *Server) UnshareCalendar(ctx context.Context, _ gen.UnshareCalendarRequestObject) (gen.UnshareCalendarResponseObject, error) {
	if err := s.config.Calendars.Unshare(ctx, exchangeOf(ctx).Who.Person); err != nil {
		return nil, err
	}
	return nothing(), nil
}

// ReadCalendar reads the calendar to which a link leads: the deadlines of the cases of which its person may read them now. Duties that
// need a second factor count when the link was made by who had given it.
func (s *Server) ReadCalendar(ctx context.Context, request gen.ReadCalendarRequestObject) (gen.ReadCalendarResponseObject, error) {
	secret, named := strings.CutSuffix(request.Link, calendarEnding)
	if !named {
		return nil, casework.ErrNoCase
	}
	shared, err := s.config.Calendars.Shared(ctx, secret)
	if errors.Is(err, feed.ErrUnknown) {
		err = casework.ErrNoCase
	}
	if err != nil {
		return nil, err
	}
	held, now, err := s.config.Duties.DutiesOf(ctx, shared.Person)
	if err != nil {
		return nil, err
	}
	caller := casework.Caller{Person: shared.Person}
	caller.Duties, caller.Dormant = identity.Awake(held, shared.Factors)
	dates, err := s.config.Calendars.Dates(ctx, caller.Wall(), feed.Query{Since: now.UTC().Truncate(24 * time.Hour).Add(-calendarPast)})
	if err != nil {
		return nil, err
	}
	entries, err := s.config.Calendars.Clocks(dates, towards(caller, now))
	if err != nil {
		return nil, err
	}
	return calendarReply(feed.Calendar{Name: "Tenggat seleksi terbuka", Entries: entries}, request.Params.IfNoneMatch, ownAge)
}

// towards tells the parts that a caller has in a case at a moment.
func towards(caller casework.Caller, now time.Time) func(casework.Record) []workflow.Role {
	return func(record casework.Record) []workflow.Role {
		return caller.Towards(record, calendar.DateOf(now, record.Zone)).Roles
	}
}

// calendarReply answers a calendar, or that it is as the caller knows it.
func calendarReply(c feed.Calendar, known, age string) (reply, error) {
	written, err := c.Encode()
	if err != nil {
		return reply{}, err
	}
	answer := publicReply(text(feed.MediaType, written), known).with("Cache-Control", age)
	if answer.status == http.StatusOK {
		answer = answer.with("Content-Disposition", `inline; filename="selter.ics"`)
	}
	return answer, nil
}
