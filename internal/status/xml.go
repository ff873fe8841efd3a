package status

import (
	"cmp"
	"slices"
	"strings"

	"relance/internal/calendar"
)

// message mirrors the XML as far as it is read.
type message struct {
	Process          string            `xml:"ExchangedDocumentContext>BusinessProcessSpecifiedDocumentContextParameter>ID"`
	Profile          string            `xml:"ExchangedDocumentContext>GuidelineSpecifiedDocumentContextParameter>ID"`
	Document         exchanged         `xml:"ExchangedDocument"`
	Acknowledgements []acknowledgement `xml:"AcknowledgementDocument"`
}

type exchanged struct {
	ID         string  `xml:"ID"`
	Issued     stamp   `xml:"IssueDateTime"`
	Issuer     party   `xml:"IssuerTradeParty"`
	Recipients []party `xml:"RecipientTradeParty"`
}

type party struct {
	IDs  []identity `xml:"GlobalID"`
	Own  []identity `xml:"ID"`
	Role string     `xml:"RoleCode"`
}

// identity is an identifier with the code of its scheme.
type identity struct {
	Scheme string `xml:"schemeID,attr"`
	Text   string `xml:",chardata"`
}

// stamp is a date or a time. Its form is read from its figures, not from the code
// beside them, which platforms write wrongly: 102 (a day), 203 (to the minute),
// 204 (to the second), or that of ISO 8601. A month alone (610) names no day.
type stamp struct {
	String string `xml:"DateTimeString"`
	Plain  string `xml:"DateTime"` // the other form that the schema allows
}

type acknowledgement struct {
	Type       string      `xml:"TypeCode"`
	Issued     stamp       `xml:"IssueDateTime"`
	References []reference `xml:"ReferenceReferencedDocument"`
}

type reference struct {
	Number    string   `xml:"IssuerAssignedID"`
	UNCL      string   `xml:"StatusCode"`
	Type      string   `xml:"TypeCode"`
	Issued    stamp    `xml:"FormattedIssueDateTime"`
	Condition string   `xml:"ProcessConditionCode"`
	Label     string   `xml:"ProcessCondition"`
	Seller    party    `xml:"IssuerTradeParty"`
	Details   []detail `xml:"SpecifiedDocumentStatus"`
}

type detail struct {
	Effective  stamp            `xml:"ReferenceDateTime"`
	ReasonCode []string         `xml:"ReasonCode"`
	Reason     []string         `xml:"Reason"`
	ActionCode []string         `xml:"RequestedActionCode"`
	Action     []string         `xml:"RequestedAction"`
	Notes      []string         `xml:"IncludedNote>Content"`
	Values     []characteristic `xml:"SpecifiedDocumentCharacteristic"`
}

type characteristic struct {
	Type   string `xml:"TypeCode"`
	Amount struct {
		Currency string `xml:"currencyID,attr"`
		Text     string `xml:",chardata"`
	} `xml:"ValueAmount"`
	At      stamp  `xml:"ValueDateTime"`
	Percent string `xml:"ValuePercent"`
}

// id is the identifier of a party: its SIREN where several are given, else the
// first, a global one before its own.
func (p party) id() string {
	first := ""
	for _, s := range slices.Concat(p.IDs, p.Own) {
		text := clean(s.Text)
		if text != "" && clean(s.Scheme) == schemeSIREN {
			return text
		}
		first = cmp.Or(first, text)
	}
	return first
}

func (m message) head(file string) Status {
	s := Status{
		File: file, MessageID: clean(m.Document.ID), Created: m.Document.Issued.instant(),
		Profile: clean(m.Profile), Process: clean(m.Process),
		IssuerRole: clean(m.Document.Issuer.Role), IssuerID: m.Document.Issuer.id(),
	}
	for _, p := range m.Document.Recipients {
		s.Recipients = append(s.Recipients, Party{Role: clean(p.Role), ID: p.id()})
	}
	return s
}

func (a acknowledgement) fill(s *Status) {
	s.AckType, s.StatusAt = clean(a.Type), a.Issued.instant()
}

func (r reference) fill(s *Status) {
	s.Invoice, s.InvoiceType, s.InvoiceDate = clean(r.Number), clean(r.Type), r.Issued.day()
	s.Code, s.Label, s.UNCL = Code(clean(r.Condition)), clean(r.Label), clean(r.UNCL)
	s.SellerSIREN = r.Seller.id()
	for _, d := range r.Details {
		s.EffectiveDay = cmp.Or(s.EffectiveDay, d.Effective.day())
		s.Reasons = texts(s.Reasons, d.ReasonCode)
		s.ReasonTexts = texts(s.ReasonTexts, d.Reason)
		s.Actions = texts(s.Actions, d.ActionCode)
		s.ActionTexts = texts(s.ActionTexts, d.Action)
		s.Comments = texts(s.Comments, d.Notes)
		for _, v := range d.Values {
			if value := clean(v.Amount.Text); value != "" {
				s.Amounts = append(s.Amounts, Amount{
					Type: clean(v.Type), Value: value, Currency: clean(v.Amount.Currency), Percent: clean(v.Percent), Date: v.At.day(),
				})
			}
		}
	}
	for _, d := range r.Details {
		for _, v := range d.Values {
			s.EffectiveDay = cmp.Or(s.EffectiveDay, v.At.day())
		}
	}
}

// texts appends what is not empty.
func texts(to, from []string) []string {
	for _, t := range from {
		if t = clean(t); t != "" {
			to = append(to, t)
		}
	}
	return to
}

// clean drops the blanks around a text and folds those within.
func clean(s string) string { return strings.Join(strings.Fields(s), " ") }

// instant gives 2006-01-02T15:04:05; a day alone is its midnight; what cannot
// be read is empty.
func (s stamp) instant() string {
	digits := s.digits()
	day := s.day()
	switch {
	case day == "" || len(digits) < 8:
		return ""
	case len(digits) < 12:
		return day + "T00:00:00"
	}
	hour, minute, second := digits[8:10], digits[10:12], "00"
	if len(digits) >= 14 {
		second = digits[12:14]
	}
	if hour > "23" || minute > "59" || second > "60" {
		return ""
	}
	return day + "T" + hour + ":" + minute + ":" + second
}

// day gives 2006-01-02; empty when there is none.
func (s stamp) day() string {
	digits := s.digits()
	if len(digits) < 8 {
		return ""
	}
	d, err := calendar.ParseDate(digits[:4] + "-" + digits[4:6] + "-" + digits[6:8])
	if err != nil {
		return ""
	}
	return d.String()
}

// digits keeps the figures of the time: some platforms write 2025-07-01T10:00:00.
// What follows a zone or a fraction of a second is left out.
func (s stamp) digits() string {
	text := cmp.Or(strings.TrimSpace(s.String), strings.TrimSpace(s.Plain))
	if i := strings.IndexAny(text, ".Z+"); i >= 0 {
		text = text[:i]
	}
	if day, hour, found := strings.Cut(text, "T"); found { // west of Greenwich the zone begins with a dash
		hour, _, _ = strings.Cut(hour, "-")
		text = day + hour
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}
