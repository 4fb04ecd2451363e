package telemetry

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"time"
)

// NewLog makes a log of JSON lines: time (UTC), level, msg and the attributes. In every text, in messages, keys, values, errors and
// groups, runs of 16 digits (NIK) and of 18 (NIP), also when they are grouped as on paper, and mail addresses are replaced. It is a net below the rule that personal data is not logged, not a licence.
func NewLog(out io.Writer, level slog.Leveler) *slog.Logger {
	return slog.New(redacting{slog.NewJSONHandler(out, &slog.HandlerOptions{Level: level})})
}

// redacting cleans records before another handler writes them.
type redacting struct{ next slog.Handler }

func (h redacting) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

func (h redacting) Handle(ctx context.Context, record slog.Record) error {
	clean := slog.NewRecord(record.Time.UTC(), record.Level, Redact(record.Message), record.PC)
	record.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(redactAttr(a))
		return true
	})
	return h.next.Handle(ctx, clean)
}

func (h redacting) WithAttrs(attrs []slog.Attr) slog.Handler {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = redactAttr(a)
	}
	return redacting{h.next.WithAttrs(clean)}
}

func (h redacting) WithGroup(name string) slog.Handler {
	return redacting{h.next.WithGroup(Redact(name))}
}

func redactAttr(a slog.Attr) slog.Attr {
	a.Key = Redact(a.Key)
	switch value := a.Value.Resolve(); value.Kind() {
	case slog.KindGroup:
		group := value.Group()
		clean := make([]slog.Attr, len(group))
		for i, one := range group {
			clean[i] = redactAttr(one)
		}
		a.Value = slog.GroupValue(clean...)
	case slog.KindString:
		a.Value = slog.StringValue(Redact(value.String()))
	case slog.KindInt64, slog.KindUint64:
		if text := value.String(); Redact(text) != text {
			a.Value = slog.StringValue(Redact(text))
		}
	case slog.KindAny:
		a.Value = redactAny(value.Any())
	default: // bool, duration, float, time: nothing personal has these forms
		a.Value = value
	}
	return a
}

// redactAny writes what is not plain as text: a struct's own way to JSON could not be cleaned.
func redactAny(value any) slog.Value {
	switch value := value.(type) {
	case nil:
		return slog.AnyValue(nil)
	case error:
		return slog.StringValue(Redact(value.Error()))
	case time.Time:
		return slog.TimeValue(value.UTC())
	case fmt.Stringer:
		return slog.StringValue(Redact(value.String()))
	}
	return slog.StringValue(Redact(fmt.Sprintf("%+v", value)))
}

var (
	mail   = regexp.MustCompile(`[^\s@"'<>(),;:=\[\]]+@[^\s@"'<>(),;:=\[\]]+`)
	digits = regexp.MustCompile(`[0-9]+`)
	// The ways in which the numbers are written in groups. None fits a UUID.
	grouped = regexp.MustCompile(`\b(?:` +
		`[0-9]{8}[ .-][0-9]{6}[ .-][0-9][ .-][0-9]{3}|` + // NIP: birth, appointment, sex, serial
		`[0-9]{6}[ .-][0-9]{6}[ .-][0-9]{4}|` + // NIK: district, birth, serial
		`[0-9]{2}[ .-][0-9]{2}[ .-][0-9]{2}[ .-][0-9]{6}[ .-][0-9]{4}|` +
		`[0-9]{4}[ .-][0-9]{4}[ .-][0-9]{4}[ .-][0-9]{4})\b`)
)

// Redact replaces what looks like a NIK, a NIP or a mail address.
func Redact(text string) string {
	if strings.Contains(text, "@") {
		text = mail.ReplaceAllLiteralString(text, "[mail]")
	}
	if !many(text) {
		return text
	}
	text = grouped.ReplaceAllLiteralString(text, "[number]")
	return digits.ReplaceAllStringFunc(text, func(run string) string {
		if len(run) == 16 || len(run) == 18 {
			return "[number]"
		}
		return run
	})
}

// many tells whether text has a stretch of digits, in groups or not, that is long enough
// for a NIK. Most texts have none, and a UUID, which every line has, mostly neither.
func many(text string) bool {
	n := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			if n++; n == 16 {
				return true
			}
		case c != ' ' && c != '.' && c != '-':
			n = 0
		}
	}
	return false
}
