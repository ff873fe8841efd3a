package ar24

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// call is one request. Token and date are added to its fields when it is made,
// so that a repetition has a date of its own.
type call struct {
	method, path string
	fields       url.Values
	file         []byte // uploaded as "file"; nil makes a plain form
}

func (k call) reads() bool { return k.method == http.MethodGet }

// verdict is what an answer says about what was done.
type verdict int

const (
	done    verdict = iota // it was, and result says what came of it
	refused                // certainly not: slug says why
	closed                 // certainly not: maintenance, or too many requests
	unclear                // nobody can know from the answer
)

// outcome is an answer, understood.
type outcome struct {
	verdict verdict
	slug    string
	result  json.RawMessage
	status  int
}

// do makes a call. It repeats reads, writes that were certainly not carried
// out, and once a call whose date AR24 found too old. A request that may have
// been carried out without an answer is unclear, and so is an answer that
// nobody understands. The error says that nothing was done.
func (c *Carrier) do(ctx context.Context, k call) (outcome, error) {
	dated := false
	for try := 0; ; try++ {
		a, date, err := c.once(ctx, k)
		got := c.read(a, date)
		if err == nil && got.slug == "expired_date" && !dated {
			dated = true
			continue
		}
		wait, again := c.wire.Again(k.reads(), a, err, try)
		if again && (err != nil || got.verdict != refused) && wire.Pause(ctx, wait) == nil {
			continue
		}
		switch {
		case wire.InDoubt(err):
			return outcome{verdict: unclear}, nil
		case err != nil:
			return outcome{}, err
		}
		return got, nil
	}
}

// once makes one request, and tells its date, which opens the answer.
func (c *Carrier) once(ctx context.Context, k call) (wire.Answer, string, error) {
	date := c.stamp(c.o.Clock())
	signature, err := sign(c.o.Credentials.PrivateKey, date)
	if err != nil {
		return wire.Answer{}, date, &wire.Lost{Cause: err}
	}
	fields := url.Values{"token": {c.o.Credentials.Token}, "date": {date}}
	for name, v := range k.fields {
		fields[name] = v
	}
	address, contentType, body := c.o.API+k.path, "", []byte(nil)
	switch {
	case k.reads():
		address += "?" + fields.Encode()
	case k.file != nil:
		contentType, body, err = upload(fields, k.file)
	default:
		contentType, body = "application/x-www-form-urlencoded", []byte(fields.Encode())
	}
	if err != nil {
		return wire.Answer{}, date, &wire.Lost{Cause: err}
	}
	req, err := http.NewRequestWithContext(ctx, k.method, address, bytes.NewReader(body))
	if err != nil {
		return wire.Answer{}, date, &wire.Lost{Cause: errors.New("the request cannot be made")} // its text has the token in it
	}
	req.Header.Set("signature", signature)
	req.Header.Set("Accept", "application/json")
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	} else {
		req.Body = http.NoBody
	}
	a, err := c.wire.Exchange(req, wire.JSONLimit)
	return a, date, err
}

// upload is a multipart form with a PDF in it.
func upload(fields url.Values, pdf []byte) (contentType string, body []byte, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name := range fields {
		err = errors.Join(err, w.WriteField(name, fields.Get(name)))
	}
	part, err2 := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="` + letterName + `"`}, "Content-Type": {"application/pdf"},
	})
	if err2 == nil {
		_, err2 = part.Write(pdf)
	}
	if err := errors.Join(err, err2, w.Close()); err != nil {
		return "", nil, fmt.Errorf("writing the upload: %w", err)
	}
	return w.FormDataContentType(), b.Bytes(), nil
}

// envelope is around every answer.
type envelope struct {
	Status string          `json:"status"`
	Slug   string          `json:"slug"`
	Result json.RawMessage `json:"result"`
}

// read decides on the body, not on the status code: errors come with 200.
// What parses as an object is an error or a maintenance page; success is
// encrypted as a whole.
func (c *Carrier) read(a wire.Answer, date string) outcome {
	out := outcome{verdict: unclear, status: a.Status}
	if a.Status == http.StatusTooManyRequests {
		out.verdict = closed
		return out
	}
	var e envelope
	if json.Unmarshal(a.Body, &e) != nil {
		plain, err := open(c.o.Credentials.PrivateKey, date, a.Body)
		if err != nil || json.Unmarshal(plain, &e) != nil {
			return out
		}
	}
	switch strings.ToLower(e.Status) {
	case "success":
		out.verdict, out.result = done, c.inner(e.Result, date)
	case "error":
		out.verdict, out.slug = refused, slugOf(e.Slug)
	case "maintenance":
		out.verdict = closed
	}
	return out
}

// inner decrypts a result that was encrypted by itself, as one client saw it.
func (c *Carrier) inner(result json.RawMessage, date string) json.RawMessage {
	var sealed string
	if json.Unmarshal(result, &sealed) == nil {
		if plain, err := open(c.o.Credentials.PrivateKey, date, []byte(sealed)); err == nil {
			return plain
		}
	}
	return result
}

// get reads a resource into v. The error has a code.
func (c *Carrier) get(ctx context.Context, doing, path string, fields url.Values, v any) error {
	got, err := c.do(ctx, call{method: http.MethodGet, path: path, fields: fields})
	switch {
	case err != nil:
		return wire.Unavailable(doing, err)
	case got.verdict != done:
		return got.fault(doing)
	}
	if err := json.Unmarshal(got.result, v); err != nil {
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: the answer cannot be read", doing)
	}
	return nil
}
