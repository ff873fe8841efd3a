package letters

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/emersion/go-message/mail"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/notice"
)

func TestPreviewMailReadsBack(t *testing.T) {
	t.Parallel()
	n := notice.Sample(dunning.Final, dunning.B2B, "fr")
	words := notice.Rendered{Subject: "Dernier rappel\u00a0: é", Text: "Bonjour,\nà payer\u00a0: 10\u00a0€", HTML: "<p>à payer</p>", QRPNG: bytes.Repeat([]byte{1, 2, 3}, 200)}
	data, err := previewMail(n, words)
	if err != nil {
		t.Fatal(err)
	}
	r, err := mail.CreateReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if subject, err := r.Header.Subject(); err != nil || subject != words.Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	if at, err := r.Header.Date(); err != nil || calendar.DateOf(at) != n.Date {
		t.Errorf("date %s, %v; want %s", at, err, n.Date)
	}
	want := []string{words.Text, words.HTML, string(words.QRPNG)}
	for _, w := range want {
		part, err := r.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(part.Body)
		if text := strings.ReplaceAll(string(got), "\r\n", "\n"); err != nil || text != w {
			t.Errorf("got %q, %v; want %q", text, err, w)
		}
	}
}
