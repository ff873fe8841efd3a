package mailevatest

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

const (
	tokenPath  = "/auth/realms/services/protocol/openid-connect/token" //nolint:gosec // a path
	mailPath   = "/registered_mail/v4"
	centerPath = "/notification_center/v2"
)

// handle has the request's effect and gives the answer.
func (s *Server) handle(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.route(w, r)
}

// route finds who answers. The lock is held.
func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == tokenPath {
		s.token(w, r)
		return
	}
	bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if until, known := s.tokens[bearer]; !ok || !known || !s.Now().Before(until) {
		single(w, http.StatusUnauthorized, "UNAUTHORIZED")
		return
	}
	if code := s.refused(r.Method, r.URL.Path); code != "" {
		many(w, code)
		return
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, centerPath); ok {
		s.center(w, r, rest)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, mailPath+"/sendings")
	if !ok {
		single(w, http.StatusNotFound, "NOT_FOUND")
		return
	}
	s.mail(w, r, strings.Split(strings.Trim(rest, "/"), "/"))
}

// mail answers below /sendings. part is the path after it.
func (s *Server) mail(w http.ResponseWriter, r *http.Request, part []string) {
	if part[0] == "" {
		switch r.Method {
		case http.MethodPost:
			s.create(w, r)
		case http.MethodGet:
			s.list(w, r)
		default:
			single(w, http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED")
		}
		return
	}
	x := s.sendings[part[0]]
	if x == nil {
		single(w, http.StatusNotFound, "SENDING_NOT_FOUND")
		return
	}
	s.letHappen(x)
	resource := ""
	if len(part) > 1 {
		resource = part[1]
	}
	switch key := r.Method + " " + resource; {
	case len(part) == 4 && resource == "recipients":
		s.download(w, x, part[2], part[3])
	case len(part) > 2:
		single(w, http.StatusNotFound, "NOT_FOUND")
	case key == "GET ":
		writeJSON(w, http.StatusOK, x.view())
	case key == "GET documents":
		writeJSON(w, http.StatusOK, map[string]any{"documents": x.documentViews(), "paging": paging(len(x.documents))})
	case key == "GET recipients":
		writeJSON(w, http.StatusOK, map[string]any{"recipients": x.recipientViews(), "paging": paging(len(x.recipients))})
	case x.status != draft:
		many(w, "SENDING_STATUS_IS_NOT_DRAFT")
	case key == "DELETE ":
		delete(s.sendings, x.id)
		w.WriteHeader(http.StatusNoContent)
	case key == "POST documents":
		s.addDocument(w, r, x)
	case key == "POST recipients":
		s.addRecipient(w, r, x)
	case key == "POST submit":
		s.submit(w, x)
	default:
		single(w, http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED")
	}
}

// token is the OAuth 2 password grant.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.ParseForm() != nil {
		many(w, "INVALID_REQUEST")
		return
	}
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	switch {
	case r.PostForm.Get("grant_type") != "password":
		many(w, "UNSUPPORTED_GRANT_TYPE")
	case id != s.o.ClientID || secret != s.o.ClientSecret,
		r.PostForm.Get("username") != s.o.Username || r.PostForm.Get("password") != s.o.Password:
		writeJSON(w, http.StatusUnauthorized, errorList("INVALID_CREDENTIALS"))
	default:
		t := s.newID("token")
		s.tokens[t] = s.Now().Add(s.o.TokenLife)
		writeJSON(w, http.StatusOK, map[string]any{
			"access_token": t, "token_type": "Bearer", "expires_in": int64(s.o.TokenLife / time.Second),
			"refresh_token": t + "-r", "refresh_expires_in": 1800,
		})
	}
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// single is the shape of errors 401 and 404.
func single(w http.ResponseWriter, status int, code string) {
	writeJSON(w, status, map[string]string{"code": code, "message": "(" + code + ")"})
}

// many is the shape of error 400.
func many(w http.ResponseWriter, codes ...string) {
	writeJSON(w, http.StatusBadRequest, errorList(codes...))
}

func errorList(codes ...string) map[string]any {
	list := []map[string]string{}
	for _, c := range codes {
		list = append(list, map[string]string{"code": c, "message": "(" + c + ")"})
	}
	return map[string]any{"errors": list}
}

func paging(total int) map[string]any { return map[string]any{"total_results": total} }
