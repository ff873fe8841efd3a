package inbox

import (
	"crypto/sha256"
	"strings"
	"time"
)

// Tie says what ties a mail to a debtor. The list is closed and in the order
// of trust.
type Tie string

// The ties.
const (
	TiedByMessage   Tie = "message"   // it names a mail that we sent
	TiedByThread    Tie = "thread"    // it answers a mail that is tied already
	TiedByRecipient Tie = "recipient" // a report about the only mail we sent to that address lately
	TiedByReference Tie = "reference" // subject or new text names an invoice
	TiedByAddress   Tie = "address"   // the sender is a debtor's address
	TiedByPerson    Tie = "person"    // somebody assigned it
	Untied          Tie = ""
)

// Deed says what a mail does to the cases of its debtor. The list is closed.
// No deed pays, closes, credits or changes a date, an address or an account.
type Deed string

// The deeds.
const (
	Keep     Deed = "keep"      // nothing follows: it is a note on record
	Hold     Deed = "hold"      // all open cases of the debtor wait until a person has read it
	StopMail Deed = "stop_mail" // the address gets no e-mail until a person mends it; letters go on
	Ask      Deed = "ask"       // a person is asked, and nothing waits
	Assign   Deed = "assign"    // a person must say whose it is
)

// Deed says what follows from a mail that is tied so. Fulls counts the earlier
// reports of the last two weeks that the same mailbox was full.
func (r Reading) Deed(tie Tie, fulls int) Deed {
	switch {
	case tie == Untied:
		if r.Class == Reply {
			return Assign
		}
		return Keep // a report about a mail that is not ours, spam, a newsletter
	case r.Class == Reply:
		return Hold
	case r.Class == BouncePermanent, r.Class == Complaint, r.Class == BounceFull && fulls > 0:
		return StopMail
	case r.Class == BouncePolicy, r.Class == BounceTemporary, r.Class == BounceOther, r.Class == Challenge:
		return Ask
	case r.Class == AutoReply && len(r.Intents) > 0:
		return Ask // somebody has left, or an address is not read any more
	}
	return Keep
}

// As gives the reading of a mail that is tied so: what answers a mail of ours,
// or comes from a debtor's address, is never spam or a newsletter.
func (r Reading) As(tie Tie) Reading {
	certain := tie == TiedByMessage || tie == TiedByThread
	if r.Class == Spam && tie != Untied || r.Class == Other && certain && !r.IsAuto {
		r.Class = Reply
		r.Rules = append(append([]string{}, r.Rules...), "reply:tied-by-"+string(tie))
	}
	return r
}

// Proves tells whether the mail proves that our message left: it could not
// speak of it otherwise.
func (r Reading) Proves(tie Tie) bool { return tie == TiedByMessage && r.Class != Spam }

// Names gives the ids of the mails that it answers or is about, without
// brackets, the most telling first.
func (r Reading) Names() []string {
	var out []string
	for _, id := range append([]string{r.OriginalMessageID, r.InReplyTo}, r.References...) {
		if id = strings.Trim(id, "<> "); id != "" {
			out = appendNew(out, id)
		}
	}
	return out
}

// Numbers gives what may be invoice numbers in subject and new text.
func (r Reading) Numbers() []string {
	out := invoicesIn(r.Subject)
	for _, n := range invoicesIn(clip(r.ReplyText, maxIntentText)) {
		out = appendNew(out, n)
	}
	return out[:min(len(out), maxList)]
}

// Sameness is a hash by which the same mail is known again through another
// door or in another folder, where its bytes differ in what servers add.
func (r Reading) Sameness(raw []byte) [32]byte {
	if r.MessageID == "" {
		return sha256.Sum256(raw)
	}
	text := strings.Join(strings.Fields(r.Text), " ")
	return sha256.Sum256([]byte(strings.Join([]string{r.MessageID, r.Date.UTC().Format(time.RFC3339), strings.ToLower(r.From), text}, "\x00")))
}
