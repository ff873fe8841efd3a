package laposte_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/laposte"
)

const number = "1A04787720243"

// post answers as La Poste does, with events given as "date code", in that
// order.
func post(t *testing.T, status int, events ...string) laposte.Tracker {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/suivi/v2/idships/"+number || r.Header.Get("X-Okapi-Key") != "k" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(status)
		if status != http.StatusOK {
			_, _ = fmt.Fprint(w, "<html>")
			return
		}
		var list []string
		for _, e := range events {
			date, code, _ := strings.Cut(e, " ")
			list = append(list, fmt.Sprintf(`{"date":%q,"code":%q,"label":"étape"}`, date, code))
		}
		_, _ = fmt.Fprintf(w, `{"returnCode":200,"shipment":{"idShip":%q,"holder":1,"event":[%s]}}`, number, strings.Join(list, ","))
	}))
	t.Cleanup(srv.Close)
	return laposte.Tracker{Key: "k", Host: srv.URL}
}

func TestTrack(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		events []string
		want   string
	}{
		"newest first": {[]string{"2026-03-05T10:00:00+01:00 DI1", "2026-03-04T12:00:00+01:00 AG1", "2026-03-03T09:00:00+01:00 ET1", "2026-03-02T18:00:00+01:00 PC1"},
			"2026-03-02 posted, 2026-03-04 presented, 2026-03-05 delivered = delivered"},
		"in any order": {[]string{"2026-03-02T18:00:00+01:00 PC1", "2026-03-05T10:00:00+01:00 DI1", "2026-03-04T12:00:00+01:00 AG1"},
			"2026-03-02 posted, 2026-03-04 presented, 2026-03-05 delivered = delivered"},
		"delivered to the sender":  {[]string{"2026-03-20T10:00:00+01:00 DI2", "2026-03-02T18:00:00+01:00 PC1"}, "2026-03-02 posted, 2026-03-20 returned = returned"},
		"a day in Paris":           {[]string{"2026-03-02T23:30:00Z PC1"}, "2026-03-03 posted = posted"},
		"a code that nobody knows": {[]string{"2026-03-02T18:00:00+01:00 PC1", "2026-03-03T18:00:00+01:00 XX9"}, "2026-03-02 posted, 2026-03-03 unknown = posted"},
		"information changes nothing": {[]string{"2026-03-02T18:00:00+01:00 PC1", "2026-03-03T18:00:00+01:00 ID0"},
			"2026-03-02 posted = posted"},
		"nothing yet": {nil, " = requested"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := post(t, http.StatusOK, row.events...).Track(t.Context(), "1a 047 877 2024 3")
			if err != nil || got.Number != number {
				t.Fatalf("%+v, %v", got, err)
			}
			var reported []string
			for _, e := range got.Events {
				reported = append(reported, e.Date.String()+" "+string(e.State))
			}
			if diff := cmp.Diff(row.want, strings.Join(reported, ", ")+" = "+string(got.State)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTrackNamesWhatWentWrong(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		tracker laposte.Tracker
		number  string
		want    registeredmail.Code
	}{
		"not known yet, with a page instead of JSON": {post(t, 404), number, registeredmail.CodeNotFound},
		"too many calls":      {post(t, 429), number, registeredmail.CodeUnavailable},
		"their fault":         {post(t, 500), number, registeredmail.CodeUnavailable},
		"no number of theirs": {post(t, 400), number, registeredmail.CodeInvalid},
		"path in the number":  {post(t, 200), "../../secret", registeredmail.CodeInvalid},
		"event without date":  {post(t, 200, "hier PC1"), number, registeredmail.CodeUnavailable},
		"wrong key":           {laposte.Tracker{Key: "x", Host: post(t, 200).Host}, number, registeredmail.CodeUnavailable},
		"no key":              {laposte.Tracker{}, number, registeredmail.CodeInvalid},
		"key over plain http": {laposte.Tracker{Key: "k", Host: "http://api.example.com"}, number, registeredmail.CodeInvalid},
		"nobody answers":      {laposte.Tracker{Key: "k", Host: "http://127.0.0.1:1"}, number, registeredmail.CodeUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := row.tracker.Track(t.Context(), row.number); registeredmail.ErrorCode(err) != row.want {
				t.Errorf("got %q, want %q: %v", registeredmail.ErrorCode(err), row.want, err)
			}
		})
	}
}
