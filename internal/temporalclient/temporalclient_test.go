package temporalclient_test

import (
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"

	"relance/internal/dunning"
	"relance/internal/temporalclient"
)

func TestDialNamesWhatIsWrong(t *testing.T) {
	for name, row := range map[string]struct {
		env  map[string]string
		o    temporalclient.Options
		want dunning.Code
		says string
	}{
		"nobody there":           {nil, temporalclient.Options{Address: "127.0.0.1:1"}, dunning.CodeUnavailable, "127.0.0.1:1"},
		"nobody there, from env": {map[string]string{"TEMPORAL_ADDRESS": "127.0.0.1:2"}, temporalclient.Options{}, dunning.CodeUnavailable, "127.0.0.1:2"},
		"option beats env":       {map[string]string{"TEMPORAL_ADDRESS": "127.0.0.1:2"}, temporalclient.Options{Address: "127.0.0.1:3"}, dunning.CodeUnavailable, "127.0.0.1:3"},
		"bad keys":               {nil, temporalclient.Options{CodecKeys: "x:y"}, dunning.CodeInvalid, "RELANCE_CODEC_KEYS"},
		"unknown profile":        {map[string]string{"TEMPORAL_PROFILE": "nowhere"}, temporalclient.Options{}, dunning.CodeInvalid, "settings"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TEMPORAL_CONFIG_FILE", t.TempDir()+"/none.toml")
			for k, v := range row.env {
				t.Setenv(k, v)
			}
			_, err := temporalclient.Dial(t.Context(), row.o)
			if dunning.ErrorCode(err) != row.want || !strings.Contains(err.Error(), row.says) || dunning.ErrorHint(err) == "" {
				t.Errorf("code %q, hint %q: %v", dunning.ErrorCode(err), dunning.ErrorHint(err), err)
			}
		})
	}
}

func TestDialReadsTheEnvironmentAsTheTemporalCLIDoes(t *testing.T) {
	t.Setenv("TEMPORAL_CONFIG_FILE", t.TempDir()+"/none.toml")
	t.Setenv("TEMPORAL_ADDRESS", listen(t, &fakeServer{}))
	for want, namespace := range map[string]string{"from-env": "from-env", "default": ""} {
		t.Setenv("TEMPORAL_NAMESPACE", namespace)
		c, err := temporalclient.Dial(t.Context(), temporalclient.Options{CodecKeys: key("a", 1, 32)})
		if err != nil {
			t.Fatal(err)
		}
		if c.Namespace != want {
			t.Errorf("namespace %q, want %q", c.Namespace, want)
		}
		c.Close()
	}
}

func TestEnsureSearchAttributesRegistersOnceAndWaits(t *testing.T) {
	t.Parallel()
	f := &fakeServer{blindFor: 3, attributes: map[string]enumspb.IndexedValueType{
		"Creditor": enumspb.INDEXED_VALUE_TYPE_KEYWORD, "Autre": enumspb.INDEXED_VALUE_TYPE_TEXT}}
	c := serve(t, f)
	for range 2 {
		if err := temporalclient.EnsureSearchAttributes(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	want := maps.Clone(temporalclient.SearchAttributes())
	want["Autre"] = enumspb.INDEXED_VALUE_TYPE_TEXT
	if diff := cmp.Diff(want, f.attributes); diff != "" {
		t.Error(diff)
	}
	if f.adds != 1 || f.blindFor != 0 || len(f.namespaces) != 1 || !f.namespaces["relance-test"] {
		t.Errorf("%d registrations, %d blind queries left, namespaces %v", f.adds, f.blindFor, f.namespaces)
	}
}

func TestEnsureSearchAttributesNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		server *fakeServer
		want   dunning.Code
	}{
		"another type":      {&fakeServer{attributes: map[string]enumspb.IndexedValueType{"DueDate": enumspb.INDEXED_VALUE_TYPE_TEXT}}, dunning.CodeConflict},
		"nobody may":        {&fakeServer{addError: serviceerror.NewPermissionDenied("no", "")}, dunning.CodeInvalid},
		"server in trouble": {&fakeServer{addError: serviceerror.NewInternal("disk")}, dunning.CodeUnavailable},
		"at the same time":  {&fakeServer{addError: serviceerror.NewAlreadyExists("there")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := temporalclient.EnsureSearchAttributes(t.Context(), serve(t, row.server))
			if dunning.ErrorCode(err) != row.want {
				t.Errorf("code %q: %v", dunning.ErrorCode(err), err)
			}
		})
	}
}

