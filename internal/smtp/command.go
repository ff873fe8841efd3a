package smtp

import (
	"bytes"
	"errors"
	"fmt"
)

// needs tells which extensions the addresses and bytes call for.
func (e Envelope) needs() (utf8, eightBit bool) {
	header, _, _ := bytes.Cut(e.Bytes, []byte("\r\n\r\n"))
	utf8 = !ascii(e.From) || !ascii(e.To) || !asciiBytes(header)
	return utf8, utf8 || !asciiBytes(e.Bytes)
}

func asciiBytes(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// carriable refuses what the server has not announced to understand.
func (a *attempt) carriable() (Outcome, bool) {
	o := Outcome{Verdict: Refused, Stage: StageMail}
	switch {
	case a.utf8 && !a.has("SMTPUTF8"):
		o.Address = !ascii(a.envelope.To)
		o.Cause = errors.New("the server takes no addresses with accents (SMTPUTF8)")
	case a.eightBit && !a.has("8BITMIME"):
		o.Cause = errors.New("the server takes no 8-bit text (8BITMIME)")
	default:
		return Outcome{}, true
	}
	return o, false
}

func (a *attempt) mailCommand() string {
	line := "MAIL FROM:<" + a.envelope.From + ">"
	if a.eightBit {
		line += " BODY=8BITMIME"
	}
	if a.utf8 {
		line += " SMTPUTF8"
	}
	if a.has("SIZE") {
		line += fmt.Sprintf(" SIZE=%d", len(a.envelope.Bytes))
	}
	if a.envelope.DSN && a.has("DSN") {
		line += " RET=HDRS"
		if id := xtext(a.envelope.ID); id != "" && len(id) <= 100 {
			line += " ENVID=" + id
		}
	}
	return line
}

func (a *attempt) rcptCommand() string {
	line := "RCPT TO:<" + a.envelope.To + ">"
	if !a.envelope.DSN || !a.has("DSN") {
		return line
	}
	line += " NOTIFY=FAILURE,DELAY"
	original := a.envelope.original
	fill(&original, a.envelope.To)
	if ascii(original) {
		line += " ORCPT=rfc822;" + xtext(original)
	}
	return line
}
