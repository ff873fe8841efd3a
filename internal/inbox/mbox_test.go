package inbox_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relance/internal/inbox"
)

func split(t *testing.T, name string, r io.Reader) (mails []string, cuts int) {
	t.Helper()
	err := inbox.Split(name, r, func(raw []byte, cut bool) error {
		mails = append(mails, string(raw))
		if cut {
			cuts++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return mails, cuts
}

func TestAnMboxGivesEachOfItsMails(t *testing.T) {
	t.Parallel()
	box := "From a@example.com Tue Mar 17 10:12:00 2026\nSubject: one\n\nFirst.\n>From here on it is text.\n\n" +
		"From b@example.com Tue Mar 17 10:13:00 2026\nSubject: two\n\nFrom now on we pay.\n\nFrom Paris with love.\n\n"
	mails, _ := split(t, "box", strings.NewReader(box))
	if len(mails) != 2 {
		t.Fatalf("want 2 mails, have %d: %q", len(mails), mails)
	}
	if !strings.Contains(mails[0], "\nFrom here on") || !strings.Contains(mails[1], "From Paris with love") {
		t.Errorf("mails were cut wrongly: %q", mails)
	}
}

func TestAFileThatIsNoMboxIsOneMail(t *testing.T) {
	t.Parallel()
	mails, _ := split(t, "box", strings.NewReader("Subject: x\n\n\nFrom a@example.com Tue Mar 17 10:12:00 2026\nSubject: quoted\n"))
	if len(mails) != 1 {
		t.Errorf("want 1 mail, have %d", len(mails))
	}
}

// endless gives the same line over and over, up to a number of bytes.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	for i := range p[:n] {
		p[i] = "abcdefg \n"[i%9]
	}
	e.left -= n
	return n, nil
}

func TestAMailOf300MegabytesIsCutAndRead(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("reads 300 MB")
	}
	head := "From: a@client.example.com\nSubject: Re: facture\n\nNous réglerons lundi.\n\n"
	var got inbox.Reading
	count := 0
	err := inbox.Split("-", io.MultiReader(strings.NewReader(head), &endless{300 << 20}), func(raw []byte, cut bool) error {
		count++
		if !cut || len(raw) != inbox.MaxRaw {
			t.Errorf("cut %v at %d bytes", cut, len(raw))
		}
		got = inbox.Read(raw, inbox.Options{})
		return nil
	})
	if err != nil || count != 1 || got.Class != inbox.Reply || !strings.Contains(got.ReplyText, "Nous réglerons lundi") {
		t.Errorf("%v, %d mails, class %s", err, count, got.Class)
	}
}

func TestEveryFileOfTheCorpusIsOneMail(t *testing.T) {
	t.Parallel()
	for _, k := range corpusKey(t) {
		f, err := os.Open(filepath.Join(corpus, "inbox", k["file"]))
		if err != nil {
			t.Fatal(err)
		}
		mails, _ := split(t, k["file"], f)
		f.Close()
		if len(mails) != 1 {
			t.Errorf("%s: %d mails", k["file"], len(mails))
		}
	}
}
