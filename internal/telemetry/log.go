package telemetry

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// NewLogger writes to w: text when it is a terminal, JSON otherwise. level is
// debug, info, warn or error; anything else is info.
func NewLogger(w io.Writer, level string, terminal bool) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(strings.TrimSpace(level))); err != nil {
		l = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: l, ReplaceAttr: redactAttr}
	if terminal {
		o.ReplaceAttr = func(groups []string, a slog.Attr) slog.Attr {
			if len(groups) == 0 && a.Key == slog.TimeKey && a.Value.Kind() == slog.KindTime {
				return slog.String(a.Key, a.Value.Time().Format("15:04:05.000"))
			}
			return redactAttr(groups, a)
		}
		return slog.New(slog.NewTextHandler(w, o))
	}
	return slog.New(slog.NewJSONHandler(w, o))
}

// redactAttr cuts personal data out of one value. Times, numbers and truth
// values have none.
func redactAttr(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(Redact(a.Value.String()))
	case slog.KindAny:
		a.Value = redactAny(a.Value)
	}
	return a
}

func redactAny(v slog.Value) slog.Value {
	var text string
	switch x := v.Any().(type) {
	case error:
		return slog.StringValue(Redact(x.Error()))
	case fmt.Stringer:
		return slog.StringValue(Redact(x.String()))
	case []byte:
		text = string(x)
	default:
		text = fmt.Sprintf("%+v", x)
	}
	if clean := Redact(text); clean != text {
		return slog.StringValue(clean)
	}
	return v
}
