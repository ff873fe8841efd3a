package collected

import (
	"fmt"
	"strings"
	"time"

	"relance/internal/dunning"
	"relance/internal/spreadsheet"
)

// Written is a report with its message.
type Written struct {
	Proposal
	ID        int64 // number on record; 0 for a report that was only worked out
	Ref       dunning.Ref
	Currency  string
	MessageID string
	XML       []byte
	At        time.Time
}

// FileName is a name for the message that tells it from all others: figures,
// letters, dots and hyphens alone.
func (w Written) FileName() string {
	number := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '-', r == '.':
			return r
		}
		return '_'
	}, w.Ref.Number)
	return fmt.Sprintf("212_%s_%s_%d-%d.xml", w.Ref.Creditor, number, w.Payment, w.Part)
}

// Unreported is money of an invoice that is not reported.
type Unreported struct {
	Ref dunning.Ref
	Left
}

// Wrote tells whether a message of this id was written here.
func (a Account) Wrote(message string) bool {
	for _, r := range a.Reports {
		if r.MessageID == message {
			return true
		}
	}
	return false
}

// List is a list of reports for a spreadsheet: a name for its file, and a line
// for each amount under tabs.
func List(reports []Written) (name string, tsv []byte) {
	text := "creditor\tinvoice\tdate\treceived\taccessory\trate\tamount\tcurrency\tmessage_id\tfile\n"
	var first, last int64
	for i, w := range reports {
		if last = w.ID; i == 0 {
			first = w.ID
		}
		for _, s := range w.Shares {
			text += strings.Join([]string{
				w.Ref.Creditor, spreadsheet.Harmless(w.Ref.Number), w.Date.String(), w.Received.String(), w.Accessory.String(), s.Rate.String(), s.Amount.String(), w.Currency,
				spreadsheet.Harmless(w.MessageID), w.FileName(),
			}, "\t") + "\n"
		}
	}
	return fmt.Sprintf("212_%d-%d.tsv", first, last), []byte(text)
}

// Unknown is the error of a report that is not on record.
func Unknown(id int64) error {
	return dunning.Errorf(dunning.CodeNotFound, "no report of money %d", id)
}
