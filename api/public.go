package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
)

// publicAge is for how long anybody may keep what is published without asking again.
const publicAge = "public, max-age=60"

// publicReply answers what is published, or that it is as the caller knows it.
func publicReply(answer reply, known string) reply {
	sum := sha256.Sum256(answer.body)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	for one := range strings.SplitSeq(known, ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
			answer = reply{status: http.StatusNotModified, header: http.Header{}}
			break
		}
	}
	return answer.with("ETag", tag).with("Cache-Control", publicAge)
}

// roundsAnnounced are the states in which a round may have been announced. A cancelled one
// may have been cancelled before.
var roundsAnnounced = []workflow.State{openselection.Announced, openselection.FinallyReported, openselection.Closed, openselection.Cancelled}

// ListPublicRounds lists the rounds that have been announced.
func (s *Server) ListPublicRounds(ctx context.Context, request gen.ListPublicRoundsRequestObject) (gen.ListPublicRoundsResponseObject, error) {
	p := request.Params
	if p.Agency != "" && !isCode(p.Agency) {
		return nil, reject("malformed_request", "query:agency", "is not a code")
	}
	query := casework.Query{Procedure: openselection.RoundName, Agency: p.Agency, States: roundsAnnounced}
	var err error
	if query.Limit, err = pageLength(p.Limit); err != nil {
		return nil, err
	}
	if p.After != "" {
		if query.After, err = caseID("query:after", p.After); err != nil {
			return nil, err
		}
	}
	page := gen.PublicRounds{Items: []gen.PublicRoundSummary{}}
	for more := true; more && len(page.Items) < query.Limit; {
		records, err := s.everything().Cases(ctx, query)
		if err != nil {
			return nil, err
		}
		more = len(records) == query.Limit
		for _, record := range records {
			query.After = record.ID
			facts, err := factsOf[openselection.RoundFacts](record)
			if err != nil {
				return nil, err
			}
			if facts.Announced == nil {
				continue
			}
			page.Items = append(page.Items, gen.PublicRoundSummary{
				ID: record.ID.String(), Agency: record.Agency, Title: facts.Plan.Title, Announcement: announcementOf(*facts.Announced),
				Posts: len(facts.Plan.Posts) - len(facts.Refused),
			})
			if len(page.Items) == query.Limit {
				page.Next = record.ID.String()
				break
			}
		}
	}
	answer, err := pageReply(ctx, page, page.Next)
	if err != nil {
		return nil, err
	}
	link := answer.header.Get("Link")
	if answer = publicReply(answer, p.IfNoneMatch); link != "" && answer.status == http.StatusOK {
		answer = answer.with("Link", link)
	}
	return answer, nil
}

func announcementOf(a openselection.Announcement) gen.PublicAnnouncement {
	return gen.PublicAnnouncement{
		Number: a.Letter.Number, Date: a.Letter.Date, Opens: a.Opens, Closes: a.Closes, Contents: append([]string{}, a.Contents...),
	}
}

// ReadPublicRound reads the announcement of a round and the posts in it.
func (s *Server) ReadPublicRound(ctx context.Context, request gen.ReadPublicRoundRequestObject) (gen.ReadPublicRoundResponseObject, error) {
	id, err := caseID("path:id", request.ID)
	if err != nil {
		return nil, err
	}
	record, facts, err := s.announced(ctx, id)
	if err != nil {
		return nil, err
	}
	body := gen.PublicRound{
		ID: record.ID.String(), Agency: record.Agency, Zone: string(record.Zone), Title: facts.Plan.Title,
		Announcement: announcementOf(*facts.Announced), Posts: []gen.PublicPost{},
	}
	if facts.Sealed != nil {
		body.Weights = make(map[string]int)
		for _, component := range openselection.Components() {
			body.Weights[string(component)] = facts.Sealed.Instruments.Weights.Of(component)
		}
	}
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
			if !facts.Window.Opens.IsZero() {
				body.Posts = append(body.Posts, postOf(selection, facts))
			}
		}
	}
	answer, err := ok(body)
	return publicReply(answer, request.Params.IfNoneMatch), err
}

// announced reads a round that has been announced; any other does not exist for the public.
func (s *Server) announced(ctx context.Context, id workflow.CaseID) (casework.Record, openselection.RoundFacts, error) {
	var facts openselection.RoundFacts
	loaded, err := s.everything().Case(ctx, id)
	if err == nil && loaded.Record.Procedure != openselection.RoundName {
		err = casework.ErrNoCase
	}
	if err != nil {
		return casework.Record{}, facts, err
	}
	if facts, err = factsOf[openselection.RoundFacts](loaded.Record); err == nil && facts.Announced == nil {
		err = casework.ErrNoCase
	}
	return loaded.Record, facts, err
}

func postOf(selection casework.Record, facts openselection.SelectionFacts) gen.PublicPost {
	return gen.PublicPost{
		Selection: selection.ID.String(), Ref: facts.Post.Ref, Title: facts.Post.Title, Tier: string(facts.Post.Tier),
		Opens: facts.Window.Opens, Closes: facts.Window.Closes,
	}
}
