// Package bodacctest is a stand-in for the BODACC's open data service, with the
// shapes that it was seen to answer: pages, refusals with and without
// Retry-After, errors, pages of HTML, answers that are cut.
package bodacctest

import (
	"encoding/json"
	"fmt"
	"maps"
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
	failures []string          // of the next answers: "429", "429 2", "500", "html", "cut", "dropped", "400"
	down     map[string]string // how every answer of a path fails, as long as it is down
	given    map[string]string // notices as they were last given out, by id
	orphans  map[string]bool   // notices that were cancelled before they were given out
	met      map[string]int    // what those who asked have met
	Asked    []string          // paths and conditions
}

// Paths of the service.
const (
	Export  = "/exports/json"
	Records = "/records"
)

// New starts a service that is stopped with the test.
func New(t testing.TB) *Service {
	t.Helper()
	s := &Service{down: map[string]string{}, given: map[string]string{}, orphans: map[string]bool{}, met: map[string]int{}}
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

// Down makes every answer of a path fail until it is up again: how is empty.
func (s *Service) Down(path, how string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down[path] = how
}

// Met counts what those who asked have met: failures by their kind, "page" for
// every page but the first, "edited" for a notice that reads otherwise than the
// last time, "cancelled first" for one that was cancelled before it was given out.
func (s *Service) Met() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.met)
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
	how := s.down[r.URL.Path]
	if how == "" && len(s.failures) > 0 {
		how, s.failures = s.failures[0], s.failures[1:]
	}
	if how != "" {
		kind, _, _ := strings.Cut(how, " ")
		s.met[kind]++
	}
	if how != "" && how != "cut" && how != "dropped" {
		fail(w, how)
		return
	}
	var found []Notice
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
		found = append(found, n)
	}
	s.answer(w, r, found, how)
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

func (s *Service) answer(w http.ResponseWriter, r *http.Request, found []Notice, how string) {
	total, offset := len(found), 0
	if r.URL.Path == Records {
		offset, _ = strconv.Atoi(r.URL.Query().Get("offset"))
		limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
		found = found[min(offset, total):min(offset+limit, total)]
	}
	list := make([]map[string]any, len(found))
	for i, n := range found {
		list[i] = n.record()
	}
	var body any = list
	if r.URL.Path == Records {
		body = map[string]any{"total_count": total, "results": list}
	}
	data, _ := json.Marshal(body)
	w.Header().Set("Content-Type", "application/json")
	if how == "dropped" { // the connection ends before the length that was announced
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	}
	if how != "" {
		_, _ = w.Write(data[:len(data)/2])
		return
	}
	if offset > 0 && len(found) > 0 {
		s.met["page"]++
	}
	s.note(found)
	_, _ = w.Write(data)
}

// note keeps what was given out.
func (s *Service) note(found []Notice) {
	for _, n := range found {
		target := strings.ReplaceAll(n.Previous, "/", "")
		if _, seen := s.given[target]; n.Kind == "annulation" && target != "" && !seen {
			s.orphans[target] = true
		}
		body, before := text(n.record()), s.given[n.ID]
		if before != "" && before != body {
			s.met["edited"]++
		}
		if before == "" && s.orphans[n.ID] {
			s.met["cancelled first"]++
		}
		s.given[n.ID] = body
	}
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
