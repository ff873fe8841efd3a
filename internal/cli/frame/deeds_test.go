package frame

import (
	"testing"

	"relance/internal/dunning"
)

func TestEveryDeedHasACommand(t *testing.T) {
	t.Parallel()
	for _, kind := range dunning.DeedKinds() {
		if Command(dunning.Deed{Do: kind}) == "" {
			t.Errorf("nobody would know how to %s", dunning.Deed{Do: kind})
		}
	}
}
