package portal_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/evidence"
	"relance/internal/inbox"
	"relance/internal/postgres/mailbox"
	"relance/internal/postgres/sending"
	"relance/internal/postgres/webhooks"
	"relance/internal/visit"
	"relance/internal/webhook"
)

// reply is a mail of a debtor that quotes ours, with a file.
func reply(from, answers, text, quoted string) []byte {
	return fmt.Appendf(nil, "From: %s\r\nTo: compta@example.fr\r\nSubject: Re: facture\r\nDate: Mon, 01 Jun 2026 09:30:00 +0200\r\nMessage-ID: <1@%s>\r\n"+
		"In-Reply-To: <%s>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+
		"%s\r\n\r\nLe 1 juin 2026 à 09:00, Atelier Brunel a écrit :\r\n> %s\r\n--b\r\nContent-Type: application/x-msdownload; name=avoir.exe\r\n"+
		"Content-Disposition: attachment; filename=avoir.exe\r\n\r\nMZ\r\n--b--\r\n", from, "example.com", answers, text, quoted)
}

// What is said on the page is told to programs, with the number of the answer and
// without a word of it.
func TestProgramsAreToldWhatIsSaidOnThePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := webhooks.New(w.store).Add(t.Context(), webhook.Endpoint{URL: "https://erp.example.com/", By: "test"}, "whsec_x")
	w.must(err)
	for i, c := range []struct {
		slug, kind string
		form       url.Values
	}{
		{"contester", "dispute.opened", url.Values{"motif": {"quality"}, "texte": {"Porte rayée"}}},
		{"promesse", "promise.made", url.Values{"date": {"2026-06-12"}, "texte": {"Porte rayée"}}},
		{"paye", "reply.received", url.Values{"date": {"2026-05-28"}, "texte": {"Porte rayée"}}},
	} {
		number := fmt.Sprint("F-", i)
		link := w.linkOf(w.send(w.add(number, number)))
		c.form.Set("facture", number)
		w.want(w.say(link, c.slug, c.form), http.StatusSeeOther)
		if n := w.count(`webhook_deliveries d join cases k on k.id = d.case_id where k.number = $1 and d.type = $2
			and (d.body::jsonb->'data'->>'answer')::bigint = $3 and strpos(d.body, 'Porte') = 0 and strpos(d.body, $4) = 0`,
			number, c.kind, i+1, strings.TrimPrefix(link, "/p/")); n != 1 {
			t.Errorf("%s: %d messages %s tell of it", c.slug, n, c.kind)
		}
		if n := w.count(`webhook_deliveries d join cases k on k.id = d.case_id where k.number = $1 and d.type = 'notice.sent'`, number); n != 1 {
			t.Errorf("%s: %d messages tell of the notice that brought the link", c.slug, n)
		}
	}
}

// What a debtor says on his page and by mail stands in his case: in its sheet,
// and in the evidence as exhibits, without the token that a quoted mail brings
// back.
func TestTheCaseAndItsEvidenceHoldWhatTheDebtorSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	office := w.use.Office
	office.Scribe = w.post
	office.Chain, office.Shown, office.MailReader, office.Mailbox, office.PageRecord, office.Replies = w.store, sending.NewRoom(w.store), mailbox.New(w.store), mailbox.New(w.store), w.pages, mailbox.New(w.store)
	ref := w.add("F-1", "C-7")
	mail := w.send(ref)
	link := w.linkOf(mail)
	token := strings.TrimPrefix(link, "/p/")
	w.want(w.say(link, "contester", url.Values{"facture": {"F-1"}, "motif": {"quality"}, "texte": {"Porte rayée"}, "montant": {"200"}}), http.StatusSeeOther)
	raw := reply("c-7@example.com", messageIDOf(mail.Bytes), "Voici notre avoir.", site+link)
	taken, err := office.TakeMail(t.Context(), access.Own("inbox"), inbox.Incoming{Raw: raw, Door: "folder"})
	w.must(err)
	if len(taken.Cases) != 1 {
		t.Fatalf("the mail is %+v", taken)
	}

	clerk := access.Own("claire")
	sheet, err := office.Sheet(t.Context(), clerk, ref)
	w.must(err)
	var reported []string
	for _, h := range sheet.Heard {
		reported = append(reported, fmt.Sprint(h.Door, " ", h.Kind, " ", h.Suspended))
	}
	if want := []string{"page dispute true", "mail reply true"}; !slices.Equal(reported, want) {
		t.Errorf("the sheet has %v, want %v", reported, want)
	}
	opened, err := office.Mail(t.Context(), clerk, taken.ID)
	w.must(err)
	if strings.Contains(opened.Reading.Text, token) || !strings.Contains(opened.Reading.Text, "/p/"+visit.Placeholder) {
		t.Errorf("the mail is shown as\n%s", opened.Reading.Text)
	}
	shown, err := opened.Bytes()
	w.must(err)
	if bytes.Contains(shown, []byte(token)) || !bytes.Contains(shown, []byte("MZ")) || len(shown) != len(raw) {
		t.Errorf("the bytes are shown as\n%s", shown)
	}
	reply, err := office.PreviewAnswer(t.Context(), access.Shell("claire"), backoffice.Answer{Mail: taken.ID, Text: "Bien reçu."})
	w.must(err)
	if strings.Contains(textOf(t, reply.Bytes), token) {
		t.Errorf("the answer quotes the token:\n%s", textOf(t, reply.Bytes))
	}

	c, err := office.Evidence(t.Context(), clerk, ref)
	w.must(err)
	var out bytes.Buffer
	_, err = evidence.Write(&out, c)
	w.must(err)
	entries := unzip(t, out.Bytes())
	for name, holds := range map[string]string{
		"pieces/P03-reponse-page.txt": "Porte rayée", "pieces/P04-courriel.txt": "Voici notre avoir.", "pieces/P05-courriel-piece-jointe.bin": "MZ",
		"notes-internes/liens-vers-la-page-du-debiteur.json": "sent_sha256",
	} {
		if !strings.Contains(entries[name], holds) {
			t.Errorf("%s lacks %q; the file has %v", name, holds, slices.Sorted(maps.Keys(entries)))
		}
	}
	for name, text := range entries {
		if strings.Contains(text, token) {
			t.Errorf("%s holds the token", name)
		}
	}
}

func unzip(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(text)
	}
	return out
}

func messageIDOf(raw []byte) string {
	_, rest, _ := strings.Cut(string(raw), "Message-ID: <")
	id, _, _ := strings.Cut(rest, ">")
	return id
}
