package maileva

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"path"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

const (
	draft      = "DRAFT"
	maxDrafts  = 3
	letterName = "lettre.pdf"
)

// errDoubt says that a write to a draft may or may not have been done. Such a
// draft is never submitted: it could hold the letter twice.
var errDoubt = errors.New("a write to the draft got no clear answer")

// prepare makes a draft with one document and one recipient that nobody else
// knows of, and writes its id down. From then on it is the only sending of
// this order that is ever submitted: that is what keeps letters single.
func (c *Carrier) prepare(ctx context.Context, l layout) (wire.Kept, error) {
	var id string
	err := errDoubt
	for try := 0; try < maxDrafts && errors.Is(err, errDoubt); try++ {
		if id, err = c.build(ctx, l); errors.Is(err, errDoubt) && wire.Pause(ctx, c.o.Pause<<try) != nil {
			break
		}
	}
	if err != nil {
		return wire.Kept{}, wire.Unavailable("preparing letter "+l.order.ID, err)
	}
	kept, err := c.o.Memory.Save(ctx, l.order.ID, wire.Kept{SendingID: id, Fingerprint: l.fingerprint, Host: c.host()})
	if err != nil {
		// The draft stays: perhaps it was saved all the same.
		return wire.Kept{}, wire.Unavailable("keeping the sending of letter "+l.order.ID, err)
	}
	if kept.SendingID != id {
		// Another process was faster. If this fails, Sweep does it.
		_, _ = c.do(ctx, call{method: http.MethodDelete, path: base + "/sendings/" + id})
	}
	return kept, nil
}

// build makes one draft. After errDoubt it is left behind for Sweep.
func (c *Carrier) build(ctx context.Context, l layout) (string, error) {
	k, err := post(base+"/sendings", c.newSending(l))
	if err != nil {
		return "", err
	}
	a, err := c.write(ctx, "creating the draft of letter "+l.order.ID, k, ours)
	if err != nil {
		return "", err
	}
	id := a.newID()
	if id == "" {
		return "", fmt.Errorf("the new draft has no id: %w", errDoubt)
	}
	at := base + "/sendings/" + id
	if k, err = upload(at+"/documents", l.order.PDF); err != nil {
		return "", err
	}
	if _, err = c.write(ctx, "adding the document of letter "+l.order.ID, k, ours); err != nil {
		return "", err
	}
	if k, err = post(at+"/recipients", newRecipient(l)); err != nil {
		return "", err
	}
	_, err = c.write(ctx, "adding the recipient of letter "+l.order.ID, k, theirs)
	return id, err
}

// write makes something on a draft: 201, an error with a code, or errDoubt.
func (c *Carrier) write(ctx context.Context, doing string, k call, whose party) (answer, error) {
	a, err := c.do(ctx, k)
	var l *wire.Lost
	switch {
	case errors.As(err, &l) && l.Maybe:
		return a, fmt.Errorf("%s: %w: %w", doing, errDoubt, err)
	case err != nil:
		return a, wire.Unavailable(doing, err)
	case a.Status == http.StatusCreated:
		return a, nil
	case a.Status >= 500 || a.Status < 400 || a.Status == http.StatusRequestTimeout, a.has(notDraft),
		a.Status == http.StatusNotFound, a.Status == http.StatusBadRequest && a.code() == "":
		// Also a fresh draft that is gone or no draft, and a 400 that is not
		// Maileva's: build another.
		return a, fmt.Errorf("%s: status %d %s: %w", doing, a.Status, a.code(), errDoubt)
	}
	return a, a.fault(doing, whose)
}

// newID reads the id from the body, else from the Location.
func (a answer) newID() string {
	var body struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(a.Body, &body) != nil || body.ID == "" {
		body.ID = path.Base(a.Header.Get("Location"))
	}
	if !wire.PlainID.MatchString(body.ID) {
		return ""
	}
	return body.ID
}

// upload is the multipart request with a document and its metadata.
func upload(to string, pdf []byte) (call, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part := func(disposition, mediaType string, content []byte) error {
		p, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {"form-data; " + disposition}, "Content-Type": {mediaType},
		})
		if err != nil {
			return err
		}
		_, err = p.Write(content)
		return err
	}
	err := errors.Join(
		part(`name="document"; filename="`+letterName+`"`, "application/pdf", pdf),
		part(`name="metadata"`, "application/json", []byte(`{"priority":1,"name":"`+letterName+`"}`)),
		w.Close(),
	)
	return call{method: http.MethodPost, path: to, contentType: w.FormDataContentType(), body: b.Bytes()}, err
}

// verify reads back what would be printed: one document and one recipient.
func (c *Carrier) verify(ctx context.Context, orderID, id string) error {
	var docs struct {
		Documents []document `json:"documents"`
	}
	at := base + "/sendings/" + id
	if err := c.get(ctx, "reading the documents of letter "+orderID, at+"/documents", &docs); err != nil {
		return err
	}
	recipients, err := c.recipients(ctx, orderID, id)
	if err != nil {
		return err
	}
	if len(docs.Documents) != 1 || len(recipients) != 1 {
		return damaged(orderID, id, fmt.Sprintf("%d documents and %d recipients", len(docs.Documents), len(recipients)))
	}
	if d := docs.Documents[0]; d.Name != letterName || d.Status == "REJECTED" || recipients[0].CustomID != orderID {
		return damaged(orderID, id, "another document or recipient")
	}
	return nil
}

func (c *Carrier) recipients(ctx context.Context, orderID, id string) ([]recipient, error) {
	var list struct {
		Recipients []recipient `json:"recipients"`
	}
	err := c.get(ctx, "reading the recipient of letter "+orderID, base+"/sendings/"+id+"/recipients", &list)
	return list.Recipients, err
}

func damaged(orderID, id, what string) *dunning.Error {
	return registeredmail.Errorf(registeredmail.CodeConflict, "letter %s: its draft has %s: it was not submitted", orderID, dunning.Phrase(what)).
		WithHint("look at draft %s at Maileva, delete it, and order the letter under another id", id)
}
