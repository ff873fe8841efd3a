package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/web"
)

// request is what is known of a request besides what the contract reads.
type request struct {
	who     access.Actor
	token   int64             // identifier of the token
	seal    [sha256.Size]byte // key under which its answers are kept
	refused error             // why the actor may not
	object  string            // what it was about, when its address does not say
	after   map[string]string
}

// requestKey holds the request in its context.
type requestKey struct{}

func requestOf(ctx context.Context) *request {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r
	}
	return &request{}
}

// about says what a request is about, for the audit.
func about(ctx context.Context, object string, after map[string]string) {
	r := requestOf(ctx)
	r.object, r.after = object, after
}

// serve signs the program in, keeps a write that is sent twice from counting
// twice, and leaves in the audit what belongs there.
func (d *Door) serve(mux *http.ServeMux) http.Handler {
	rows := map[string]Route{}
	for _, r := range Routes() {
		rows[r.Method+" "+Prefix+r.Path] = r
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		common(w)
		_, pattern := mux.Handler(r)
		row, known := rows[pattern]
		req, p := d.signIn(r, known && row.Writes() && keyForm.MatchString(r.Header.Get(keyHeader)))
		if p != nil {
			d.outside(w, p)
			return
		}
		if !known {
			d.answer(w, nowhere(mux, r))
			return
		}
		r = r.WithContext(context.WithValue(access.Carry(r.Context(), req.who), requestKey{}, req))
		if row.Writes() {
			d.write(w, r, mux, row)
			return
		}
		d.read(w, r, mux, row)
	})
}

// common sets what every answer carries.
func common(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
}

// nowhere answers for an address that no operation has, or not by this method.
func nowhere(mux *http.ServeMux, r *http.Request) *Problem {
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := mux.Handler(other); pattern != "" {
			return problem(http.StatusMethodNotAllowed, dunning.CodeInvalid, "this address does not take "+r.Method)
		}
	}
	return problem(http.StatusNotFound, dunning.CodeNotFound, "the API has no such address")
}

// read serves a request that changes nothing. What takes documents out is in the
// audit before they leave.
func (d *Door) read(w http.ResponseWriter, r *http.Request, mux *http.ServeMux, row Route) {
	out := newCapture()
	mux.ServeHTTP(out, r)
	if err := d.note(r, row, out.status); err != nil {
		d.answer(w, d.problemOf(r.Context(), err))
		return
	}
	out.into(w, false)
}

// note keeps in the audit that an actor was refused, or what he took out.
func (d *Door) note(r *http.Request, row Route, status int) error {
	if e := entryOf(r, row, client(r.Context()), status); e != nil {
		return d.Accounts.Note(r.Context(), *e)
	}
	return nil
}

// client is the network address that a request comes from, for the audit.
func client(ctx context.Context) string {
	if a := web.Client(ctx); a.IsValid() {
		return a.String()
	}
	return ""
}

// entryOf is what a request leaves in the audit; nil is nothing.
func entryOf(r *http.Request, row Route, address string, status int) *audit.Entry {
	req := requestOf(r.Context())
	if req.refused == nil && (row.Kept != audit.KeptByDoor || status >= http.StatusBadRequest) {
		return nil
	}
	creditor := r.PathValue("creditor")
	e := &audit.Entry{
		Who:  audit.Who{Name: req.who.Name, Door: string(req.who.Door), Address: address},
		Deed: row.ID, Creditor: creditor, Object: req.object, After: req.after,
	}
	if e.Object == "" {
		e.Object = named(creditor, r.PathValue("number"), r.PathValue("key"), r.PathValue("id"), r.PathValue("sha256"))
	}
	if req.refused != nil {
		e.Refused, e.After = req.refused.Error(), nil
	}
	return e
}

// signIn finds the actor of the token. Cookies count for nothing here. An
// unknown, a revoked and an expired token are answered alike. That of a keyed write may
// be one that was found lately: Answers.Once asks whether it is alive.
func (d *Door) signIn(r *http.Request, keyed bool) (*request, *Problem) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || !people.TokenIsWhole(token) {
		return nil, problem(http.StatusUnauthorized, dunning.CodeForbidden, "there is no token, or it is mistyped")
	}
	hash := people.HashOf(token)
	found, lately := d.Accounts.LatelyFound(hash)
	var err error
	if !keyed || !lately {
		found, err = d.Accounts.Token(r.Context(), hash)
	}
	switch {
	case dunning.ErrorCode(err) == dunning.CodeNotFound:
		return nil, deadToken()
	case err != nil:
		return nil, d.problemOf(r.Context(), err)
	}
	who := access.Actor{Name: found.Name, Roles: people.RolesOf(found.Grant), Door: access.API, Proof: access.Token}
	who.Address = client(r.Context())
	seal, err := people.SealOf(token)
	if err != nil {
		return nil, d.problemOf(r.Context(), err)
	}
	return &request{who: who, token: found.ID, seal: seal}, nil
}

// deadToken answers a program whose token opens nothing.
func deadToken() *Problem {
	return problem(http.StatusUnauthorized, dunning.CodeForbidden, "the token is unknown, revoked or too old")
}

// outside answers somebody who is not signed in.
func (d *Door) outside(w http.ResponseWriter, p *Problem) {
	w.Header().Set("WWW-Authenticate", "Bearer")
	d.answer(w, p)
}

// answer writes a problem.
func (d *Door) answer(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p) //nolint:errcheck // the client has gone
}

// capture keeps an answer until it is known whether it may leave.
type capture struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newCapture() *capture { return &capture{header: http.Header{}} }

// Header implements http.ResponseWriter.
func (c *capture) Header() http.Header { return c.header }

// WriteHeader implements http.ResponseWriter.
func (c *capture) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
}

// Write implements http.ResponseWriter.
func (c *capture) Write(b []byte) (int, error) {
	c.WriteHeader(http.StatusOK)
	return c.body.Write(b)
}

// into sends the answer; replayed says that it was given before.
func (c *capture) into(w http.ResponseWriter, replayed bool) {
	maps.Copy(w.Header(), c.header)
	if replayed {
		w.Header().Set(replayedHeader, "true")
	}
	w.WriteHeader(max(c.status, http.StatusOK))
	w.Write(c.body.Bytes()) //nolint:errcheck // the client has gone
}

// whole sends the answer at once, with its length, so that it is complete before the
// handler ends.
func (c *capture) whole(w http.ResponseWriter, replayed bool) {
	w.Header().Set("Content-Length", strconv.Itoa(c.body.Len()))
	c.into(w, replayed)
	http.NewResponseController(w).Flush() //nolint:errcheck // what cannot be flushed leaves when the handler ends
}

// bodyOf reads a body whole, up to its bound.
func bodyOf(w http.ResponseWriter, r *http.Request, most int64) ([]byte, *Problem) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, problem(http.StatusRequestEntityTooLarge, dunning.CodeInvalid, fmt.Sprintf("the body is larger than %d MiB", most>>20))
	case err != nil:
		return nil, problem(http.StatusBadRequest, dunning.CodeInvalid, "the body could not be read to its end")
	}
	return body, nil
}
