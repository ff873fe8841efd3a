package imap

import (
	"testing"
	"time"
)

// While the server has nothing to say, a dead path shows at the end of the
// wait, when it owes an answer: both together are less than two minutes.
func TestADeadPathIsNoticedWithinTwoMinutes(t *testing.T) {
	t.Parallel()
	if longest := idle + Silence; longest >= 2*time.Minute {
		t.Errorf("a dead path may go unnoticed for %s", longest)
	}
}
