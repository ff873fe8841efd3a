package desk_test

import (
	"testing"

	"relance/internal/calendar"
	"relance/internal/desk"
)

func TestBucketsMeetWithoutGapAndWithoutOverlap(t *testing.T) {
	t.Parallel()
	on := calendar.NewDate(2026, 11, 30)
	for late, want := range map[int]desk.Bucket{
		-400: desk.NotDue, 0: desk.NotDue, 1: desk.To30, 30: desk.To30, 31: desk.To60, 60: desk.To60, 61: desk.To90, 90: desk.To90, 91: desk.Beyond, 4000: desk.Beyond,
	} {
		due := on.AddDays(-late)
		if got := desk.BucketOf(due, on); got != want {
			t.Errorf("%d days late: %s, want %s", late, got, want)
		}
		for _, b := range desk.Buckets() {
			from, to := b.Span(on)
			in := (from.IsZero() || !due.Before(from)) && (to.IsZero() || !due.After(to))
			if in != (b == want) {
				t.Errorf("%d days late lies in the span of %s: %v", late, b, in)
			}
		}
	}
}
