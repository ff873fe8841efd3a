package letters

import (
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice/texts"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/wording"
)

// textFile is a file with a text.
type textFile struct {
	textArg

	File string `arg:"" help:"File with the subject in its first line, a blank line and the body; - reads standard input."`
}

// read gives subject and body of the file.
func (c *textFile) read(s *frame.Session) (change texts.Change, err error) {
	if change.Key, err = wording.ParseKey(c.Text); err != nil {
		return change, err
	}
	data, err := s.ReadFile(c.File, 4*wording.MaxLength)
	if err != nil {
		return change, err
	}
	subject, body, _ := strings.Cut(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	change.Subject, change.Body = strings.TrimSpace(subject), strings.TrimSpace(body)
	return change, nil
}

// faultsOf gives the faults of a text as one error; nil for none.
func faultsOf(s *frame.Session, faults []dunning.Fault) error {
	for _, f := range faults {
		s.Complain(f.Path+": "+s.W.Reword(f.Text), s.W.Reword(f.Hint))
	}
	return texts.FaultsError(faults)
}

// textSetCmd saves a text.
type textSetCmd struct {
	textArg

	File     string         `arg:"" optional:"" help:"File with the subject in its first line, a blank line and the body; - reads standard input."`
	Original bool           `help:"Send the program's own text again."`
	From     *frame.DateArg `placeholder:"D" help:"Day from which notices are worded by it (default: at once)."`
	Seen     *int           `placeholder:"N" help:"The latest version that you have seen; another one meanwhile is refused (default: whatever is the latest)."`
	By       string         `placeholder:"NAME" help:"Who saves it (default: the user of the machine)."`
}

// Run checks the text, saves it and says what became of it.
func (c *textSetCmd) Run(s *frame.Session) error {
	return withTexts(s, c.By, c.Creditor, func(d *texts.Desk, who access.Actor, creditor string) error {
		k, err := wording.ParseKey(c.Text)
		if err != nil {
			return err
		}
		change, err := c.words(s, d, k)
		if err != nil {
			return err
		}
		shown, err := d.Show(s.Ctx, who, creditor, k)
		if err != nil {
			return err
		}
		change.Creditor, change.Seen = creditor, shown.Seen()
		if c.Seen != nil {
			change.Seen = *c.Seen
		}
		if c.From != nil {
			change.From = c.From.Date
		}
		v, err := d.Save(s.Ctx, who, change)
		if err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(versionOf(v))
		}
		if v.Waits() {
			s.Say("version %d of the text %s waits for two people", v.Version, k.String())
			return nil
		}
		if !v.From.IsZero() {
			s.Say("version %d of the text %s starts on %s", v.Version, k.String(), s.W.Date(v.From))
			return nil
		}
		s.Say("version %d of the text %s is in use", v.Version, k.String())
		return nil
	})
}

// words are those of the file, checked; none for the program's own text.
func (c *textSetCmd) words(s *frame.Session, d *texts.Desk, k dunning.WordingKey) (texts.Change, error) {
	if c.Original == (c.File != "") {
		return texts.Change{}, dunning.Errorf(dunning.CodeInvalid, "say what is sent: a file, or the program's own text").WithHint("give a FILE, or --original")
	}
	if c.Original {
		return texts.Change{Key: k}, nil
	}
	change, err := (&textFile{c.textArg, c.File}).read(s)
	if err != nil {
		return change, err
	}
	return change, faultsOf(s, d.Check(dunning.Wording{WordingKey: k, Version: 1, Subject: change.Subject, Body: change.Body}))
}

// textPreviewCmd tries a text.
type textPreviewCmd struct {
	textArg

	File   string `arg:"" optional:"" help:"File with a text that is not saved (default: the one in use)."`
	Number string `placeholder:"NUMBER" help:"Invoice whose notice is worded (default: an invented one)."`
}

// Run prints the mail.
func (c *textPreviewCmd) Run(s *frame.Session) error {
	return c.with(s, func(d *texts.Desk, who access.Actor, shown texts.Shown) error {
		change := texts.Change{Key: shown.Key, Subject: shown.Begin.Subject, Body: shown.Begin.Body}
		if c.File != "" {
			var err error
			if change, err = (&textFile{c.textArg, c.File}).read(s); err != nil {
				return err
			}
		}
		if err := faultsOf(s, d.Check(dunning.Wording{WordingKey: shown.Key, Version: 1, Subject: change.Subject, Body: change.Body})); err != nil {
			return err
		}
		change.Creditor = shown.Creditor
		tried, err := d.Preview(s.Ctx, who, texts.Trial{Change: change, Number: c.Number})
		if err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(struct {
				Subject    string `json:"subject"`
				Recipient  string `json:"recipient"`
				Text       string `json:"text"`
				HTML       string `json:"html"`
				PassedOver string `json:"passed_over,omitempty"`
			}{tried.Mail.Subject, tried.Notice.Debtor.Email, tried.Mail.Text, tried.Mail.HTML, tried.Mail.PassedOver})
		}
		if tried.Mail.PassedOver != "" {
			s.Complain(s.W.Sprintf("this notice would be worded by the program's text: %s", tried.Mail.PassedOver), "")
		}
		s.Print(s.W.Sprintf("To: %s\nSubject: %s\n\n", tried.Notice.Debtor.Email, tried.Mail.Subject) + tried.Mail.Text)
		return nil
	})
}
