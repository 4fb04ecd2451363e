package notify

import (
	"context"
	"log/slog"

	"selter/pkg/casework"
)

// Log tells notices to a log, by their ids only. It is for a house that sends no letters itself.
type Log struct{ Log *slog.Logger }

// Notify implements casework.Notifier.
func (l Log) Notify(ctx context.Context, notice casework.Notice) error {
	l.Log.InfoContext(ctx, "notice", slog.String("notice", notice.ID.String()), slog.String("case", notice.Case.String()),
		slog.String("role", string(notice.Role)), slog.String("about", string(notice.About)), slog.Bool("reminder", notice.Reminder))
	return nil
}