// A mail every ten days, and a server that is slow to begin what is due: the
// clock stops at the instant that was asked for, a second after a mail.
func TestFastForwardGoesFromTimerToTimerAndNoFurther(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	begun := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	for name, row := range map[string]struct {
		timers []time.Duration // after the beginning
		until  time.Duration
		stops  []time.Duration // where the clock was when a skip was asked for
		mails  int
	}{
		"nothing due on the way":         {[]time.Duration{20 * day}, 9 * day, []time.Duration{0}, 0},
		"nothing due at all":             {nil, 9 * day, []time.Duration{0}, 0},
		"at the very instant":            {[]time.Duration{10 * day, 20 * day}, 10 * day, []time.Duration{0}, 0},
		"a second after what falls due":  {[]time.Duration{10 * day, 20 * day}, 10*day + time.Second, []time.Duration{0}, 1},
		"an hour after what falls due":   {[]time.Duration{10 * day, 20 * day}, 10*day + time.Hour, []time.Duration{0, 10 * day}, 1},
		"two on the way":                 {[]time.Duration{10 * day, 20 * day, 30 * day}, 25 * day, []time.Duration{0, 10 * day, 20 * day}, 2},
		"due when the skip is asked for": {[]time.Duration{0, 20 * day}, 9 * day, []time.Duration{0}, 1},
		"soon due":                       {[]time.Duration{time.Second, 20 * day}, 9 * day, []time.Duration{0}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fakeServer{skipping: skipping{running: true, clock: begun, lookTakes: time.Second}}
			for _, d := range row.timers {
				f.startTimer(begun.Add(d))
			}
			if err := temporalclient.FastForward(t.Context(), serve(t, f), "invoice/brunel/F-1", begun.Add(row.until)); err != nil {
				t.Fatal(err)
			}
			if late := f.clock.Sub(begun.Add(row.until)); late < 0 || late > 10*time.Second {
				t.Errorf("the clock is at %s, %s after the instant", f.clock, late)
			}
			if f.fired != row.mails || len(f.skips) != len(row.stops) {
				t.Fatalf("%d fell due, want %d; skips from %v, want %v", f.fired, row.mails, f.skips, row.stops)
			}
			for i, stop := range row.stops {
				if after := f.skips[i].Sub(begun.Add(stop)); after < 0 || after > 10*time.Second {
					t.Errorf("skip %d began at %s, want shortly after %s", i, f.skips[i], begun.Add(stop))
				}
			}
		})
	}
}

func TestFastForwardWaitsForWhatRunsAndForgivesWhatHasEnded(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	started, scheduled := enumspb.PENDING_ACTIVITY_STATE_STARTED, enumspb.PENDING_ACTIVITY_STATE_SCHEDULED
	for name, row := range map[string]struct {
		server skipping
		until  time.Time
		skips  int
		says   string // in the error; empty is none
	}{
		"it runs an activity":       {skipping{running: true, busyFor: 3, activity: activity(started, time.Time{})}, now.Add(time.Hour), 1, ""},
		"an activity was sent out":  {skipping{running: true, busyFor: 3, activity: activity(scheduled, now)}, now.Add(time.Hour), 1, ""},
		"an activity tries later":   {skipping{running: true, busyFor: 1, activity: activity(scheduled, now.Add(time.Minute))}, now.Add(time.Hour), 1, ""},
		"a namespace just made":     {skipping{running: true, youngFor: 4}, now.Add(time.Hour), 1, ""},
		"it is there already":       {skipping{running: true}, now.Add(-time.Hour), 0, ""},
		"the case had ended before": {skipping{}, now.Add(time.Hour), 0, ""},
		"it is unknown":             {skipping{describeError: serviceerror.NewNotFound("unknown")}, now.Add(time.Hour), 0, ""},
		"it ends when asked":        {skipping{running: true, ends: true, updateError: serviceerror.NewNotFound("completed")}, now.Add(time.Hour), 1, ""},
		"nobody answers":            {skipping{describeError: serviceerror.NewPermissionDenied("no", "")}, now.Add(time.Hour), 0, "no"},
		"the server does not skip":  {skipping{running: true, updateError: serviceerror.NewUnimplemented("not enabled")}, now.Add(time.Hour), 1, "not enabled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fakeServer{skipping: row.server}
			f.clock = now
			err := temporalclient.FastForward(t.Context(), serve(t, f), "invoice/brunel/F-1", row.until)
			if (err == nil) != (row.says == "") || err != nil && !strings.Contains(err.Error(), row.says) {
				t.Errorf("got %v", err)
			}
			if len(f.skips) != row.skips {
				t.Errorf("%d skips, want %d", len(f.skips), row.skips)
			}
		})
	}
}

func TestFastForwardEndsWithItsContext(t *testing.T) {
	t.Parallel()
	f := &fakeServer{skipping: skipping{running: true, clock: time.Now(), busyFor: 1 << 30, activity: activity(enumspb.PENDING_ACTIVITY_STATE_STARTED, time.Time{})}}
	c := serve(t, f)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := temporalclient.FastForward(ctx, c, "invoice/brunel/F-1", f.clock.Add(time.Hour)); err == nil {
		t.Error("it says that it got there")
	}
}
