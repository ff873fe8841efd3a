package app

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/telemetry"
)

// The cause of a failure may quote what a server said: the operator sees what
// went wrong and with which invoice, and nobody's address.
func TestAFailureIsLoggedWithoutPersonalData(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	a := &App{Log: telemetry.NewLogger(&b, "info", false)}
	cause := dunning.Errorf(dunning.CodeUnreachable, "server said: %w",
		errors.New(`550 5.1.1 <jean.dupont@client.example.fr> unknown, account FR76 3000 6000 0112 3456 7890 189, tel. 06 12 34 56 78`))
	a.logFailure(t.Context(), "sending the notice", dunning.Ref{Creditor: "atelier", Number: "F-2026-12"}, fmt.Errorf("notice: %w", cause))
	out := b.String()
	for _, secret := range []string{"dupont", "client.example", "3000", "34 56"} {
		if strings.Contains(out, secret) {
			t.Errorf("the log tells %q: %s", secret, out)
		}
	}
	for _, want := range []string{"sending the notice", "atelier", "F-2026-12", `"code":"unreachable"`, "550 5.1.1", "unknown"} {
		if !strings.Contains(out, want) {
			t.Errorf("the log lacks %q: %s", want, out)
		}
	}
}
