package rehearsal

import (
	"slices"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// Move is a case whose next message would be another under another plan.
type Move struct {
	Creditor string `json:"creditor"`
	Number   string `json:"number"`
	Cycle    int    `json:"cycle,omitempty"`
	Debtor   string `json:"debtor"`
	Before   *Next  `json:"before,omitempty"` // nil: none in the time that is played
	After    *Next  `json:"after,omitempty"`
	AtOnce   bool   `json:"at_once,omitempty"` // it would leave on the next day of sending, and would not as things stand
	at       time.Time
}

// Next is the next message of a case.
type Next struct {
	At      time.Time       `json:"at"` // UTC
	Level   dunning.Level   `json:"level"`
	Channel dunning.Channel `json:"channel"`
}

// Tally counts the messages of a level and channel in the time that is played.
type Tally struct {
	Level   dunning.Level   `json:"level"`
	Channel dunning.Channel `json:"channel"`
	Before  int             `json:"before"`
	After   int             `json:"after"`
}

// Difference is what a change of plan would change of what leaves. Each case is
// counted by its next message.
type Difference struct {
	Cases    int     `json:"cases"` // that the plan concerns
	Same     int     `json:"same"`
	Earlier  int     `json:"earlier"`
	Later    int     `json:"later"`
	More     int     `json:"more"`  // one that would not get any
	Fewer    int     `json:"fewer"` // none any more
	AtOnce   int     `json:"at_once"`
	Messages []Tally `json:"messages"`
	Moves    []Move  `json:"moves"` // those that are not the same, at once first, then by day
}

// Compare holds two stories of the same cases against each other: as things stand,
// and under another plan. soon is the next day on which messages leave.
func Compare(concerned []dunning.Ref, before, after []Foreseen, soon calendar.Date) Difference {
	was, is := nextOf(before), nextOf(after)
	out := Difference{Cases: len(concerned), Messages: tally(before, after), Moves: []Move{}}
	for _, ref := range concerned {
		out.count(ref, was[ref], is[ref], soon)
	}
	slices.SortStableFunc(out.Moves, func(a, b Move) int {
		if a.AtOnce != b.AtOnce {
			if a.AtOnce {
				return -1
			}
			return 1
		}
		return a.at.Compare(b.at)
	})
	return out
}

// coming is the next message of a case, and whose it is.
type coming struct {
	Next
	debtor string
}

func (d *Difference) count(ref dunning.Ref, was, is *coming, soon calendar.Date) {
	m := Move{Creditor: ref.Creditor, Number: ref.Number, Cycle: ref.Cycle}
	if was != nil {
		m.Before, m.Debtor, m.at = &was.Next, was.debtor, was.At
	}
	if is != nil {
		m.After, m.Debtor, m.at = &is.Next, is.debtor, is.At
	}
	switch {
	case was == nil && is == nil, was != nil && is != nil && was.Next == is.Next:
		d.Same++
		return
	case was == nil:
		d.More++
	case is == nil:
		d.Fewer++
	case is.At.Before(was.At):
		d.Earlier++
	case is.At.After(was.At):
		d.Later++
	}
	if is != nil && !dayOf(is.At).After(soon) && (was == nil || dayOf(was.At).After(soon)) {
		m.AtOnce = true
		d.AtOnce++
	}
	d.Moves = append(d.Moves, m)
}

// nextOf finds the first message of each case.
func nextOf(story []Foreseen) map[dunning.Ref]*coming {
	out := map[dunning.Ref]*coming{}
	for _, r := range story {
		if r.Kind != dunning.KindSent {
			continue
		}
		for i, number := range r.Numbers {
			ref := dunning.Ref{Creditor: r.Creditor, Number: number, Cycle: r.Cycles[i]}
			if out[ref] == nil {
				out[ref] = &coming{Next{r.At, r.Steps[i].Level, r.Channel}, r.Debtor}
			}
		}
	}
	return out
}

// tally counts messages by level and channel, mildest level first.
func tally(before, after []Foreseen) []Tally {
	out := []Tally{}
	add := func(story []Foreseen, column func(*Tally) *int) {
		for _, r := range story {
			if r.Kind != dunning.KindSent {
				continue
			}
			i := slices.IndexFunc(out, func(t Tally) bool { return t.Level == r.Level && t.Channel == r.Channel })
			if i < 0 {
				i, out = len(out), append(out, Tally{Level: r.Level, Channel: r.Channel})
			}
			*column(&out[i])++
		}
	}
	add(before, func(t *Tally) *int { return &t.Before })
	add(after, func(t *Tally) *int { return &t.After })
	slices.SortStableFunc(out, func(a, b Tally) int { return a.Level.Rank() - b.Level.Rank() })
	return out
}

func dayOf(at time.Time) calendar.Date { return calendar.DateOf(at.In(calendar.Metropole.Location())) }
