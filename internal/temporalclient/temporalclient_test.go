package temporalclient_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

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

func poll(r enumspb.FastForwardPollingResult, reason string) *workflowservice.PollWorkflowExecutionTimeSkippingResponse {
	return &workflowservice.PollWorkflowExecutionTimeSkippingResponse{FastForwardPollingResult: r, FailedReason: reason}
}

func TestFastForwardWaitsUntilTimeHasPassed(t *testing.T) {
	t.Parallel()
	const (
		timeout = enumspb.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT
		done    = enumspb.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED
		failed  = enumspb.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_FAILED
	)
	type polls = []*workflowservice.PollWorkflowExecutionTimeSkippingResponse
	for name, row := range map[string]struct {
		server *fakeServer
		says   string // in the error; empty is none
	}{
		"done":                      {&fakeServer{running: true, polls: polls{poll(done, "")}}, ""},
		"done after two waits":      {&fakeServer{running: true, polls: polls{poll(timeout, ""), poll(timeout, ""), poll(done, "")}}, ""},
		"the case ended meanwhile":  {&fakeServer{polls: polls{poll(failed, "ended")}}, ""},
		"the case had ended before": {&fakeServer{updateError: serviceerror.NewNotFound("completed")}, ""},
		"another skip took over":    {&fakeServer{running: true, polls: polls{poll(failed, "other id")}}, "other id"},
		"the server does not skip":  {&fakeServer{running: true, updateError: serviceerror.NewUnimplemented("not enabled")}, "not enabled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, row.server)
			err := temporalclient.FastForward(t.Context(), c, "invoice/brunel/F-1", 31*24*time.Hour, "ff-1")
			if (err == nil) != (row.says == "") || err != nil && !strings.Contains(err.Error(), row.says) {
				t.Errorf("got %v", err)
			}
			if len(row.server.polls) != 0 {
				t.Errorf("%d polls left", len(row.server.polls))
			}
			got := row.server.skipped[0]
			ff := got.GetWorkflowExecutionOptions().GetTimeSkippingConfig().GetFastForwardConfig()
			if ff.GetDuration().AsDuration() != 31*24*time.Hour || ff.GetId() != "ff-1" || got.GetWorkflowExecution().GetWorkflowId() != "invoice/brunel/F-1" {
				t.Errorf("asked for %v", got)
			}
		})
	}
}
