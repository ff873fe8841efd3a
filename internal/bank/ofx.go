package bank

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"relance/internal/calendar"
)

var (
	ofxVersion = regexp.MustCompile(`(?i)VERSION(?::|=")\s*(\d{3})`)
	ofxStart   = regexp.MustCompile(`(?i)<OFX[\s>]`)
	ofxList    = regexp.MustCompile(`(?i)<BANKTRANLIST[\s>]`)
)

// ofx reads OFX and QFX. Bank statements are taken; card and investment
// statements are skipped with a warning.
func (s *sink) ofx(text string) error {
	if v := ofxVersion.FindStringSubmatch(text[:min(len(text), 4096)]); v != nil {
		s.file.Version = "OFX " + v[1]
	}
	root := ofxStart.FindStringIndex(text)
	if root == nil {
		root = ofxList.FindStringIndex(text)
	}
	if root == nil {
		return fmt.Errorf("%w\u00a0: un en-tête OFX sans <OFX>", ErrNoStatement)
	}
	i := root[0]
	o := &ofxReader{sink: s}
	scan := &ofxScanner{src: text, pos: i, line: 1 + strings.Count(text[:i], "\n")}
	for t, ok := scan.next(); ok; t, ok = scan.next() {
		if err := o.tag(t); err != nil {
			return err
		}
	}
	if err := o.end(); err != nil {
		return err
	}
	if !o.found && o.bank != "" {
		return fmt.Errorf("%w\u00a0: la banque a répondu %q", ErrNoStatement, o.bank)
	}
	return nil
}

// ofxAggregates are the elements with children that matter here.
var ofxAggregates = map[string]bool{
	"STMTRS": true, "CCSTMTRS": true, "INVSTMTRS": true, "STMTTRN": true, "STMTTRNP": true,
	"BANKACCTFROM": true, "BANKACCTTO": true, "LEDGERBAL": true, "AVAILBAL": true, "BALLIST": true,
	"BANKTRANLIST": true, "PAYEE": true, "STATUS": true, "SONRS": true, "ORIGCURRENCY": true, "CURRENCY": true,
}

// ofxReader holds the open elements, the statement and the transaction being
// read.
type ofxReader struct {
	*sink
	open   []string
	st     *Statement
	tx     map[string]string
	txLine int
	acct   map[string]string // BANKACCTFROM
	bank   string            // message of a STATUS with an error
	status map[string]string
	found  bool
}

// tag takes in one tag.
func (o *ofxReader) tag(t ofxTag) error {
	if !ofxAggregates[t.name] {
		if !t.end && t.text != "" {
			o.value(t.name, t.text, t.line)
		}
		return nil
	}
	if t.end {
		return o.close(t.name)
	}
	if t.text != "" && t.name == "CURRENCY" { // the code itself instead of CURSYM
		o.value(t.name, t.text, t.line)
		return nil
	}
	switch t.name {
	case "STMTRS", "CCSTMTRS", "INVSTMTRS":
		if err := o.end(); err != nil {
			return err
		}
		o.open = o.open[:0]
		o.start(t)
	case "BANKTRANLIST":
		if !o.found { // a fragment that lost what stood around its list
			o.start(ofxTag{name: "STMTRS", line: t.line})
			o.st.Currency = "EUR"
			o.warn(t.line, "liste d’opérations sans le relevé qui l’entoure\u00a0: lue comme un compte bancaire en euros, à contrôler")
		}
	case "STMTTRN", "STMTTRNP":
		if err := o.transaction(); err != nil {
			return err
		}
		o.tx, o.txLine = map[string]string{"": t.name}, t.line
	case "LEDGERBAL", "AVAILBAL", "BALLIST":
		if err := o.transaction(); err != nil {
			return err
		}
	case "STATUS":
		o.status = map[string]string{}
	}
	if i := slices.Index(o.open, t.name); i >= 0 { // never closed: none of these nests in itself
		o.open = o.open[:i]
	}
	if len(o.open) >= o.opts.MaxDepth {
		return fmt.Errorf("ligne %d\u00a0: éléments imbriqués sur plus de %d niveaux", t.line, o.opts.MaxDepth)
	}
	o.open = append(o.open, t.name)
	return nil
}

