package cases

import (
	"testing"

	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

func TestTheApprovalSaysWhetherALetterGoesOnPaper(t *testing.T) {
	t.Parallel()
	for electronic, want := range map[bool]string{false: "lettre recommandée", true: "lettre recommandée électronique"} {
		if got := draftWay((&frame.Session{W: frame.French}), dunning.Draft{Channel: dunning.RegisteredLetter, Electronic: electronic}); got != want {
			t.Errorf("electronic %t: %q, want %q", electronic, got, want)
		}
	}
}
