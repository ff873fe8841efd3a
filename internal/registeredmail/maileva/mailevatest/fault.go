package mailevatest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"time"
)

// Fault is what happens to a request.
type Fault int

// The faults.
const (
	None        Fault = iota
	DropBefore        // the connection breaks, nothing was done
	DropAfter         // it is done, then the connection breaks
	HangBefore        // no answer until the client gives up; nothing was done
	HangAfter         // it is done, no answer until the client gives up
	Late              // it is done only once the client has given up
	Refuse            // 429 with Retry-After 0, nothing was done
	RefuseLong        // 429 with Retry-After 3600, nothing was done
	ErrorBefore       // 500, nothing was done
	ErrorAfter        // 500, though it was done
	GatewayGone       // 503, nothing was done
	StaleToken        // every token ends before the request is looked at
	Garbage           // it is done, the answer is not what was promised
)

// longest is how long a hanging request is held, should the client never give
// up.
const longest = 30 * time.Second

// serve answers with a fault or without.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 64<<20))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	fault, slot := s.log(r)
	switch fault {
	case DropBefore:
		panic(http.ErrAbortHandler)
	case HangBefore:
		hang(r)
		panic(http.ErrAbortHandler)
	case Late:
		hang(r)
		s.handle(r, body)
		panic(http.ErrAbortHandler)
	case Refuse:
		s.short(w, slot, http.StatusTooManyRequests, "0")
		return
	case RefuseLong:
		s.short(w, slot, http.StatusTooManyRequests, "3600")
		return
	case ErrorBefore:
		s.short(w, slot, http.StatusInternalServerError, "")
		return
	case GatewayGone:
		s.short(w, slot, http.StatusServiceUnavailable, "")
		return
	case StaleToken:
		s.ExpireTokens()
	}
	res := s.handle(r, body)
	switch fault {
	case DropAfter:
		panic(http.ErrAbortHandler)
	case HangAfter:
		hang(r)
		panic(http.ErrAbortHandler)
	case ErrorAfter:
		s.short(w, slot, http.StatusInternalServerError, "")
		return
	case Garbage:
		res.Body = bytes.NewBufferString("<html>proxy</html>")
	}
	s.answered(slot, res.Code)
	for k, v := range res.Header() {
		w.Header()[k] = v
	}
	w.WriteHeader(res.Code)
	_, _ = w.Write(res.Body.Bytes())
}

// handle has the request's effect and gives the answer.
func (s *Server) handle(r *http.Request, body []byte) *httptest.ResponseRecorder {
	r.Body = io.NopCloser(bytes.NewReader(body))
	res := httptest.NewRecorder()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.route(res, r)
	return res
}

func (s *Server) log(r *http.Request) (Fault, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry := Request{Method: r.Method, Path: r.URL.Path}
	if s.disturb != nil {
		entry.Fault = s.disturb(entry)
	}
	s.journal = append(s.journal, entry)
	return entry.Fault, len(s.journal) - 1
}

func (s *Server) answered(slot, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.journal[slot].Status = status
}

func (s *Server) short(w http.ResponseWriter, slot, status int, retryAfter string) {
	s.answered(slot, status)
	if retryAfter != "" {
		w.Header().Set("Retry-After", retryAfter)
	}
	w.WriteHeader(status)
}

func hang(r *http.Request) {
	t := time.NewTimer(longest)
	defer t.Stop()
	select {
	case <-r.Context().Done():
	case <-t.C:
	}
}
