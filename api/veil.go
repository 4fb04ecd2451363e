package api

import (
	"context"

	"github.com/go-json-experiment/json/jsontext"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow/access"
	"selter/workflow/audit"
	"selter/workflow/openselection"
	"selter/workflow/wire"
)

// underSelection tells whether the cases of a procedure lie under a selection.
func underSelection(procedure string) bool {
	switch procedure {
	case openselection.ApplicationName, openselection.SheetName, openselection.PaperName:
		return true
	}
	return false
}

// veiled tells whether the caller must not learn how often a case was saved, and when: of
// a sheet or a paper that would tell who hesitates over whom, of an application who is at
// work on it. Who may read what it says may know that, too. Of a round or a selection it
// would tell those outside of corrections and conflicts; who acts on it or follows its
// steps has to know.
func veiled(ctx context.Context, record casework.Record) bool {
	if underSelection(record.Procedure) {
		return !may(ctx, access.Facts, record)
	}
	return !may(ctx, access.Offers, record)
}

// unfound tells whether the caller must not read yet what was found in an application.
func unfound(ctx context.Context, record casework.Record) bool {
	return record.Procedure == openselection.ApplicationName && !may(ctx, access.Findings, record)
}

// factsFor are the facts of a case as they are shown to who may read them.
func factsFor(ctx context.Context, record casework.Record) (jsontext.Value, error) {
	if len(record.Facts) == 0 || !unfound(ctx, record) {
		return jsontext.Value(record.Facts), nil
	}
	facts, err := factsOf[openselection.ApplicationFacts](record)
	if err != nil {
		return nil, err
	}
	return wire.Canonical(facts.WithoutFindings())
}

// entriesFor are entries of the journal of a case as they are shown to the caller: with or
// without what they say and, of an application whose findings are not read yet, without
// what the verifiers said and who they are. A hash gives away a body of which little is
// unknown; the entry after it repeats it.
func entriesFor(ctx context.Context, record casework.Record, entries []audit.Sealed, bodies bool) []gen.JournalEntry {
	shown, hides := make([]gen.JournalEntry, len(entries)), unfound(ctx, record)
	for i, e := range entries {
		shown[i] = entryFor(e, bodies)
		if !hides {
			continue
		}
		if openselection.Finds(e.Event) {
			shown[i].Person, shown[i].Body, shown[i].Hash = "", nil, ""
		}
		if first := i == 0 && e.Seq > 1; first || i > 0 && openselection.Finds(entries[i-1].Event) {
			shown[i].Previous = "" // what stands before the first entry of a page is not looked at
		}
	}
	return shown
}

// showsSubject tells whether the caller sees whom a case under a selection is about. Whose
// sheet is still missing is known to who knows of the sheet.
func showsSubject(ctx context.Context, record casework.Record) bool {
	return record.Procedure == openselection.SheetName || underSelection(record.Procedure) && may(ctx, access.Facts, record)
}

// tagged gives an answer about a case its ETag, unless the revision is none of the caller's
// business.
func tagged(ctx context.Context, answer reply, record casework.Record) reply {
	if veiled(ctx, record) {
		return answer
	}
	return answer.with("ETag", etag(record.Revision))
}
