package api

import (
	"context"

	"selter/pkg/casework"
	"selter/workflow/access"
	"selter/workflow/openselection"
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
// a sheet or a paper that would tell who hesitates over whom. Who may read what it says
// may know that, too.
func veiled(ctx context.Context, record casework.Record) bool {
	hides := record.Procedure == openselection.SheetName || record.Procedure == openselection.PaperName
	return hides && !may(ctx, access.Facts, record)
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
