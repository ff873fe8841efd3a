package recourse_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/recourse"
)

// statuses keeps what it is given.
type statuses struct{ got []string }

func (s *statuses) TakeStatuses(_ context.Context, a recourse.StatusArrival) ([]recourse.TakenStatus, error) {
	var out []recourse.TakenStatus
	for _, st := range a.Statuses {
		s.got = append(s.got, fmt.Sprintf("%s %s %s by %s through %s (%d bytes)", st.File, st.Invoice, st.Code, a.Author, a.Door, len(a.Raw[st.File])))
		out = append(out, recourse.TakenStatus{File: st.File})
	}
	return out, nil
}

func (s *statuses) StatusesOf(context.Context, dunning.Ref) ([]recourse.StatusOnRecord, error) {
	return nil, nil
}

const message = `<rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100" xmlns:ram="urn:r">
<rsm:AcknowledgementDocument><ram:TypeCode>23</ram:TypeCode><ram:ReferenceReferencedDocument><ram:IssuerAssignedID>F-1</ram:IssuerAssignedID>
<ram:ProcessConditionCode>207</ram:ProcessConditionCode></ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument></rsm:CrossDomainAcknowledgementAndResponse>`

func archive(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i, text := range files {
		f, err := w.Create(fmt.Sprintf("%d.xml", i+1))
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEveryMessageOfAFileIsAccountedFor(t *testing.T) {
	t.Parallel()
	statuses := &statuses{}
	d := &recourse.Desk{Statuses: statuses}
	out, err := d.TakeStatuses(t.Context(), access.Shell("claire"), "lot.zip", archive(t, message, "<invoice/>"), "cli")
	if err != nil || len(out) != 2 {
		t.Fatalf("have %v, %v", out, err)
	}
	want := fmt.Sprintf("lot.zip/1.xml F-1 207 by claire through cli (%d bytes), lot.zip/2.xml   by claire through cli (10 bytes)", len(message))
	if got := strings.Join(statuses.got, ", "); got != want {
		t.Errorf("got\n %s, want\n %s", got, want)
	}
	reader := access.Actor{Name: "x", Roles: access.Everywhere(access.Reader), Proof: access.Session}
	if _, err := d.TakeStatuses(t.Context(), reader, "m.xml", []byte(message), "cli"); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("a reader may take statuses in: %v", err)
	}
}

func TestOnlyLifecycleMessagesOfAMailAreTakenIn(t *testing.T) {
	t.Parallel()
	attach := func(name string, data []byte) string {
		return "--x\r\nContent-Type: application/octet-stream; name=\"" + name + "\"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			base64.StdEncoding.EncodeToString(data) + "\r\n"
	}
	mail := "From: pa@example.com\r\nTo: compta@example.fr\r\nSubject: Statuts\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nVoici.\r\n" +
		attach("facture.xml", []byte("<invoice/>")) + attach("statuts.zip", archive(t, message)) + attach("statut.xml", []byte(message)) +
		attach("statut.pdf", []byte(message)) + "--x--\r\n"
	statuses := &statuses{}
	d := &recourse.Desk{Statuses: statuses}
	for _, file := range inbox.Messages([]byte(mail)) {
		if err := d.TakeAttached(t.Context(), access.Own("inbox"), file.Name, file.Data); err != nil {
			t.Fatal(err)
		}
	}
	want := fmt.Sprintf("statuts.zip/1.xml F-1 207 by inbox through mail (%[1]d bytes), statut.xml F-1 207 by inbox through mail (%[1]d bytes)", len(message))
	if got := strings.Join(statuses.got, ", "); got != want {
		t.Errorf("got\n %s, want\n %s", got, want)
	}
}
