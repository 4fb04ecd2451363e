package api

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/audit"
	"selter/workflow/openselection"
)

// finalStage is what is announced at the end.
const finalStage = "result"

// publications tells of a selection which results are to be published by when, and which
// have been: a result that was never published is what the supervisor looks for. To who
// may not read its clocks, and of any other case, it tells nothing.
func (s *Server) publications(ctx context.Context, record casework.Record) ([]gen.StagePublication, error) {
	if record.Procedure != openselection.SelectionName || !may(ctx, access.Deadlines, record) {
		return nil, nil
	}
	facts, err := factsOf[openselection.SelectionFacts](record)
	if err != nil {
		return nil, err
	}
	var list []gen.StagePublication
	for _, stage := range append(openselection.PublicationStages(), finalStage) {
		list = append(list, gen.StagePublication{Stage: stage})
	}
	if !facts.Verified && len(facts.Publications) == 0 {
		return list, nil // nothing has been due yet
	}
	timers, err := s.library(ctx).Timers(ctx, record.ID)
	if err != nil {
		return nil, err
	}
	published, err := s.published(ctx, record.ID, len(facts.Publications))
	if err != nil {
		return nil, err
	}
	for i := range list {
		kind := workflow.Event(list[i].Stage + "_publication_due")
		for _, timer := range timers {
			if timer.Kind == kind && timer.Reminder == 0 {
				list[i].Due = timer.Due.UTC()
			}
		}
		if at, is := published[list[i].Stage]; is {
			list[i].PublishedAt = &at
		}
	}
	return list, nil
}

// published finds in the journal when each stage was published first.
func (s *Server) published(ctx context.Context, id workflow.CaseID, many int) (map[string]time.Time, error) {
	found := make(map[string]time.Time)
	for after := int64(0); many > 0; {
		entries, err := s.library(ctx).Journal(ctx, id, after, pageMost)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			stage, err := stageOf(entry)
			if err != nil {
				return nil, err
			}
			if _, is := found[stage]; stage != "" && !is {
				found[stage] = entry.At.UTC()
			}
			after = entry.Seq
		}
		if len(entries) < pageMost {
			break
		}
	}
	return found, nil
}

// stageOf is the stage that an entry publishes, if it does.
func stageOf(entry audit.Sealed) (string, error) {
	switch entry.Event {
	case openselection.AnnounceResult:
		return finalStage, nil
	case openselection.PublishStage:
		var body openselection.PublishBody
		err := json.Unmarshal(entry.Body, &body)
		return body.Stage, err
	}
	return "", nil
}
