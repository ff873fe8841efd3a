package mercifacteurtest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// object is a JSON object.
type object map[string]any

// handle has the request's effect and gives the answer.
func (s *Server) handle(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fields := r.URL.Query()
	if r.Method == http.MethodPost {
		if r.ParseForm() != nil {
			answer(w, http.StatusBadRequest, "BAD_REQUEST", nil)
			return
		}
		fields = r.PostForm
	}
	if r.Method+r.URL.Path == "GET/getToken" {
		s.giveToken(w, r)
		return
	}
	if r.Header.Get("ww-service-id") != ServiceID || s.token == "" || r.Header.Get("ww-access-token") != s.token || !s.Now().Before(s.until) {
		answer(w, http.StatusUnauthorized, "ACCESS_TOKEN_INVALID", nil)
		return
	}
	if code := s.refusals[r.URL.Path]; code != "" {
		answer(w, http.StatusBadRequest, code, nil)
		return
	}
	result, code := s.route(r.Method+" "+r.URL.Path, fields)
	if code != "" {
		answer(w, http.StatusBadRequest, code, nil)
		return
	}
	answer(w, http.StatusOK, "", result)
}

// answer writes both shapes.
func answer(w http.ResponseWriter, status int, code string, result object) {
	body := object{"success": code == "", "error": nil}
	if code != "" {
		body["error"] = object{"code": code, "text": "(" + code + ")"}
	}
	for name, v := range result {
		body[name] = v
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// giveToken gives the token that is good already, or a new one.
func (s *Server) giveToken(w http.ResponseWriter, r *http.Request) {
	second := r.Header.Get("ww-timestamp")
	n, err := strconv.ParseInt(second, 10, 64)
	mac := hmac.New(sha256.New, []byte(SecretKey))
	mac.Write([]byte(ServiceID + second))
	signed := hex.EncodeToString(mac.Sum(nil)) == r.Header.Get("ww-service-signature")
	switch age := s.Now().Sub(time.Unix(n, 0)); {
	case err != nil || r.Header.Get("ww-service-id") != ServiceID || !signed:
		answer(w, http.StatusUnauthorized, "SIGNATURE_INVALID", nil)
		return
	case age > 5*time.Minute || age < -5*time.Minute:
		answer(w, http.StatusUnauthorized, "TIMESTAMP_EXPIRED", nil)
		return
	case r.Header.Get("ww-authorized-ip") == "":
		answer(w, http.StatusBadRequest, "AUTHORIZED_IP_MISSING", nil)
		return
	}
	if s.token == "" || !s.Now().Before(s.until) {
		s.token, s.until = fmt.Sprintf("token-%d", s.next()), s.Now().Add(24*time.Hour)
	}
	answer(w, http.StatusOK, "", object{"token": s.token, "expire": s.until.Unix()})
}

func (s *Server) route(key string, q url.Values) (object, string) {
	switch key {
	case "POST /sendCourrier":
		return s.send(q)
	case "GET /listEnvois":
		return s.list(q)
	case "GET /getLastEvents":
		return s.lastEvents(q)
	case "GET /getWebhookEndpoint":
		return object{"url": s.callback}, ""
	case "POST /setWebhookEndpoint":
		s.callback = q.Get("url")
		return nil, ""
	case "GET /getProof":
		return s.proof(q)
	}
	x := s.find(q.Get("idEnvoi"))
	if x == nil || x.Deleted && s.o.Forgetful {
		return nil, "ENVOI_NOT_FOUND"
	}
	switch key {
	case "GET /getSuiviEnvoi":
		return x.tracking(), ""
	case "GET /getEnvoi":
		return object{"envoi": object{"general": []object{{
			"idEnvoi": x.ID, "statut": x.print(), "modeEnvoi": x.Mode, "date": x.At.Unix(),
			"amount": []object{{"total": []object{{"ht": "7.55", "ttc": "8.12"}}}},
		}}}}, ""
	case "DELETE /deleteEnvoi":
		return nil, s.remove(x)
	}
	return nil, "ROUTE_NOT_FOUND"
}

// remove deletes a letter that is not printed yet.
func (s *Server) remove(x *envoi) string {
	switch {
	case x.number != "" || len(x.lines) > 1:
		return "ENVOI_NOT_DELETABLE"
	case !s.o.Lazy:
		x.Deleted, x.plan = true, nil
	}
	return ""
}

// list gives the last 50, newest first, without our references.
func (s *Server) list(q url.Values) (object, string) {
	if q.Get("idUser") != UserID {
		return nil, "USER_NOT_FOUND"
	}
	out := []object{}
	for i := len(s.envois) - 1; i >= 0 && len(out) < 50; i-- {
		if x := s.envois[i]; !x.At.Add(s.o.Lag).After(s.Now()) {
			out = append(out, object{"idEnvoi": x.ID, "statut": x.print(), "nbDest": 1, "modeEnvoi": x.Mode, "date": x.At.Unix()})
		}
	}
	return object{"envois": out}, ""
}

// lastEvents gives pages of 100, newest first.
func (s *Server) lastEvents(q url.Values) (object, string) {
	hours, err := strconv.Atoi(q.Get("nbHeures"))
	page, err2 := strconv.Atoi(q.Get("page"))
	if err != nil || err2 != nil || hours < 1 || hours > 48 || page < 1 {
		return nil, "BAD_REQUEST"
	}
	out, skip := []object{}, (page-1)*100
	for i := len(s.events) - 1; i >= 0 && len(out) < 100; i-- {
		e := s.events[i]
		if e.at.Before(s.Now().Add(-time.Duration(hours)*time.Hour)) || e.at.Add(s.o.Lag).After(s.Now()) {
			continue
		}
		if skip > 0 {
			skip--
			continue
		}
		out = append(out, object{"event": e.head(), "detail": e.detail()})
	}
	return object{"events": out}, ""
}

// proof gives a document once its event happened.
func (s *Server) proof(q url.Values) (object, string) {
	for _, x := range s.envois {
		if x.number == "" || x.number != q.Get("trackingNumber") {
			continue
		}
		switch document := q.Get("document"); {
		case document == "depot" && x.deposit:
			return object{"format_return": "pdf", "document": base64.StdEncoding.EncodeToString([]byte("%PDF-1.4 depot " + x.ID))}, ""
		case document == "reception" && x.scan != "":
			return object{"format_return": "jpeg", "document": x.scan}, ""
		}
	}
	return nil, "PROOF_NOT_AVAILABLE"
}

func (s *Server) next() int {
	s.serial++
	return 100_000 + s.serial
}

func (s *Server) find(id string) *envoi {
	for _, x := range s.envois {
		if x.ID == id {
			return x
		}
	}
	return nil
}
