package lifecycle

import (
	"testing"
	"time"

	"relance/internal/dunning"
)

// minute is an instant of a morning.
func minute(n int) time.Time { return time.Date(2026, 10, 1, 8, n, 0, 0, time.UTC) }

// listed is a page of four at most, of messages of these minutes.
func listed(minutes ...int) FlowPage {
	p := FlowPage{Most: 4, Listed: len(minutes)}
	for _, n := range minutes {
		p.Flows = append(p.Flows, Flow{Updated: minute(n)})
	}
	return p
}

func TestAListIsReadOnWithoutLosingAMessageOfTheSameInstant(t *testing.T) {
	t.Parallel()
	cursor := listed(1, 2, 3, 4)
	cursor.Cursor = "next"
	for name, row := range map[string]struct {
		page  FlowPage
		after time.Time
		more  bool
		code  dunning.Code
	}{
		"an empty page is the end":                  {listed(), time.Time{}, false, ""},
		"a page that is not full is the end":        {listed(3, 1), time.Time{}, false, ""},
		"a full page goes on":                       {listed(1, 2, 3, 4), minute(3), true, ""},
		"the last instant is asked for again":       {listed(1, 2, 4, 4), minute(2), true, ""},
		"a platform's own cursor is used":           {cursor, time.Time{}, true, ""},
		"a full page without order stops":           {listed(1, 3, 2, 4), time.Time{}, false, dunning.CodeConflict},
		"a full page of one instant stops":          {listed(2, 2, 2, 2), time.Time{}, false, dunning.CodeConflict},
		"a page of odd entries alone stops as well": {FlowPage{Most: 4, Listed: 4}, time.Time{}, false, dunning.CodeConflict},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after, more, err := row.page.Next()
			if !after.Equal(row.after) && err == nil || more != row.more || row.code != "" && dunning.ErrorCode(err) != row.code || row.code == "" && err != nil {
				t.Errorf("got %v, %v, %v", after, more, err)
			}
		})
	}
}

func TestTheCursorStaysAnHourBehindAndNeverGoesBack(t *testing.T) {
	t.Parallel()
	s := FlowState{}
	for _, row := range []struct{ newest, now, want time.Time }{
		{minute(5), minute(10).Add(3 * time.Hour), minute(5)},
		{minute(5).Add(2 * time.Hour), minute(10).Add(2 * time.Hour), minute(10).Add(time.Hour)},
		{minute(2), minute(20).Add(2 * time.Hour), minute(10).Add(time.Hour)},
		{time.Time{}, minute(30).Add(2 * time.Hour), minute(10).Add(time.Hour)},
		{minute(0).AddDate(1, 0, 0), minute(0).Add(3 * time.Hour), minute(0).Add(2 * time.Hour)}, // a platform whose clock is ahead
	} {
		if s.Advance(row.newest, row.now); !s.Cursor.Equal(row.want) {
			t.Errorf("newest %v at %v: cursor %v, want %v", row.newest, row.now, s.Cursor, row.want)
		}
	}
}

func TestAPlatformIsSilentAfterADay(t *testing.T) {
	t.Parallel()
	now := minute(0)
	for name, row := range map[string]struct {
		state FlowState
		want  bool
	}{
		"never asked":              {FlowState{}, false},
		"asked an hour ago":        {FlowState{Since: now.Add(-time.Hour)}, false},
		"never answered for a day": {FlowState{Since: now.Add(-25 * time.Hour)}, true},
		"answered an hour ago":     {FlowState{Since: now.Add(-90 * time.Hour), LookedAt: now.Add(-time.Hour)}, false},
		"answered two days ago":    {FlowState{Since: now.Add(-90 * time.Hour), LookedAt: now.Add(-48 * time.Hour)}, true},
	} {
		if got := row.state.Silent(now); got != row.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
