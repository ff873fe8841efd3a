// Package bodacctest is a stand-in for the BODACC's open data service, with the
// shapes that it was seen to answer: pages, refusals with and without
// Retry-After, errors, pages of HTML, answers that are cut.
package bodacctest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Notice is a notice as published.
type Notice struct {
	ID, Kind, Family, Published, SIREN, Nature, Judgment, Text string
	Previous                                                   string // letter, issue and number of the notice that it corrects: "A/20260050/1"
	InPersons                                                  bool   // the company number stands in listepersonnes alone
}

// Service answers as the gazette does.
type Service struct {
	*httptest.Server
	mu       sync.Mutex
	notices  []Notice
	failures []string // of the next answers: "429", "429 2", "500", "html", "cut", "400"
	Asked    []string // paths and conditions
}

// New starts a service that is stopped with the test.
func New(t testing.TB) *Service {
	t.Helper()
	s := &Service{}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

// Publish adds a notice, or replaces the one of its id.
func (s *Service) Publish(list ...Notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range list {
		s.notices = slices.DeleteFunc(s.notices, func(o Notice) bool { return o.ID == n.ID })
		s.notices = append(s.notices, n)
	}
}

// Fail makes the next answers fail.
func (s *Service) Fail(how ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = append(s.failures, how...)
}

var (
	sinceDay  = regexp.MustCompile(`dateparution>=date'([0-9-]+)'`)
	searched  = regexp.MustCompile(`search\(listepersonnes,"([^"]*)"\)`)
	companies = regexp.MustCompile(`"(\d{9})"`)
)

func (s *Service) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	where := r.URL.Query().Get("where")
	s.Asked = append(s.Asked, r.URL.Path+" "+where)
	how := ""
	if len(s.failures) > 0 {
		how, s.failures = s.failures[0], s.failures[1:]
	}
	if how != "" && how != "cut" {
		fail(w, how)
		return
	}
	var found []map[string]any
	for _, n := range s.notices {
		if m := sinceDay.FindStringSubmatch(where); m != nil && (n.Published < m[1] || n.Family != "collective") {
			continue
		}
		if strings.Contains(where, "registre in") {
			named := false
			for _, m := range companies.FindAllStringSubmatch(where, -1) {
				named = named || m[1] == n.SIREN && !n.InPersons
			}
			if !named {
				continue
			}
		}
		if strings.Contains(where, "search(listepersonnes") && !n.among(where) {
			continue
		}
		found = append(found, n.record())
	}
	s.answer(w, r, found, how == "cut")
}

func fail(w http.ResponseWriter, how string) {
	if code, after, ok := strings.Cut(how, " "); ok {
		w.Header().Set("Retry-After", after)
		how = code
	}
	if how == "html" {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html><body>Maintenance</body></html>"))
		return
	}
	code, _ := strconv.Atoi(how)
	w.WriteHeader(code)
	_, _ = fmt.Fprintf(w, `{"error_code":"x","message":"%s"}`, how)
}

func (s *Service) answer(w http.ResponseWriter, r *http.Request, found []map[string]any, cut bool) {
	var body any = found
	if found == nil {
		body = []map[string]any{}
	}
	if strings.HasSuffix(r.URL.Path, "/records") {
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
		part := append([]map[string]any{}, found[min(offset, len(found)):min(offset+limit, len(found))]...)
		body = map[string]any{"total_count": len(found), "results": part}
	}
	data, _ := json.Marshal(body)
	if cut {
		data = data[:len(data)/2]
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data)
}

// record is the notice in the shape of the data set: inner parts are texts.
func (n Notice) record() map[string]any {
	spaced := spaced(n.SIREN)
	out := map[string]any{
		"id": n.ID, "typeavis": n.Kind, "familleavis": n.Family, "dateparution": n.Published, "tribunal": "Greffe du Tribunal de Commerce d'Exemple",
		"registre": []string{spaced, n.SIREN}, "url_complete": "https://www.bodacc.example/" + n.ID,
		"listepersonnes": text(map[string]any{"personne": map[string]any{"numeroImmatriculation": map[string]any{"numeroIdentification": spaced}}}),
	}
	if n.InPersons {
		out["registre"] = nil
	}
	if n.Nature != "" {
		out["jugement"] = text(map[string]any{"famille": "Jugement", "nature": n.Nature, "date": n.Judgment, "complementJugement": n.Text})
	}
	if p := strings.Split(n.Previous, "/"); len(p) == 3 {
		out["parutionavisprecedent"] = text(map[string]any{"nomPublication": "BODACC " + p[0], "numeroParution": p[1], "numeroAnnonce": p[2]})
	}
	return out
}

// spaced writes a company number in groups of three.
func spaced(siren string) string {
	if len(siren) != 9 {
		return siren
	}
	return siren[:3] + " " + siren[3:6] + " " + siren[6:]
}

// among tells whether the persons of the notice hold a number that is searched
// for: the words of the question, wherever they stand.
func (n Notice) among(where string) bool {
	persons := spaced(n.SIREN)
	for _, m := range searched.FindAllStringSubmatch(where, -1) {
		all := true
		for _, word := range strings.Fields(m[1]) {
			all = all && strings.Contains(persons, word)
		}
		if all {
			return true
		}
	}
	return false
}

func text(v any) string {
	data, _ := json.Marshal(v)
	return string(data)
}
