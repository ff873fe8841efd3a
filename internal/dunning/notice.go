package dunning

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/interest"
	"relance/internal/money"
)

// Notice is all that one message or letter says to a debtor: one or several
// invoices, in the tone of the highest level among them.
type Notice struct {
	Level    Level         `json:"level"`
	Channel  Channel       `json:"channel"`
	Creditor Creditor      `json:"creditor"`
	Debtor   Debtor        `json:"debtor"`
	Date     calendar.Date `json:"date"`              // of the notice
	Deadline calendar.Date `json:"deadline,omitzero"` // last day to pay; none for courtesy, first and thanks, by CommonDate for a receipt
	Agreed   bool          `json:"agreed,omitempty"`  // the debtor has named or accepted the Deadline of a receipt
	Items    []NoticeItem  `json:"items"`
	Totals   Claim         `json:"totals"` // over all items, same date and currency
	Currency string        `json:"currency"`
	Habit    int           `json:"habit,omitempty"` // other invoices of the debtor of which we had to remind him within a year, and which he paid late
	Portal   string        `json:"-"`               // address of the debtor's own page; empty when there is none
	Code     string        `json:"-"`               // in letters: what is entered there; empty in mails, whose address leads to the page itself
	Template string        `json:"-"`               // folder of the user's own templates; empty uses the built-in ones
	Wordings []Wording     `json:"-"`               // the creditor's own texts that are in use, among which the notice chooses
}

// Regime is the debtor's body of law.
func (n Notice) Regime() Regime { return n.Debtor.Regime }

// Enclosures are the papers behind a letter: copies of its invoices, and the
// bills of justified costs, each in the order of the invoices.
type Enclosures struct{ Copies, Bills []Document }

// NoticeItem is one invoice in a notice.
type NoticeItem struct {
	Invoice  Invoice     `json:"invoice"`
	Level    Level       `json:"level"`              // of this invoice's own step
	Paid     money.Cents `json:"paid,omitempty"`     // received so far, less what went back; credit notes are not in it
	Disputed money.Cents `json:"disputed,omitempty"` // left out of the claim while contested
	Claim    Claim       `json:"claim"`
	Earlier  []Earlier   `json:"earlier,omitempty"`  // what was sent before about this invoice
	Received []Received  `json:"received,omitempty"` // payments, oldest first; negative when it went back
	Credited []Received  `json:"credited,omitempty"` // credit notes
	Receipt  money.Cents `json:"receipt,omitempty"`  // of Paid: what a receipt acknowledges
	Awaited  Awaited     `json:"awaited,omitzero"`   // what a receipt asks for next
	// NoticeReceived is the receipt of the formal notice, when there was one.
	NoticeReceived calendar.Date `json:"notice_received,omitzero"`
	Judgment       calendar.Date `json:"judgment,omitzero"` // opening of insolvency proceedings
	Particulars    Particulars   `json:"particulars,omitzero"`
	DaysLate       int           `json:"days_late"` // days past due on the notice's date; 0 before
}

// NewNoticeItem puts together what a notice says of an invoice on a day: what
// was received and credited (oldest first) leads from its amount to the balance
// of its case. The claim, the receipt of the formal notice and what was sent
// earlier are left to the caller.
func NewNoticeItem(inv Invoice, c Case, level Level, on calendar.Date, received, credited []Received) NoticeItem {
	item := NoticeItem{
		Invoice: inv, Level: level, Received: received, Credited: credited,
		Disputed: max(c.Balance, 0) - c.Chased(), DaysLate: max(on.Sub(c.Due), 0),
	}
	item.Invoice.Due = c.Due // as agreed since, when it was moved
	item.Judgment = c.Judgment()
	item.Paid = inv.Payable - c.Balance - item.CreditedSum()
	return item
}

// CreditedSum is what credit notes take off the invoice.
func (it NoticeItem) CreditedSum() (sum money.Cents) {
	for _, c := range it.Credited {
		sum += c.Amount
	}
	return sum
}

// Earlier is a notice that was sent before.
type Earlier struct {
	Level   Level         `json:"level"`
	Channel Channel       `json:"channel"`
	Date    calendar.Date `json:"date"`
}

// Received is money that came in, or went back when it is negative; among
// credit notes, what one of them takes off.
type Received struct {
	Date   calendar.Date `json:"date"`
	Amount money.Cents   `json:"amount"`
	// Accessory came besides Amount, for late interest and the fixed fee: it does
	// not reduce the balance.
	Accessory money.Cents `json:"accessory,omitzero"`
}

// All is what came in, or went back, accessories included.
func (r Received) All() money.Cents { return r.Amount + r.Accessory }

