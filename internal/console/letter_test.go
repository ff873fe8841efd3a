package console_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
)

// drawer stands in for the programs that draw pages: one page, one text.
type drawer struct{}

func (drawer) Image(_ context.Context, pdf []byte, page int) ([]byte, error) {
	if page != 1 || !bytes.HasPrefix(pdf, []byte("%PDF")) {
		return nil, dunning.Errorf(dunning.CodeNotFound, "no page %d", page)
	}
	var b bytes.Buffer
	err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 3)))
	return b.Bytes(), err
}

func (drawer) Text(context.Context, []byte) (string, error) {
	return "Mise en demeure <b>de payer</b>", nil
}

func TestALetterIsShownAsImagesAndTextWithWhatHappenedSince(t *testing.T) {
	t.Parallel()
	v := open(t)
	aDay(v)
	v.door.Letter.Reader = drawer{}
	v.enter("approver", "atelier")
	_, err := v.office.Tell(t.Context(), access.Shell("root"), backoffice.Fact{Ref: dunning.Ref{Creditor: "atelier", Number: "F-101"}, Event: dunning.NewPaid(5_000, calendar.NewDate(2026, 3, 9))})
	v.must(err)
	at := "/lettres/atelier/F-101"
	p := v.get(at)
	for _, want := range []string{`class="leaf"`, "Page 1 sur ", `title="La lettre en texte"`, "Depuis le dernier envoi", "50,00\u00a0€"} {
		if !strings.Contains(p.html, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	before := v.db.Pool().Stat().AcquireCount()
	v.get(at)
	if n := v.db.Pool().Stat().AcquireCount() - before; n > 7 {
		t.Errorf("the page asks %d times", n)
	}
	picture := found(`<img class="leaf" src="([^"]*)"`, p.html)[0]
	if _, err := png.Decode(bytes.NewReader(v.bytesOf(strings.ReplaceAll(picture, "&amp;", "&")))); err != nil {
		t.Errorf("the page is no image: %v", err)
	}
	if text := string(v.bytesOf(at + "/texte")); !strings.Contains(text, "Mise en demeure &lt;b&gt;de payer") {
		t.Errorf("the letter reads %s", text)
	}
	for _, bad := range []string{"/page/9", "/page/x"} {
		if p := v.get(at + bad); p.status != http.StatusNotFound {
			t.Errorf("%s: %d", bad, p.status)
		}
	}
	v.enter("approver", "moulin")
	if p := v.get(at + "/page/1"); p.status != http.StatusNotFound {
		t.Errorf("another creditor's letter: %d", p.status)
	}
}