// start opens a statement.
func (o *ofxReader) start(t ofxTag) {
	o.found = true
	o.acct = map[string]string{}
	if t.name == "STMTRS" {
		o.st = &Statement{Line: t.line}
		return
	}
	o.skipped = true
	what := "relevé de carte"
	if t.name == "INVSTMTRS" {
		what = "relevé de titres"
	}
	o.warn(t.line, "%s (%s) ignoré\u00a0: seuls les comptes bancaires sont lus", what, t.name)
}

// close ends the innermost element called name; one that is not open is
// ignored, elements inside that were left open are closed with it.
func (o *ofxReader) close(name string) error {
	i := slices.Index(o.open, name)
	for j := len(o.open) - 1; j > i && i >= 0; j-- {
		if o.open[j] == name {
			i = j
			break
		}
	}
	if i < 0 {
		return nil
	}
	o.open = o.open[:i]
	switch name {
	case "STMTTRN", "STMTTRNP", "BANKTRANLIST":
		return o.transaction()
	case "STMTRS", "CCSTMTRS", "INVSTMTRS":
		return o.end()
	case "STATUS":
		if code := o.status["CODE"]; strings.Trim(code, "0") != "" && o.status["SEVERITY"] == "ERROR" && o.bank == "" {
			o.bank = join(code, o.status["MESSAGE"])
		}
	}
	return nil
}

// value takes in one value of the innermost element.
func (o *ofxReader) value(name, text string, line int) {
	in := ""
	if n := len(o.open); n > 0 {
		in = o.open[n-1]
	}
	switch {
	case in == "STATUS":
		o.status[name] = text
	case o.st == nil:
	case o.tx != nil && in == "PAYEE":
		o.tx["PAYEE."+name] = text
	case o.tx != nil && in == "CURRENCY":
		if name == "CURSYM" {
			o.tx["CURRENCY"] = text
		}
	case o.tx != nil && in == "BANKACCTTO":
		o.tx["TO."+name] = text
	case o.tx != nil && (in == "STMTTRN" || in == "STMTTRNP"):
		if o.tx[name] == "" {
			o.tx[name] = text
		}
	case in == "BANKACCTFROM":
		o.acct[name] = text
	case in == "LEDGERBAL":
		o.balance(name, text, line)
	case name == "CURDEF":
		o.st.Currency = strings.ToUpper(text)
	case name == "DTSTART":
		if d := o.date(text, line); o.st.From.IsZero() {
			o.st.From = d
		}
	case name == "DTEND":
		o.st.To = o.date(text, line)
	}
}

func (o *ofxReader) balance(name, text string, line int) {
	if name != "BALAMT" {
		return
	}
	if v, ok := o.amount(line, "solde", text); ok {
		o.st.Closing = &v
	} else {
		o.warn(line, "solde illisible %q", clip(text))
	}
}

// end hands out the statement being read, if any.
func (o *ofxReader) end() error {
	if err := o.transaction(); err != nil {
		return err
	}
	if o.st == nil {
		return nil
	}
	st := o.st
	o.st = nil
	st.Account = clean(o.acct["ACCTID"])
	if iban := ribIBAN(o.acct["BANKID"], o.acct["BRANCHID"], st.Account); iban != "" {
		st.IBAN = iban
	}
	if st.Account == "" {
		o.warn(st.Line, "relevé sans numéro de compte")
	}
	return o.done(st)
}

// date reads YYYYMMDD of an OFX date and time, as the bank's own clock shows
// it; zeros are no date.
func (o *ofxReader) date(s string, line int) calendar.Date {
	digits := strings.TrimSpace(s)
	if len(digits) >= 8 && strings.Trim(digits[:8], "0") == "" {
		return calendar.Date{}
	}
	if len(digits) >= 8 {
		if d, err := calendar.ParseDate(digits[:4] + "-" + digits[4:6] + "-" + digits[6:8]); err == nil {
			return d
		}
	}
	if len(digits) >= 10 {
		if d, err := calendar.ParseDate(digits[:10]); err == nil {
			return d
		}
	}
	o.warn(line, "date illisible %q", clip(s))
	return calendar.Date{}
}
