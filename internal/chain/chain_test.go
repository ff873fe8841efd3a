package chain_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/chain"
	"relance/internal/dunning"
)

// logOf is a case of two events with its log, as the store writes it.
func logOf(t *testing.T) (now dunning.Case, last []byte, origin json.RawMessage, rows []chain.Row) {
	t.Helper()
	now = dunning.Case{Creditor: "atelier", Number: "F-1", Currency: "EUR", Opening: 120_000, Balance: 120_000, State: dunning.Reminding}
	origin = encoded(t, now)
	last, err := chain.First(origin)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	for i, e := range []dunning.Event{
		dunning.NewHold(calendar.NewDate(2026, 3, 20)).With(dunning.Stamp{Author: "claire", ID: "7", Source: "console"}),
		dunning.NewRelease(""),
	} {
		e.Seq, e.At = int64(i+1), at
		data := encoded(t, e)
		hash, err := chain.Link(last, now.Ref(), at, data)
		if err != nil {
			t.Fatal(err)
		}
		row := chain.Row{Seq: e.Seq, At: at, RecordedAt: at, Kind: string(e.Kind), Reason: string(e.Reason), Author: e.Author, Data: data, Prev: last, Hash: hash}
		if key := chain.Key(e); key != "" {
			row.EventID = &key
		}
		rows, last = append(rows, row), hash
		now, _ = dunning.Apply(now, e)
	}
	return now, last, origin, rows
}

func encoded(t *testing.T, v any) json.RawMessage {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestALogAsItWasWrittenIsProved(t *testing.T) {
	t.Parallel()
	now, last, origin, rows := logOf(t)
	if err := chain.Verify(now, last, origin, rows); err != nil {
		t.Error(err)
	}
	spaced, err := json.MarshalIndent(rows[0].Data, "", "   ")
	if err != nil {
		t.Fatal(err)
	}
	rows[0].Data = spaced
	if err := chain.Verify(now, last, origin, rows); err != nil {
		t.Errorf("spaces, which a database may put, count: %v", err)
	}
}

func TestEveryChangeOfALogIsSeen(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(now *dunning.Case, rows []chain.Row) []chain.Row{
		"other data": func(_ *dunning.Case, rows []chain.Row) []chain.Row {
			rows[0].Data = json.RawMessage(`{"seq":1,"kind":"hold","at":"2026-03-10T09:00:00Z"}`)
			return rows
		},
		"another author": func(_ *dunning.Case, rows []chain.Row) []chain.Row {
			rows[0].Author = "paul"
			return rows
		},
		"another id": func(_ *dunning.Case, rows []chain.Row) []chain.Row {
			other := "hold/console/8"
			rows[0].EventID = &other
			return rows
		},
		"an event that is gone":   func(_ *dunning.Case, rows []chain.Row) []chain.Row { return rows[1:] },
		"a last one that is gone": func(_ *dunning.Case, rows []chain.Row) []chain.Row { return rows[:1] },
		"two in another order": func(_ *dunning.Case, rows []chain.Row) []chain.Row {
			slices.Reverse(rows)
			return rows
		},
		"a time that was moved": func(_ *dunning.Case, rows []chain.Row) []chain.Row {
			rows[1].RecordedAt = rows[1].RecordedAt.Add(time.Minute)
			return rows
		},
		"a case that its events do not make": func(now *dunning.Case, rows []chain.Row) []chain.Row {
			now.Balance--
			return rows
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now, last, origin, rows := logOf(t)
			rows = change(&now, rows)
			if err := chain.Verify(now, last, origin, rows); dunning.ErrorCode(err) != dunning.CodeConflict {
				t.Errorf("got %v, want a conflict", err)
			}
		})
	}
}
