package dunning

import "strconv"

// Segment is the debtors for whom a text is written.
type Segment string

// The segments. A text for everybody serves those who have none of their own.
const (
	SegmentBusiness Segment = "business" // professional debtors of the private sector
	SegmentConsumer Segment = "consumer" // consumers, and debtors who are no professionals
	SegmentPublic   Segment = "public"   // public buyers
	SegmentAll      Segment = "all"
)

// Segments lists them all.
func Segments() []Segment {
	return []Segment{SegmentBusiness, SegmentConsumer, SegmentPublic, SegmentAll}
}

// Segment is the debtors of a body of law; empty for a regime that is not known.
func (r Regime) Segment() Segment {
	switch r {
	case B2B:
		return SegmentBusiness
	case B2C, NonProfessional:
		return SegmentConsumer
	case Public:
		return SegmentPublic
	}
	return ""
}

// Includes tells whether a text of the segment can be sent to a debtor of a
// regime.
func (s Segment) Includes(r Regime) bool { return s == SegmentAll || s == r.Segment() }

// WordingKey names a text: the notices for which it is written, and which of
// several for the same ones it is.
type WordingKey struct {
	Language string  `json:"language"` // fr or en
	Level    Level   `json:"level"`
	Segment  Segment `json:"segment"`
	Variant  string  `json:"variant,omitempty"` // empty for the first one
}

// String is the id of a text, as in fr.first.business or fr.first.business.court.
func (k WordingKey) String() string {
	id := k.Language + "." + string(k.Level) + "." + string(k.Segment)
	if k.Variant != "" {
		id += "." + k.Variant
	}
	return id
}

// Kind is the key of the texts among which one is drawn: without the variant.
func (k WordingKey) Kind() WordingKey {
	k.Variant = ""
	return k
}

// Wording is a text of a creditor's own, in the version that is in use.
type Wording struct {
	WordingKey
	Version int
	Subject string
	Body    string
}

// Mark names the text and its version, as in fr.first.business@3: what a message
// records.
func (w Wording) Mark() string { return w.WordingKey.String() + "@" + strconv.Itoa(w.Version) }
