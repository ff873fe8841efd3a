package e2e

import (
	"testing"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"relance/activities"
	"relance/internal/app"
	"relance/workflows"
)

// Two activities of one name panic on a real worker and nowhere else. The test
// registers everything on one worker, which is stricter than the three that
// the program runs.
func TestEverythingRegistersOnOneWorker(t *testing.T) {
	t.Parallel()
	c, err := client.NewLazyClient(client.Options{HostPort: "127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	w := worker.New(c, workflows.TaskQueueDunning, worker.Options{})
	app.Register(w)
	activities.RegisterCases(w, &activities.Cases{})
	activities.RegisterNotices(w, &activities.Notices{})
	activities.RegisterLetters(w, &activities.Letters{})
	defer func() {
		if recover() == nil {
			t.Error("a name may be registered twice: this test would not see it")
		}
	}()
	activities.RegisterCases(w, &activities.Cases{})
}