// Claim is what may be asked at a date, and what may not.
type Claim struct {
	On        calendar.Date `json:"on"`
	Principal money.Cents   `json:"principal"`         // still open, with VAT, without the disputed part
	Interest  money.Cents   `json:"interest"`          // accrued and unpaid at On
	Fee       money.Cents   `json:"fee"`               // 40 € per invoice, b2b and public only, without VAT
	Costs     money.Cents   `json:"costs,omitempty"`   // justified costs above the fee: what is left of Outlays
	Outlays   []Outlay      `json:"outlays,omitempty"` // the costs one by one; the fee covers the first of them (C. com. L441-10 II)
	Total     money.Cents   `json:"total"`             // the sum of the four
	Daily     money.Cents   `json:"daily,omitempty"`   // interest a day after On, rounded half up
	Periods   []ClaimPeriod `json:"periods,omitempty"` // how Interest was found
	Days      int           `json:"days,omitempty"`    // interest-bearing days
	Rate      string        `json:"rate,omitempty"`    // in force at On, percent: "12.40"
	RateBasis string        `json:"basis,omitempty"`   // French: « taux de la BCE majoré de 10 points »
	// RateBasisEnglish is the same for notices in English.
	RateBasisEnglish string        `json:"basis_en,omitempty"`
	Articles         []string      `json:"articles,omitempty"` // legal basis of the parts that are claimed
	Until            calendar.Date `json:"until,omitzero"`     // interest stops here for want of a known rate
	NotAsked         []NotAsked    `json:"not_asked,omitempty"`
	// Imputed says what each payment and credit note up to On paid.
	Imputed     []interest.Imputed `json:"-"`
	FloorLifted bool               `json:"floor,omitempty"` // the clause was below 3 × legal and was lifted
}

// ClaimPeriod is one stretch of days at one rate and base.
type ClaimPeriod struct {
	From   calendar.Date `json:"from"`
	To     calendar.Date `json:"to"`
	Days   int           `json:"days"`
	Base   money.Cents   `json:"base"`
	Rate   string        `json:"rate"`   // percent a year
	Basis  string        `json:"-"`      // French: how the rate is made
	Source string        `json:"source"` // French: Basis, and where the reference rate was read
	Amount money.Cents   `json:"amount"`
}

// NotAsked is something that must or may not be claimed here, and why.
type NotAsked struct {
	Code    string `json:"code"` // interest, fee, costs
	Text    string `json:"text"` // French, for the record and the console; never for the debtor
	Article string `json:"article"`
}

// MessageState is where one e-mail or letter stands.
type MessageState string

// The states of a message.
const (
	MessageRendered  MessageState = "rendered"     // bytes stored, nothing has left
	MessageWithheld  MessageState = "withheld"     // a switch keeps it from leaving
	MessageHanding   MessageState = "handing_over" // the server is taking it
	MessageAccepted  MessageState = "accepted"     // the server has it
	MessageRefused   MessageState = "refused"      // refused for good
	MessageUnknown   MessageState = "unknown"      // nobody can know; a person is asked
	MessageAbandoned MessageState = "abandoned"    // given up before it left
)

// Message is one e-mail or letter: the exact bytes and what became of them.
type Message struct {
	ID        int64         `json:"id"`
	Creditor  string        `json:"creditor"`
	Debtor    string        `json:"debtor"`
	Channel   Channel       `json:"channel"`
	Level     Level         `json:"level"`
	State     MessageState  `json:"state"`
	MessageID string        `json:"message_id"` // fixed before the first attempt, without angle brackets
	Subject   string        `json:"subject"`
	Recipient string        `json:"recipient"`
	Document  string        `json:"document"`           // SHA-256 (hex) of the exact bytes
	Reply     string        `json:"reply,omitempty"`    // the server's last words
	Day       calendar.Date `json:"day"`                // civil date of the send, case time
	SentAt    time.Time     `json:"sent_at,omitzero"`   // case time
	Created   time.Time     `json:"created"`            // recorded time
	HandedAt  time.Time     `json:"handed_at,omitzero"` // recorded time of the hand-over
	// Letterhead is the digest of what it takes from the creditor: particulars
	// and templates.
	Letterhead string `json:"-"`
	// Wording is the mark of the creditor's own text that it is written by; empty
	// for the program's.
	Wording  string `json:"wording,omitempty"`
	Tracking string `json:"tracking,omitempty"`
	Answers  int64  `json:"answers,omitempty"` // the mail that a person answers with it; 0 for a notice
	Author   string `json:"author,omitempty"`  // of an answer
}
