package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"net/http"
	"regexp"
	"strconv"

	"relance/internal/access"
	"relance/internal/api/operation"
	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
)

// Answers keeps what writes were answered, so that one that is sent again gets
// the same answer and is not done again.
type Answers interface {
	// Once runs a write and gives its answer, or gives the one that it got before.
	// CodeNotFound when the token is not alive; an error after give is that the answer
	// could not be kept.
	Once(ctx context.Context, name people.RequestName, run func() (people.Answer, *audit.Entry), give func(a people.Answer, replayed bool)) error
}

const (
	keyHeader      = "Idempotency-Key"
	replayedHeader = "Idempotency-Replayed"
)

// keyForm matches the keys that a request may carry.
var keyForm = regexp.MustCompile(`^[!-~]{1,128}$`)

type (
	// Keyed is a request that may carry a key.
	Keyed = operation.Keyed
	// Replayed is an answer that says whether it was given before.
	Replayed = operation.Replayed
	// CreditorPath is a request about one creditor.
	CreditorPath = operation.CreditorPath
)

// replayedBy marks what the record knew already.
func replayedBy(duplicate bool) Replayed {
	if duplicate {
		return Replayed{Replayed: "true"}
	}
	return Replayed{}
}

// write serves a request that changes something: once for each key.
func (d *Door) write(w http.ResponseWriter, r *http.Request, mux *http.ServeMux, row Route) {
	body, p := bodyOf(w, r, row.MostBody())
	if p != nil {
		d.answer(w, p)
		return
	}
	if kind := r.Header.Get("Content-Type"); len(body) > 0 && !row.Files && !isJSON(kind) {
		d.answer(w, problem(http.StatusUnsupportedMediaType, dunning.CodeInvalid, "the body is not said to be application/json"))
		return
	}
	key := r.Header.Get(keyHeader)
	if !keyForm.MatchString(key) { // the contract says what is wrong
		r.Body = io.NopCloser(bytes.NewReader(body))
		out := newCapture()
		mux.ServeHTTP(out, r)
		out.into(w, false)
		return
	}
	name := people.RequestName{Token: requestOf(r.Context()).token, Key: key, Operation: row.ID, Body: sumOf(r, body), Seal: requestOf(r.Context()).seal}
	r = r.WithContext(access.Named(r.Context(), factKey(r.Context(), key)))
	given := false
	err := d.Answers.Once(r.Context(), name, func() (people.Answer, *audit.Entry) {
		r.Body = io.NopCloser(bytes.NewReader(body))
		out := newCapture()
		mux.ServeHTTP(out, r)
		done := people.Answer{Status: out.status, Header: out.header, Body: out.body.Bytes()}
		done.Keep = out.status >= http.StatusOK && out.status < http.StatusMultipleChoices
		return done, entryOf(r, row, client(r.Context()), out.status)
	}, func(a people.Answer, replayed bool) {
		given = true
		out := &capture{header: a.Header, status: a.Status}
		out.body.Write(a.Body)
		out.whole(w, replayed)
	})
	switch {
	case err == nil:
	case given:
		d.Failed(r.Context(), "keeping the answer of "+row.ID, err)
	case dunning.ErrorCode(err) == dunning.CodeNotFound:
		d.outside(w, deadToken())
	default:
		d.answer(w, d.problemOf(r.Context(), err))
	}
}

// sumOf names what a write asks for: its address, the version that its author saw
// and its body.
func sumOf(r *http.Request, body []byte) (sum [sha256.Size]byte) {
	h := sha256.New()
	for _, part := range []string{r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Get("If-Match")} {
		io.WriteString(h, strconv.Quote(part)) //nolint:errcheck // a hash takes everything
	}
	h.Write(sameContent(r.Header.Get("Content-Type"), body))
	h.Sum(sum[:0])
	return sum
}

// factKey is the name under which the back office knows a write: two programs may use
// the same keys.
func factKey(ctx context.Context, key string) string {
	return "token " + strconv.FormatInt(requestOf(ctx).token, 10) + " " + key
}
