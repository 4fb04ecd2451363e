package store

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// slow is how long a statement may take before it is logged.
const slow = 200 * time.Millisecond

// A journalist tells the log about slow and failed statements: their text, never their parameters. gorm's own
// logger puts every statement together, also those that it then does not log; that is a seventh of
// the time of an event.
type journalist struct{ log *slog.Logger }

func (j journalist) LogMode(logger.LogLevel) logger.Interface { return j }

func (j journalist) Info(ctx context.Context, text string, _ ...any) {
	j.say(ctx, slog.LevelInfo, text)
}

func (j journalist) Warn(ctx context.Context, text string, _ ...any) {
	j.say(ctx, slog.LevelWarn, text)
}

func (j journalist) Error(ctx context.Context, text string, _ ...any) {
	j.say(ctx, slog.LevelError, text)
}

func (j journalist) say(ctx context.Context, level slog.Level, text string) {
	j.log.Log(ctx, level, text) //nolint:sloglint // the words are gorm's; what would fill their blanks is left out
}

func (j journalist) Trace(ctx context.Context, began time.Time, statement func() (string, int64), err error) {
	took := time.Since(began)
	if err == nil && took < slow {
		return
	}
	text, rows := statement()
	attributes := []slog.Attr{slog.String("sql", text), slog.Duration("took", took), slog.Int64("rows", rows)}
	if err != nil {
		attributes = append(attributes, slog.String("error", err.Error()))
	}
	j.log.LogAttrs(ctx, slog.LevelWarn, "statement", attributes...)
}

// ParamsFilter keeps the parameters out of the text.
func (journalist) ParamsFilter(_ context.Context, statement string, _ ...any) (string, []any) {
	return statement, nil
}

// A discreet dialector tells nobody the parameters of a statement. ParamsFilter alone is not enough: gorm's Scan puts
// a recorder of its own in the logger's place, which has no filter, and hands the finished text to the logger.
type discreet struct{ gorm.Dialector }

// Explain is how gorm writes parameters into a statement to show it.
func (discreet) Explain(statement string, _ ...any) string { return statement }

// Translate keeps the dialector a gorm.ErrorTranslator.
func (d discreet) Translate(err error) error {
	if translator, ok := d.Dialector.(gorm.ErrorTranslator); ok {
		return translator.Translate(err)
	}
	return err
}
