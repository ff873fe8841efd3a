package ar24test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// request is what a route gets: fields of query or form, and the file.
type request struct {
	fields url.Values
	file   []byte
	date   string
}

// handle has the request's effect and gives the answer.
func (s *Server) handle(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name, ok := strings.CutPrefix(r.URL.Path, "/get/proof/"); ok {
		s.proof(w, name, r.URL.Query().Get("token"))
		return
	}
	q, err := parse(r)
	path, below := strings.CutPrefix(r.URL.Path, "/api")
	if err != nil || !below {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if s.down {
		_, _ = io.WriteString(w, `{"status":"Maintenance"}`)
		return
	}
	slug := s.admits(q, r.Header.Get("signature"))
	if slug == "" {
		slug = s.refusals[path]
	}
	var result any
	if slug == "" {
		result, slug = s.route(r.Method+" "+path, q)
	}
	if slug != "" {
		_ = json.NewEncoder(w).Encode(map[string]string{"status": "ERROR", "slug": slug, "message": "(" + slug + ")"})
		return
	}
	body, err := json.Marshal(map[string]any{"status": "SUCCESS", "result": result})
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(w, sealed(q.date, string(body)))
}

// parse reads the fields wherever they are.
func parse(r *http.Request) (q request, err error) {
	q.fields = r.URL.Query()
	if r.Method != http.MethodGet {
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			if err := r.ParseMultipartForm(64 << 20); err != nil {
				return q, fmt.Errorf("reading the form: %w", err)
			}
			if list := r.MultipartForm.File["file"]; len(list) == 1 {
				f, err := list[0].Open()
				if err != nil {
					return q, fmt.Errorf("reading the file: %w", err)
				}
				if q.file, err = io.ReadAll(f); err != nil {
					return q, fmt.Errorf("reading the file: %w", err)
				}
			}
		} else if err := r.ParseForm(); err != nil {
			return q, fmt.Errorf("reading the form: %w", err)
		}
		q.fields = r.PostForm
	}
	q.date = q.fields.Get("date")
	return q, nil
}

// admits checks token, date and signature.
func (s *Server) admits(q request, signed string) (slug string) {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	at, err := time.ParseInLocation(time.DateTime, q.date, zone)
	switch {
	case q.fields.Get("token") == "":
		return "token_missing"
	case q.fields.Get("token") != Token:
		return "token_invalid"
	case q.date == "":
		return "empty_date"
	case err != nil || signed != signature(q.date):
		return "invalid_date"
	case s.expired > 0:
		s.expired--
		return "expired_date"
	case at.After(s.Now()):
		return "date_in_future"
	case s.Now().Sub(at) > 10*time.Minute:
		return "expired_date"
	}
	return ""
}

func (s *Server) route(key string, q request) (result any, slug string) {
	switch key {
	case "GET /user":
		if q.fields.Get("id_user") != UserID {
			return nil, "user_not_exist"
		}
		return map[string]any{"id": number(UserID), "email": Email, "is_identity_verified": !s.o.Unverified}, ""
	case "POST /user/auth_otp":
		return s.authenticate(q)
	case "POST /attachment":
		return s.attach(q)
	case "POST /mail":
		return s.send(q)
	case "GET /mail":
		if m := s.find(q.fields.Get("id")); m != nil {
			s.letHappen(m)
			return s.view(m), ""
		}
		return nil, "erm_not_exist"
	case "GET /user/mail":
		return s.list(q)
	}
	return nil, "route_not_found"
}

func number(id string) int {
	n, _ := strconv.Atoi(id)
	return n
}

func (s *Server) authenticate(q request) (any, string) {
	switch {
	case q.fields.Get("id_user") != UserID:
		return nil, "user_not_exist"
	case !s.o.Accepts(q.fields.Get("otp"), s.Now()):
		return nil, "authentication_otp_invalid"
	}
	hash, until := fmt.Sprintf("session-%d", s.next()), s.Now().Add(time.Hour)
	s.sessions[hash] = until
	return map[string]any{"hash": hash, "expiration_date": stamp(until)}, ""
}

func (s *Server) attach(q request) (any, string) {
	switch {
	case q.fields.Get("id_user") != UserID:
		return nil, "user_not_exist"
	case len(q.file) == 0:
		return nil, "attachment_missing_file"
	case len(q.file) > 256<<20:
		return nil, "attachment_too_big"
	}
	id := strconv.Itoa(s.next())
	s.files[id] = q.file
	return map[string]any{"file_id": id}, ""
}

func (s *Server) next() int {
	s.serial++
	return 100_000 + s.serial
}

// stamp is an instant as AR24 writes it.
func stamp(t time.Time) string {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return t.In(zone).Format(time.DateTime)
}
