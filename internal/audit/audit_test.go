package audit

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// chained gives entries as they are stored.
func chained(n int) []Entry {
	var out []Entry
	var last []byte
	for i := range n {
		e := Entry{
			Seq: int64(i + 1), At: time.Date(2026, 11, 27, 9, i, 0, 123456789, time.UTC), Who: Who{"claire", "console", "192.0.2.7"},
			Deed: "user.role", Object: "paul", After: map[string]string{"role": "clerk", "creditor": "atelier"}, Previous: last,
		}
		e.Hash = e.Link(last)
		last = e.Hash
		out = append(out, e)
	}
	return out
}

func check(entries []Entry) error {
	end := chained(5)[4]
	c := Chain{Known: []Head{{Seq: end.Seq, Hash: end.Hash}}}
	for _, e := range entries {
		if err := c.Add(e); err != nil {
			return err
		}
	}
	return c.End()
}

func TestAChainThatWasNotTouchedIsWhole(t *testing.T) {
	t.Parallel()
	entries := chained(5)
	for i := range entries { // as PostgreSQL gives it back
		entries[i].At = entries[i].At.Truncate(time.Microsecond)
		entries[i].Before = map[string]string{}
	}
	if err := check(entries); err != nil {
		t.Error(err)
	}
}

func TestEveryTouchIsFoundAndNamed(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		touch func([]Entry) []Entry
		says  string
	}{
		"a name":          {func(e []Entry) []Entry { e[2].Who.Name = "paul"; return e }, "entry 3 of the audit was changed"},
		"a value":         {func(e []Entry) []Entry { e[1].After = map[string]string{"role": "admin"}; return e }, "entry 2 of the audit was changed"},
		"a time":          {func(e []Entry) []Entry { e[4].At = e[4].At.Add(time.Microsecond); return e }, "entry 5 of the audit was changed"},
		"one left out":    {func(e []Entry) []Entry { return slices.Delete(e, 1, 2) }, "entry 2 of the audit is missing"},
		"two exchanged":   {func(e []Entry) []Entry { e[1], e[2] = e[2], e[1]; return e }, "entry 2 of the audit is missing"},
		"one slipped in":  {func(e []Entry) []Entry { return slices.Insert(e, 1, e[0]) }, "entry 2 of the audit is missing"},
		"rehashed alone":  {func(e []Entry) []Entry { e[1].Deed = "x"; e[1].Hash = e[1].Link(e[1].Previous); return e }, "entry 3 of the audit does not follow"},
		"the tail cut":    {func(e []Entry) []Entry { return e[:3] }, "entry 4 of the audit was cut off"},
		"all cut":         {func(e []Entry) []Entry { return nil }, "entry 1 of the audit was cut off"},
		"written anew":    {rewritten, "entry 5 of the audit is not the one that was on record"},
		"hash of nothing": {func(e []Entry) []Entry { e[0].Previous = []byte("x"); return e }, "entry 1 of the audit does not follow"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := check(row.touch(chained(5))); err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("%v, want %q", err, row.says)
			}
		})
	}
}

// rewritten is a chain that fits together and tells another story.
func rewritten(e []Entry) []Entry {
	var last []byte
	for i := range e {
		e[i].Who.Name, e[i].Previous = "paul", last
		e[i].Hash = e[i].Link(last)
		last = e[i].Hash
	}
	return e
}

func TestAHeadIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	e := chained(3)[2]
	h := Head{e.Seq, e.Hash}
	if got, err := ParseHead(" " + h.String() + "\n"); err != nil || got.String() != h.String() {
		t.Errorf("%v %v", got, err)
	}
	for _, text := range []string{"", "3", "3:", "0:" + strings.Repeat("ab", 32), "3:" + strings.Repeat("ab", 31), "x:" + strings.Repeat("ab", 32)} {
		if _, err := ParseHead(text); err == nil {
			t.Errorf("%q is taken for a head", text)
		}
	}
}
