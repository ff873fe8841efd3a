package folder_test

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/folder"
	"relance/internal/registeredmail/registeredmailtest"
)

var update = flag.Bool("update", false, "rewrite golden files")

// letters counts the folders that a person would see.
func letters(t testing.TB, dir string) (n int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("left behind: %s", e.Name())
		} else {
			n++
		}
	}
	return n
}

func TestFolderPassesTheSuite(t *testing.T) {
	t.Parallel()
	registeredmailtest.Exercise(t, func(t *testing.T) registeredmailtest.Fixture {
		dir := filepath.Join(t.TempDir(), "letters")
		c := folder.Carrier{Dir: dir}
		return registeredmailtest.Fixture{
			Carrier: c,
			Reopen:  func() registeredmail.Carrier { return folder.Carrier{Dir: dir} },
			Letters: func() int { return letters(t, dir) },
			Advance: func(t *testing.T, id string, to dunning.LetterState, number string, on registeredmail.Date) {
				t.Helper()
				err := c.MarkOutcome(id, to, on)
				if to == dunning.LetterPosted {
					err = c.MarkPosted(id, number, on)
				}
				if err != nil {
					t.Fatal(err)
				}
			},
		}
	})
}

func day(t testing.TB, s string) registeredmail.Date {
	t.Helper()
	d, err := registeredmail.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// requested gives a carrier that holds the order "a".
func requested(t *testing.T, change ...func(*registeredmail.Order)) (folder.Carrier, string) {
	t.Helper()
	c := folder.Carrier{Dir: t.TempDir()}
	o := registeredmailtest.Order("a")
	for _, f := range change {
		f(&o)
	}
	if _, err := c.Request(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	return c, filepath.Join(c.Dir, "a")
}

func TestRequestWritesWhatAPersonNeeds(t *testing.T) {
	t.Parallel()
	for name, registered := range map[string]bool{"registered": true, "simple": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, dir := requested(t, func(o *registeredmail.Order) {
				o.Registered = registered
				o.Recipient.Country = "BE"
			})
			pdf, err := os.ReadFile(filepath.Join(dir, "lettre.pdf"))
			if err != nil || string(pdf) != string(registeredmailtest.Order("a").PDF) {
				t.Errorf("the document is %q, %v", pdf, err)
			}
			var sheet map[string]any
			b, err := os.ReadFile(filepath.Join(dir, "ordre.json"))
			if err != nil || json.Unmarshal(b, &sheet) != nil || sheet["sha256"] != registeredmail.Hash(pdf) || sheet["registered"] != registered {
				t.Errorf("the order sheet is %s, %v", b, err)
			}
			readme, err := os.ReadFile(filepath.Join(dir, "LISEZMOI.txt"))
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "LISEZMOI-"+name+".txt", readme)
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestRequestNoticesATamperedDocument(t *testing.T) {
	t.Parallel()
	c, dir := requested(t)
	if err := os.WriteFile(filepath.Join(dir, "lettre.pdf"), []byte("%PDF-1.7\nother"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Request(t.Context(), registeredmailtest.Order("a")); registeredmail.ErrorCode(err) != registeredmail.CodeConflict {
		t.Errorf("got %v", err)
	}
}

func TestRequestIntoAFolderThatCannotBeMadeMayBeTriedAgain(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := folder.Carrier{Dir: filepath.Join(file, "letters")}
	_, err := c.Request(context.Background(), registeredmailtest.Order("a"))
	if code := registeredmail.ErrorCode(err); code != registeredmail.CodeUnavailable && code != registeredmail.CodeNotFound {
		t.Errorf("got %q: %v", code, err)
	}
}

func TestMarkingKeepsFactsStraight(t *testing.T) {
	t.Parallel()
	posted, outcome := "2026-03-02", "2026-03-06"
	for name, row := range map[string]struct {
		simple bool
		do     func(c folder.Carrier) error
		want   registeredmail.Code
	}{
		"posted": {false, func(c folder.Carrier) error { return c.MarkPosted("a", "1a 234 567 8901 2", day(t, posted)) }, ""},
		"posted twice alike": {false, func(c folder.Carrier) error {
			_ = c.MarkPosted("a", "1A23456789012", day(t, posted))
			return c.MarkPosted("a", "1A 23456789012", day(t, posted))
		}, ""},
		"posted twice with another number": {false, func(c folder.Carrier) error {
			_ = c.MarkPosted("a", "1A23456789012", day(t, posted))
			return c.MarkPosted("a", "1A23456789013", day(t, posted))
		}, registeredmail.CodeConflict},
		"registered without number":  {false, func(c folder.Carrier) error { return c.MarkPosted("a", "", day(t, posted)) }, registeredmail.CodeInvalid},
		"simple without number":      {true, func(c folder.Carrier) error { return c.MarkPosted("a", "", day(t, posted)) }, ""},
		"number with a typing error": {false, func(c folder.Carrier) error { return c.MarkPosted("a", "1A-23?", day(t, posted)) }, registeredmail.CodeInvalid},
		"posted without date":        {false, func(c folder.Carrier) error { return c.MarkPosted("a", "1A23456789012", registeredmail.Date{}) }, registeredmail.CodeInvalid},
		"unknown letter":             {false, func(c folder.Carrier) error { return c.MarkPosted("b", "1A23456789012", day(t, posted)) }, registeredmail.CodeNotFound},
		"id that leaves the folder":  {false, func(c folder.Carrier) error { return c.MarkPosted("../a", "1A23456789012", day(t, posted)) }, registeredmail.CodeNotFound},
		"delivered before posted":    {false, func(c folder.Carrier) error { return c.MarkOutcome("a", dunning.LetterDelivered, day(t, outcome)) }, registeredmail.CodeConflict},
		"delivered before that date": {false, after(t, "2026-03-01", dunning.LetterDelivered), registeredmail.CodeInvalid},
		"outcome that is none":       {false, after(t, outcome, dunning.LetterPrinted), registeredmail.CodeInvalid},
		"simple letter signed for":   {true, after(t, outcome, dunning.LetterDelivered), registeredmail.CodeInvalid},
		"simple letter returned":     {true, after(t, outcome, dunning.LetterReturned), ""},
		"delivered, then refused too": {false, func(c folder.Carrier) error {
			_ = after(t, outcome, dunning.LetterDelivered)(c)
			return c.MarkOutcome("a", dunning.LetterRefused, day(t, outcome))
		}, registeredmail.CodeConflict},
		"posted though cancelled": {false, func(c folder.Carrier) error {
			_ = c.Cancel(context.Background(), "a")
			return c.MarkPosted("a", "1A23456789012", day(t, posted))
		}, registeredmail.CodeConflict},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := requested(t, func(o *registeredmail.Order) { o.Registered = !row.simple })
			if err := row.do(c); registeredmail.ErrorCode(err) != row.want {
				t.Errorf("got %q, want %q: %v", registeredmail.ErrorCode(err), row.want, err)
			}
			letters(t, c.Dir)
		})
	}
}

// after posts the letter, then records an outcome.
func after(t *testing.T, on string, s dunning.LetterState) func(folder.Carrier) error {
	return func(c folder.Carrier) error {
		if err := c.MarkPosted("a", "1A23456789012", day(t, "2026-03-02")); err != nil {
			return err
		}
		return c.MarkOutcome("a", s, day(t, on))
	}
}

func TestStatusNamesAFileItCannotRead(t *testing.T) {
	t.Parallel()
	c, dir := requested(t)
	if err := os.WriteFile(filepath.Join(dir, "posted.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Status(t.Context(), "a"); err == nil || !strings.Contains(err.Error(), "posted.json") {
		t.Errorf("got %v", err)
	}
}
