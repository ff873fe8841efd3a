package console

import (
	"context"
	"io"
	"net/http"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/words"
)

// Cases looks at cases.
type Cases interface {
	Find(ctx context.Context, who access.Actor, name backoffice.CaseName) (dunning.Ref, error)
	List(ctx context.Context, who access.Actor, f dunning.CaseFilter) (backoffice.Page[dunning.CaseRow], error)
	Sheet(ctx context.Context, who access.Actor, ref dunning.Ref) (backoffice.CaseSheet, error)
}

// Work is what people do: record facts, finish tasks.
type Work interface {
	Tell(ctx context.Context, who access.Actor, f backoffice.Fact) (backoffice.Told, error)
	Tasks(ctx context.Context, who access.Actor, f dunning.TaskFilter) (backoffice.Page[dunning.Task], error)
	FinishTask(ctx context.Context, who access.Actor, id int64) error
}

// Gate lets people in.
type Gate interface {
	In(ctx context.Context, v backoffice.Visitor, login, password, code string) (secret string, err error)
	Who(ctx context.Context, v backoffice.Visitor, secret string) (access.Actor, people.Session, error)
	Out(ctx context.Context, v backoffice.Visitor, who access.Actor, session people.Session) error
}

// Links lets people set a password.
type Links interface {
	Link(ctx context.Context, secret string) (login string, err error)
	UseLink(ctx context.Context, v backoffice.Visitor, secret, password string) (login string, err error)
}

// Door is what the console works with.
type Door struct {
	Cases  Cases
	Work   Work
	Gate   Gate
	Links  Links
	Now    func() time.Time // UTC
	Random io.Reader        // crypto/rand.Reader
	Secure bool             // the browser reaches it by TLS: cookies never leave it
	// Sends says in what mode mail is: empty when everything leaves.
	Sends string
	// Failed logs an internal error under the identifier that the person is told.
	Failed func(ctx context.Context, id string, err error)
}

// fr words everything: the console speaks French.
var fr = words.In(words.French)

// Handler serves the console.
func (d *Door) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range d.routes() {
		mux.Handle(r.Method+" "+r.Pattern, d.serve(r))
	}
	mux.Handle("GET "+stylePath, style())
	mux.Handle("GET /", d.serve(route{Pattern: "/", handle: d.nowhere}))
	guarded := http.NewCrossOriginProtection()
	guarded.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.fail(w, r, shell{}, dunning.Errorf(dunning.CodeForbidden, "this form was sent from another site"))
	}))
	return headers(guarded.Handler(mux))
}
