package bank

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"relance/internal/calendar"
)

var camtVersion = regexp.MustCompile(`camt\.05[0-9]\.[0-9.]+`)

// camtKinds are the elements that hold the entries of one account.
var camtKinds = map[string]Kind{"Stmt": KindStatement, "Rpt": KindReport, "Ntfctn": KindNotification}

// camt reads camt.052, .053 and .054 of any version, statement by statement.
func (s *sink) camt(r io.Reader) error {
	text := utf8Reader(r)
	x := newXMLReader(text, s.opts.MaxDepth)
	root := ""
	for {
		t, err := x.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		s.camtVersion(start)
		if root == "" || strings.HasPrefix(start.Name.Local, "BkToCstmr") || root == "Document" {
			root = start.Name.Local
		}
		if kind, ok := camtKinds[start.Name.Local]; ok {
			if err := s.camtStatement(x, kind); err != nil {
				return err
			}
		}
	}
	if note := text.note(); note != "" {
		s.warn(0, "des octets hors UTF-8 ont été lus en %s", note)
	}
	if !strings.HasPrefix(root, "BkToCstmr") {
		s.file.Format = ""
		return fmt.Errorf("%w\u00a0: un document XML <%s>, et non un camt.052, .053 ou .054", ErrUnknownFormat, root)
	}
	return nil
}

func (s *sink) camtVersion(start xml.StartElement) {
	if s.file.Version != "" {
		return
	}
	for _, a := range start.Attr {
		if a.Name.Local != "xmlns" && a.Name.Space != "xmlns" {
			continue
		}
		if v := camtVersion.FindString(a.Value); v != "" {
			s.file.Version = v
		}
	}
}

// camtStatement reads one Stmt, Rpt or Ntfctn to its end.
func (s *sink) camtStatement(x *xmlReader, kind Kind) error {
	c := &camtReader{sink: s, st: &Statement{Kind: kind, Line: x.line()}}
	for {
		t, err := x.next()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.EndElement:
			c.settleBalances()
			return s.done(c.st)
		case xml.StartElement:
			line := x.line()
			n, err := x.build(t)
			if err != nil {
				return err
			}
			if err := c.child(n, line); err != nil {
				return err
			}
		}
	}
}

// camtReader fills one statement.
type camtReader struct {
	*sink
	st    *Statement
	owner string         // folded name of the account holder
	bals  map[string]bal // first balance of each type
}

// child takes in one child of the statement.
func (c *camtReader) child(n *node, line int) error {
	switch n.name {
	case "Id":
		c.st.ID = clean(n.text)
	case "ElctrncSeqNb":
		c.st.Sequence = clean(n.text)
	case "LglSeqNb":
		if c.st.Sequence == "" {
			c.st.Sequence = clean(n.text)
		}
	case "FrToDt":
		c.st.From = c.date(line, n, "FrDtTm", "FrDt")
		c.st.To = c.date(line, n, "ToDtTm", "ToDt")
	case "StmtPgntn", "RptPgntn", "NtfctnPgntn":
		if strings.EqualFold(n.value("LastPgInd"), "false") {
			c.warn(line, "page %s\u00a0: d’autres pages de ce relevé suivent dans un autre fichier", n.value("PgNb"))
		}
	case "CpyDplctInd":
		c.warn(line, "le relevé %s est une copie ou un double (%s)", c.st.ID, clean(n.text))
	case "Acct":
		c.account(n)
	case "Bal":
		c.balanceNode(n, line)
	case "Ntry":
		return c.entry(n, line)
	}
	return nil
}

func (c *camtReader) account(n *node) {
	c.st.Account = compact(n.leaf("Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN", "Id/UPIC"))
	c.st.Currency = strings.ToUpper(n.value("Ccy"))
	c.owner = unaccented(n.leaf("Ownr/Nm", "Ownr/Pty/Nm", "Nm"))
}

// date reads the first of the paths that is an ISO date or date-time and
// keeps the civil date as the bank wrote it, whatever its offset.
func (c *camtReader) date(line int, n *node, paths ...string) calendar.Date {
	v := n.leaf(paths...)
	if v == "" {
		return calendar.Date{}
	}
	text := v
	if len(text) > 10 {
		text = text[:10]
	}
	d, err := calendar.ParseDate(text)
	if err != nil {
		c.warn(line, "date illisible %q", v)
	}
	return d
}
