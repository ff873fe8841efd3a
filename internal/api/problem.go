package api

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/dunning"
)

// Problem is an error as programs read it (RFC 9457).
type Problem struct {
	Title     string              `json:"title" doc:"What the status means." example:"Unprocessable Entity"`
	Status    int                 `json:"status" doc:"The HTTP status." example:"422"`
	Detail    string              `json:"detail" doc:"What is wrong, in a sentence."`
	Code      dunning.Code        `json:"code" doc:"What is wrong, for programs." enum:"invalid,not_found,conflict,forbidden,already_sent,unreachable,rejected,unavailable,internal"`
	Hint      string              `json:"hint,omitempty" doc:"How to mend it."`
	Version   int64               `json:"version,omitempty" doc:"The present version of the object, when the one that was sent is older."`
	RequestID string              `json:"request_id,omitempty" doc:"Names the request in the log of the server."`
	Errors    []*huma.ErrorDetail `json:"errors,omitempty" doc:"The fields that are wrong."`
}

// Error gives the sentence.
func (p *Problem) Error() string { return p.Detail }

// GetStatus gives the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of problem documents.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// statuses gives the HTTP status of each code.
var statuses = map[dunning.Code]int{
	dunning.CodeInvalid: http.StatusUnprocessableEntity, dunning.CodeNotFound: http.StatusNotFound,
	dunning.CodeConflict: http.StatusConflict, dunning.CodeForbidden: http.StatusForbidden,
	dunning.CodeAlreadySent: http.StatusConflict, dunning.CodeUnreachable: http.StatusUnprocessableEntity,
	dunning.CodeRejected: http.StatusUnprocessableEntity, dunning.CodeUnavailable: http.StatusServiceUnavailable,
}

// problem makes one.
func problem(status int, code dunning.Code, detail string) *Problem {
	return &Problem{Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

// problemOf words an error of the back office. One without a code is a fault of
// ours: its text goes to the log, the client gets the identifier under which it
// stands there.
func (d *Door) problemOf(ctx context.Context, err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	code := dunning.ErrorCode(err)
	if code == dunning.CodeForbidden {
		requestOf(ctx).refused = err
	}
	status, known := statuses[code]
	if !known {
		p := problem(http.StatusInternalServerError, dunning.CodeInternal, "something failed on the server; the operator finds it in the log")
		p.RequestID = rand.Text()
		if d.Failed != nil {
			d.Failed(ctx, p.RequestID, err)
		}
		return p
	}
	p = problem(status, code, err.Error())
	if p.Hint, p.Version = dunning.ErrorHint(err), dunning.NewerVersion(err); p.Version != 0 {
		p.Status, p.Title = http.StatusPreconditionFailed, http.StatusText(http.StatusPreconditionFailed)
	}
	return p
}

// Errors of huma itself, about requests that do not fit the contract, take the
// same form.
var _ = useProblems()

func useProblems() struct{} {
	huma.NewError = func(status int, detail string, errs ...error) huma.StatusError {
		code := dunning.CodeInvalid
		if status >= http.StatusInternalServerError {
			code = dunning.CodeInternal
		}
		p := problem(status, code, detail)
		for _, err := range errs {
			if e, ok := err.(huma.ErrorDetailer); ok { // huma's own, never wrapped
				p.Errors = append(p.Errors, e.ErrorDetail())
			} else if err != nil {
				p.Errors = append(p.Errors, &huma.ErrorDetail{Message: err.Error()})
			}
		}
		return p
	}
	return struct{}{}
}
