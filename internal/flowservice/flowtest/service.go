// Package flowtest is a stand-in for the Flow service of a platform, with the
// calls, shapes and faults that clients of such services have met: pages by
// instant or by cursor, tokens that end, refusals with and without Retry-After,
// redirects, answers that are cut.
package flowtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// The account that is let in.
const (
	ClientID = "compte-de-test"
	Secret   = "secret-de-test"
)

// Flow is a message that the platform keeps.
type Flow struct {
	ID, Updated string // RFC 3339; shown as it stands
	Syntax      string // CDAR when empty
	Type        string // CustomerInvoiceLC when empty
	Ack         string // Ok when empty
	Bytes       []byte // none: the platform does not give it
}

// Service answers as a platform does. Its options are set before it is asked.
type Service struct {
	*httptest.Server
	BodyOnly bool // credentials are taken in the body alone
	Cursors  bool // pages are told by nextCursor
	Limit    int  // most flows of an answer, whatever is asked; 0 is none
	Shuffled bool // lists come in no order

	mu       sync.Mutex
	flows    []Flow
	failures map[string][]string // by path: "401", "429 2", "500", "302", "html", "cut"
	tokens   int
	good     string
	Asked    []string // method and path with its query, in order
	After    []string // updatedAfter of each search
}

// New starts a service that is stopped with the test.
func New(t testing.TB) *Service {
	t.Helper()
	s := &Service{failures: map[string][]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", s.token)
	mux.HandleFunc("GET /flow/v1/healthcheck", s.guarded(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	mux.HandleFunc("POST /flow/v1/flows/search", s.guarded(s.search))
	mux.HandleFunc("GET /flow/v1/flows/{id}", s.guarded(s.flow))
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.Asked = append(s.Asked, r.Method+" "+r.URL.RequestURI())
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// Keep adds messages, or replaces those of their ids.
func (s *Service) Keep(list ...Flow) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range list {
		s.flows = slices.DeleteFunc(s.flows, func(o Flow) bool { return o.ID == f.ID })
		s.flows = append(s.flows, f)
	}
}

// Fail makes the next answers to a call fail: "token", "search", "flow" or "health".
func (s *Service) Fail(call string, how ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures[call] = append(s.failures[call], how...)
}

// Forget makes every token that was given end.
func (s *Service) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.good = ""
}

// Sent lists what was asked of the service beside reading.
func (s *Service) Sent() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.Asked), func(a string) bool {
		return strings.HasPrefix(a, "GET ") || a == "POST /token" || a == "POST /flow/v1/flows/search"
	})
}

// next takes the next failure of a call; true when the answer was given.
func (s *Service) next(w http.ResponseWriter, call string) (cut, done bool) {
	list := s.failures[call]
	if len(list) == 0 {
		return false, false
	}
	how := list[0]
	s.failures[call] = list[1:]
	code, after, _ := strings.Cut(how, " ")
	switch {
	case how == "":
		return false, false
	case how == "cut":
		return true, false
	case how == "html":
		_, _ = w.Write([]byte("<html><body>Maintenance</body></html>"))
		return false, true
	case code == "302":
		w.Header().Set("Location", "/elsewhere")
	case after != "":
		w.Header().Set("Retry-After", after)
	}
	n, _ := strconv.Atoi(code)
	w.WriteHeader(n)
	_, _ = fmt.Fprintf(w, `{"errorCode":"X","errorMessage":"%s"}`, code)
	return false, true
}

func (s *Service) token(w http.ResponseWriter, r *http.Request) {
	if _, done := s.next(w, "token"); done {
		return
	}
	_ = r.ParseForm()
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	w.Header().Set("Content-Type", "application/json")
	if basic && s.BodyOnly || id != ClientID || secret != Secret || r.PostForm.Get("grant_type") != "client_credentials" {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = fmt.Fprintf(w, `{"error":"invalid_client","error_description":"%s"}`, secret)
		return
	}
	s.tokens++
	s.good = fmt.Sprint("jeton-", s.tokens)
	_, _ = fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer","expires_in":3600}`, s.good)
}

// guarded answers who has a good token.
func (s *Service) guarded(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.good == "" || r.Header.Get("Authorization") != "Bearer "+s.good {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		call := "flow"
		switch {
		case strings.HasSuffix(r.URL.Path, "/search"):
			call = "search"
		case strings.HasSuffix(r.URL.Path, "/healthcheck"):
			call = "health"
		}
		cut, done := s.next(w, call)
		switch {
		case done:
		case cut:
			whole := httptest.NewRecorder()
			answer(whole, r)
			_, _ = w.Write(whole.Body.Bytes()[:whole.Body.Len()/2])
		default:
			answer(w, r)
		}
	}
}

func (s *Service) search(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Limit  int
		Cursor string
		Where  struct {
			FlowType     []string
			UpdatedAfter time.Time
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Limit < 1 || in.Limit > 100 {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.After = append(s.After, in.Where.UpdatedAfter.Format(time.RFC3339))
	if s.Limit > 0 {
		in.Limit = min(in.Limit, s.Limit)
	}
	var found []Flow
	for _, f := range s.flows {
		if at, err := time.Parse(time.RFC3339, f.Updated); (err != nil || at.After(in.Where.UpdatedAfter)) && slices.Contains(in.Where.FlowType, kind(f)) {
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, func(a, b Flow) int { return strings.Compare(a.Updated, b.Updated) })
	if s.Shuffled {
		slices.Reverse(found)
	}
	from, _ := strconv.Atoi(in.Cursor)
	to := min(from+in.Limit, len(found))
	answer := map[string]any{"limit": in.Limit, "results": shown(found[from:to])}
	if s.Cursors && to < len(found) {
		answer["nextCursor"] = strconv.Itoa(to)
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func kind(f Flow) string {
	if f.Type == "" {
		return "CustomerInvoiceLC"
	}
	return f.Type
}

func shown(list []Flow) []map[string]any {
	out := make([]map[string]any, len(list))
	for i, f := range list {
		out[i] = sheet(f)
	}
	return out
}

// sheet is a flow as the service describes it.
func sheet(f Flow) map[string]any {
	syntax, ack := f.Syntax, f.Ack
	if syntax == "" {
		syntax = "CDAR"
	}
	if ack == "" {
		ack = "Ok"
	}
	return map[string]any{
		"flowId": f.ID, "updatedAt": f.Updated, "submittedAt": f.Updated, "flowSyntax": syntax, "flowType": kind(f), "flowDirection": "In", "name": "statut.xml",
		"processingRule": "B2B", "acknowledgement": map[string]any{"status": ack, "details": []any{}},
	}
}

func (s *Service) flow(w http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(s.flows, func(f Flow) bool { return f.ID == r.PathValue("id") })
	if i < 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	switch f := s.flows[i]; r.URL.Query().Get("docType") {
	case "Metadata":
		_ = json.NewEncoder(w).Encode(sheet(f))
	case "Original":
		if f.Bytes == nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write(f.Bytes)
	default:
		w.WriteHeader(http.StatusBadRequest)
	}
}
