package letters

import (
	"strconv"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice/texts"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/wording"
)

// Text looks after the creditors' own texts of notices.
type Text struct {
	List    textListCmd    `cmd:"" help:"List the texts of notices, and which are in use."`
	Show    textShowCmd    `cmd:"" help:"Show a text, as a file that set takes."`
	Set     textSetCmd     `cmd:"" help:"Save a text from a file: its subject, a blank line, its body. It is held against the law before."`
	Preview textPreviewCmd `cmd:"" help:"Word the notice of an invoice by a text; nothing is saved."`
	History textHistoryCmd `cmd:"" help:"List what was saved of a text, the newest first."`
}

// withTexts opens the use cases about texts, with the creditor that is meant.
func withTexts(s *frame.Session, by, creditor string, do func(d *texts.Desk, who access.Actor, creditor string) error) error {
	desk, err := s.Desk(by)
	if err != nil {
		return err
	}
	defer desk.Close()
	d, err := desk.Rooms.Texts(desk.Office)
	if err != nil {
		return err
	}
	if creditor, err = frame.Meant(s.Ctx, desk.Office, desk.Who, creditor); err != nil {
		return err
	}
	return do(d, desk.Who, creditor)
}

// textArg names a text.
type textArg struct {
	Text     string `arg:"" help:"Language, level and segment, as fr.first.business; behind them the name of a variant."`
	Creditor string `placeholder:"ID" help:"Whose text it is; needed where there are several creditors."`
}

// with opens the text that is named.
func (c textArg) with(s *frame.Session, do func(d *texts.Desk, who access.Actor, shown texts.Shown) error) error {
	return withTexts(s, "", c.Creditor, func(d *texts.Desk, who access.Actor, creditor string) error {
		k, err := wording.ParseKey(c.Text)
		if err != nil {
			return err
		}
		shown, err := d.Show(s.Ctx, who, creditor, k)
		if err != nil {
			return err
		}
		return do(d, who, shown)
	})
}

// textLine is a text as the list shows it.
type textLine struct {
	Creditor string `json:"creditor"`
	Text     string `json:"text"`
	InUse    int    `json:"in_use"`
	Latest   int    `json:"latest"`
	Waits    bool   `json:"waits"`
	File     string `json:"file,omitempty"`

	Next *textComing `json:"next,omitempty"` // version that waits for its day
}

// textComing is a version that takes the place of another on its day.
type textComing struct {
	Version int           `json:"version"`
	From    calendar.Date `json:"from"`
}

func lineOf(t texts.Text) textLine {
	l := textLine{Creditor: t.Creditor, Text: t.Key.String(), Latest: t.Seen(), Waits: t.Waiting() != nil, File: t.File}
	if t.InUse != nil {
		l.InUse = t.InUse.Version
	}
	if t.Next != nil {
		l.Next = &textComing{t.Next.Version, t.Next.From}
	}
	return l
}

// textListCmd lists the texts.
type textListCmd struct {
	Creditor string `placeholder:"ID" help:"Whose texts; needed where there are several creditors."`
}

// Run prints them in the order of the notices.
func (c *textListCmd) Run(s *frame.Session) error {
	return withTexts(s, "", c.Creditor, func(d *texts.Desk, who access.Actor, creditor string) error {
		all, err := d.List(s.Ctx, who, []string{creditor})
		if err != nil {
			return err
		}
		lines, rows := make([]textLine, len(all)), [][]string{}
		for i, t := range all {
			lines[i] = lineOf(t)
			rows = append(rows, []string{lines[i].Text, standingOf(s, lines[i])})
		}
		if s.JSON {
			return s.PrintJSON(lines)
		}
		s.Table([]string{"TEXT", "IN USE"}, rows)
		return nil
	})
}

// standingOf says what is sent.
func standingOf(s *frame.Session, l textLine) string {
	text := s.W.Sprintf("the program's own")
	switch {
	case l.File != "":
		return s.W.Sprintf("file %s", l.File)
	case l.InUse > 0:
		text = s.W.Sprintf("version %d", l.InUse)
	}
	if l.Next != nil {
		text += ", " + s.W.Sprintf("version %d from %s", l.Next.Version, s.W.Date(l.Next.From))
	}
	if l.Waits {
		text += ", " + s.W.Sprintf("version %d waits for two people", l.Latest)
	}
	return text
}

// textShowCmd shows a text.
type textShowCmd struct {
	textArg

	Number int `name:"number" placeholder:"N" help:"Of an older version."`
}

// textShown is a text as show gives it.
type textShown struct {
	textLine

	Subject string     `json:"subject"`
	Body    string     `json:"body"`
	Names   []textName `json:"names"`
}

type textName struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	About string `json:"about"`
}

// Run prints subject, a blank line and the body.
func (c *textShowCmd) Run(s *frame.Session) error {
	return c.with(s, func(_ *texts.Desk, _ access.Actor, shown texts.Shown) error {
		if shown.Refusal != nil {
			return shown.Refusal
		}
		w := shown.Begin
		if c.Number > 0 {
			old, found := shown.Find(c.Number)
			if !found {
				return dunning.Errorf(dunning.CodeNotFound, "creditor %s has no version %d of the text %s", shown.Creditor, c.Number, shown.Key.String())
			}
			w = old.Wording
		}
		if !s.JSON {
			s.Print(w.Subject + "\n\n" + w.Body)
			return nil
		}
		out := textShown{textLine: lineOf(shown.Text), Subject: w.Subject, Body: w.Body}
		for _, n := range shown.Names {
			out.Names = append(out.Names, textName{n.Name, string(n.Kind), n.About})
		}
		return s.PrintJSON(out)
	})
}

// textHistoryCmd lists versions.
type textHistoryCmd struct{ textArg }

// textVersion is a version as history shows it.
type textVersion struct {
	Version int        `json:"version"`
	Author  string     `json:"author"`
	Saved   time.Time  `json:"saved"`
	Used    *time.Time `json:"used,omitempty"`
	Outcome string     `json:"outcome,omitempty"`
	Subject string     `json:"subject"`
	Body    string     `json:"body"`
}

func versionOf(v wording.Version) textVersion {
	out := textVersion{Version: v.Version, Author: v.Author, Saved: v.At, Outcome: v.Outcome, Subject: v.Subject, Body: v.Body}
	if !v.Used.IsZero() {
		out.Used = &v.Used
	}
	return out
}

// Run prints them, the newest first.
func (c *textHistoryCmd) Run(s *frame.Session) error {
	return c.with(s, func(_ *texts.Desk, _ access.Actor, shown texts.Shown) error {
		out, rows := []textVersion{}, [][]string{}
		for _, v := range shown.Versions {
			out = append(out, versionOf(v))
			used := ""
			if !v.Used.IsZero() {
				used = s.Clock(v.Used)
			}
			rows = append(rows, []string{strconv.Itoa(v.Version), v.Author, s.Clock(v.At), used})
		}
		if s.JSON {
			return s.PrintJSON(out)
		}
		s.Table([]string{"VERSION", "AUTHOR", "SAVED", "IN USE SINCE"}, rows)
		return nil
	})
}
