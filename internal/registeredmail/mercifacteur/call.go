package mercifacteur

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// call is one request: what is read or deleted is named by its fields in the
// address, what is written stands in a form.
type call struct {
	method, path string
	fields       url.Values
}

func (k call) reads() bool { return k.method == http.MethodGet }

// verdict is what an answer says about what was done.
type verdict int

const (
	done    verdict = iota // it was
	refused                // certainly not: code says why
	closed                 // certainly not: too many requests
	unclear                // nobody can know from the answer
)

// outcome is an answer, understood.
type outcome struct {
	verdict verdict
	code    string
	body    []byte
	status  int
}

// understand reads an answer. Errors have a status of 400 or 401, as a rule.
func understand(a wire.Answer) outcome {
	out := outcome{verdict: unclear, status: a.Status, body: a.Body}
	var body struct {
		Success wire.Text       `json:"success"`
		Error   json.RawMessage `json:"error"`
	}
	reported := json.Unmarshal(a.Body, &body) == nil && body.Success != ""
	switch {
	case a.Status == http.StatusTooManyRequests:
		out.verdict = closed
	case a.Status == http.StatusOK && reported && body.Success.Yes():
		out.verdict = done
	case reported && !body.Success.Yes() && (a.Status == http.StatusOK || a.Status >= 400 && a.Status < 500),
		a.Status == http.StatusUnauthorized, a.Status == http.StatusRequestEntityTooLarge:
		out.verdict, out.code = refused, errorCode(body.Error)
	}
	return out
}

// do makes a call. It repeats reads, writes that were certainly not carried
// out, and once a call whose token was refused. A request that may have been
// carried out without an answer is unclear, and so is an answer that nobody
// understands. The error says that nothing was done.
func (c *Carrier) do(ctx context.Context, k call) (outcome, error) {
	token, err := c.token(ctx, "")
	if err != nil {
		return outcome{}, err
	}
	renewed := false
	for try := 0; ; try++ {
		a, err := c.once(ctx, k, token)
		if err == nil && a.Status == http.StatusUnauthorized && !renewed {
			renewed = true
			if token, err = c.token(ctx, token); err != nil {
				return outcome{}, err
			}
			continue
		}
		if wait, again := c.wire.Again(k.reads(), a, err, try); again && wire.Pause(ctx, wait) == nil {
			continue
		}
		switch {
		case wire.InDoubt(err):
			return outcome{verdict: unclear}, nil
		case err != nil:
			return outcome{}, err
		}
		return understand(a), nil
	}
}

func (c *Carrier) once(ctx context.Context, k call, token string) (wire.Answer, error) {
	address, form := c.o.API+k.path, ""
	if k.method == http.MethodPost {
		form = k.fields.Encode()
	} else if len(k.fields) > 0 {
		address += "?" + k.fields.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, k.method, address, strings.NewReader(form))
	if err != nil {
		return wire.Answer{}, &wire.Lost{Cause: err}
	}
	if k.method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	} else {
		req.Body = http.NoBody
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("ww-service-id", c.o.Credentials.ServiceID)
	req.Header.Set("ww-access-token", token)
	return c.wire.Exchange(req, wire.FileLimit)
}

// get reads a resource into v. The error has a code.
func (c *Carrier) get(ctx context.Context, doing, path string, fields url.Values, v any) error {
	got, err := c.do(ctx, call{http.MethodGet, path, fields})
	switch {
	case err != nil:
		return wire.Unavailable(doing, err)
	case got.verdict != done:
		return got.fault(doing)
	}
	if err := json.Unmarshal(got.body, v); err != nil {
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: the answer cannot be read", doing)
	}
	return nil
}

// Check asks Merci Facteur whether it lets us in and knows the user. Nothing is
// sent.
func (c *Carrier) Check(ctx context.Context) error {
	_, err := c.sendings(ctx)
	return err
}
