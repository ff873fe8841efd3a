package archtest

import (
	"slices"
	"strings"
	"testing"
)

// standIn tells whether a package stands in for a provider or a mail server, or
// disturbs one on purpose.
func standIn(path string) bool {
	name := path[strings.LastIndex(path, "/")+1:]
	return strings.HasSuffix(name, "test") || slices.Contains([]string{"catcher", "faulty", "fleet", "demo"}, name)
}

// The long-running worker sends real letters and mails: nothing that only looks
// like a carrier is in it. The command relance has the demo, and with it the
// stand-ins, which shows that this test would find them.
func TestTheWorkerHoldsNothingThatStandsInForACarrier(t *testing.T) {
	t.Parallel()
	for program, want := range map[string]bool{"./worker": false, "./starter": true} {
		var found []string
		for _, p := range list(t, "-deps", program) {
			if strings.HasPrefix(p.ImportPath, Module+"/") && standIn(p.ImportPath) {
				found = append(found, p.ImportPath)
			}
		}
		if (len(found) > 0) != want {
			t.Errorf("%s links the stand-ins %v, want any: %t", program, found, want)
		}
	}
}
