package parties

import (
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/backoffice/debtorpages"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/visit"
)

// Portal looks after the debtors' own pages.
type Portal struct {
	Links   portalLinksCmd   `cmd:"" help:"List the links to a debtor's page that show an invoice."`
	Revoke  portalRevokeCmd  `cmd:"" help:"End a link: its page is gone at once."`
	Answers portalAnswersCmd `cmd:"" help:"Show what a debtor said about an invoice on his page."`
}

// pages runs a deed about debtors' pages.
func pages(s *frame.Session, do func(*debtorpages.Portal, access.Actor) error) error {
	d, err := s.Desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	use, err := d.Rooms.Pages()
	if err != nil {
		return err
	}
	return do(use, d.Who)
}

// portalLinksCmd lists links. Nobody can read the links themselves: only the
// SHA-256 of each is on record.
type portalLinksCmd struct {
	Number   string `arg:"" help:"Invoice number, or CREDITOR/NUMBER."`
	Creditor string `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
}

// Run prints them, the newest first.
func (c *portalLinksCmd) Run(s *frame.Session) error {
	return pages(s, func(p *debtorpages.Portal, who access.Actor) error {
		ref, err := p.Office.Find(s.Ctx, who, backoffice.CaseName{Creditor: c.Creditor, Number: c.Number})
		if err != nil {
			return err
		}
		links, err := p.LinksOf(s.Ctx, who, ref)
		if err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(links)
		}
		var rows [][]string
		for _, l := range links {
			rows = append(rows, []string{
				fmt.Sprint(l.ID), sentTo(s, l), s.DayOf(l.Created), s.DayOf(l.Expires), strings.Join(l.Invoices, " "), linkState(s, l),
			})
		}
		s.Table([]string{"LINK", "SENT TO", "ON", "UNTIL", "INVOICES", "STATE"}, rows)
		return nil
	})
}

// sentTo is whom a link went to; the code of a letter went to nobody's mailbox.
func sentTo(s *frame.Session, l visit.Link) string {
	if l.Letter {
		return s.W.Text("by letter")
	}
	return l.Recipient
}

func linkState(s *frame.Session, l visit.Link) string {
	switch {
	case !l.Revoked.IsZero():
		return s.W.Sprintf("revoked by %s", l.RevokedBy)
	case l.Trial:
		return s.W.Text("trial")
	}
	return ""
}

// portalRevokeCmd ends a link.
type portalRevokeCmd struct {
	ID     int64  `arg:"" help:"Number of the link: relance portal links."`
	Reason string `placeholder:"TEXT" help:"Why, for the record."`
}

// Run ends it; one that ended stays so.
func (c *portalRevokeCmd) Run(s *frame.Session) error {
	return pages(s, func(p *debtorpages.Portal, who access.Actor) error {
		if err := p.Revoke(s.Ctx, who, c.ID, c.Reason); err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(map[string]any{"link": c.ID, "revoked": true})
		}
		s.Say("link %d is revoked", c.ID)
		return nil
	})
}

// portalAnswersCmd shows what a debtor said.
type portalAnswersCmd struct {
	Number   string `arg:"" help:"Invoice number, or CREDITOR/NUMBER."`
	Creditor string `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
	Output   string `short:"o" placeholder:"DIR" help:"Write the files that he brought into this folder."`
}

// answered is an answer as --json prints it.
type answered struct {
	ID        int64    `json:"id"`
	Kind      string   `json:"kind"`
	At        string   `json:"at"`
	Invoices  []string `json:"invoices"`
	Suspended bool     `json:"suspended"`
	Mailed    bool     `json:"acknowledged"`
	Text      string   `json:"text"`
	Files     []string `json:"files"`
}

// Run prints the answers in their order, as they were given.
func (c *portalAnswersCmd) Run(s *frame.Session) error {
	return pages(s, func(p *debtorpages.Portal, who access.Actor) error {
		ref, err := p.Office.Find(s.Ctx, who, backoffice.CaseName{Creditor: c.Creditor, Number: c.Number})
		if err != nil {
			return err
		}
		said, err := p.AnswersOn(s.Ctx, who, ref)
		if err != nil {
			return err
		}
		list := make([]answered, len(said))
		for i, a := range said {
			list[i] = answered{a.ID, string(a.Kind), a.At.Format("2006-01-02T15:04:05Z07:00"), a.Invoices, a.Suspended, !a.Mailed.IsZero(), a.Text, a.Files}
			if !s.JSON {
				s.Say("%s  %s%s", visit.Name(a.ID), s.Clock(a.At), suspends(s, a.Suspended))
				s.Print(a.Text)
			}
			if c.Output != "" {
				if err := c.save(s, p, who, ref, a.Said); err != nil {
					return err
				}
			}
		}
		if s.JSON {
			return s.PrintJSON(list)
		}
		return nil
	})
}

func suspends(s *frame.Session, yes bool) string {
	if yes {
		return s.W.Text("  (suspended the case)")
	}
	return ""
}

// save writes the files of an answer under names of ours.
func (c *portalAnswersCmd) save(s *frame.Session, p *debtorpages.Portal, who access.Actor, ref dunning.Ref, a visit.Said) error {
	for i, sha := range a.Files {
		d, err := p.AnswerFile(s.Ctx, who, ref, sha)
		if err != nil {
			return err
		}
		name := filepath.Join(c.Output, fmt.Sprintf("%s-%d%s", visit.Name(a.ID), i+1, path.Ext(d.Name)))
		if err := os.MkdirAll(c.Output, 0o700); err != nil {
			return err
		}
		if err := frame.NewFile(name, func(w io.Writer) error { _, err := w.Write(d.Bytes); return err }); err != nil {
			return err
		}
		s.Say("wrote %s", name)
	}
	return nil
}
