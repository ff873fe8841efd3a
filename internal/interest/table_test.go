package interest

import (
	"strings"
	"testing"
)

func TestParseTable_SaysWhichLineIsWrong(t *testing.T) {
	t.Parallel()
	const good = "2026-S2\t2.40\tBCE\t6.84\t2.75\tJO\tyes\t2026-11-21"
	for fault, c := range map[string]struct{ text, want string }{
		"column missing": {"# rates\n2026-S2\t2.40", "line 2: 2 columns"},
		"bad half-year":  {strings.Replace(good, "S2", "S3", 1), "line 1: half-year"},
		"bad rate":       {good + "\n" + strings.Replace(good, "2.75", "-1", 1), "line 2: percentage"},
		"bad date":       {strings.Replace(good, "11-21", "11-31", 1), "line 1: date"},
		"twice":          {good + "\n" + good, "appears twice"},
	} {
		if _, err := parseTable(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", fault, err, c.want)
		}
	}
	if r, err := parseTable("half_year\tecb\n" + good + "\n"); err != nil || len(r.List()) != 1 {
		t.Errorf("good table: %v", err)
	}
}
