package company

import (
	"slices"
	"strings"

	"relance/internal/dunning"
)

// Field names what a register and the record may tell differently.
type Field string

// The fields.
const (
	FieldName    Field = "name"
	FieldAddress Field = "address" // the same town, another street
	FieldSeat    Field = "seat"    // the seat is in another town, or is closed
	FieldState   Field = "state"   // the company has ceased
	FieldRegime  Field = "regime"  // a public buyer, by the register
	FieldAbsent  Field = "absent"  // the register does not show the company
)

// Difference is something that the register tells differently. A person
// compares: nothing is overwritten.
type Difference struct {
	Field  Field  `json:"field"`
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
}

// Stop is a reason not to take a formal step before a person has looked.
type Stop struct {
	Why Halt   `json:"why"`
	Key string `json:"key"` // the same for the same finding: a person who has answered is not asked again
}

// Halt says why formal steps stop.
type Halt string

// The halts.
const (
	Ceased     Halt = "ceased"
	SeatClosed Halt = "seat_closed"
	Moved      Halt = "moved"
	StruckOff  Halt = dunning.StruckOff // by a notice of the official gazette
)

// Finding is what follows from a comparison.
type Finding struct {
	Address     *dunning.Address // completed by the register; nil when nothing was blank
	Name        string           // name that the register fills in; "" when the record has one
	Differences []Difference
	Stops       []Stop
}

// Fills tells whether the register fills a blank.
func (f Finding) Fills() bool { return f.Address != nil || f.Name != "" }

// filled lists the fields that it fills.
func (f Finding) filled() (out []Field) {
	if f.Name != "" {
		out = append(out, FieldName)
	}
	if f.Address != nil {
		out = append(out, FieldAddress)
	}
	return out
}

// Compare sets what a register says against a debtor on record. The record must
// be that of the debtor's own SIREN: another one's gives nothing at all.
func Compare(d dunning.Debtor, r Record) (f Finding) {
	switch {
	case d.SIREN == "" || r.SIREN != d.SIREN:
		return f
	case !r.Found:
		f.differ(FieldAbsent, d.SIREN, "")
		return f
	}
	if r.Ceased {
		f.differ(FieldState, "", r.CeasedOn.String())
		f.stop(Ceased, r.CeasedOn.String())
	}
	if r.Public && d.Regime == dunning.B2B {
		f.differ(FieldRegime, string(d.Regime), string(dunning.Public))
	}
	if r.Masked {
		return f
	}
	f.compareName(d, r)
	f.compareAddress(d, r)
	return f
}

func (f *Finding) differ(field Field, ours, theirs string) {
	f.Differences = append(f.Differences, Difference{field, ours, theirs})
}

func (f *Finding) stop(why Halt, which string) {
	f.Stops = append(f.Stops, Stop{why, strings.TrimSuffix(string(why)+"-"+which, "-")})
}

func (f *Finding) compareName(d dunning.Debtor, r Record) {
	switch {
	case hidden(r.Name):
	case strings.TrimSpace(d.Name) == "":
		f.Name = r.Name
	case !slices.ContainsFunc(append([]string{r.Name}, r.Others...), func(n string) bool { return sameName(d.Name, n) }):
		f.differ(FieldName, d.Name, r.Name)
	}
}

// compareAddress fills the parts that are missing where the others agree, and
// tells a street from a town: a seat in another town has moved.
func (f *Finding) compareAddress(d dunning.Debtor, r Record) {
	ours, theirs := d.Address, r.Address
	if r.SeatClosed && !r.Ceased {
		f.differ(FieldSeat, oneLine(ours), "")
		f.stop(SeatClosed, r.Seat)
	}
	if !theirs.Usable() || hidden(oneLine(theirs)) || foreign(ours) {
		return
	}
	filled, blank := complete(ours, theirs)
	switch {
	case !sameTown(filled, theirs):
		f.differ(FieldSeat, oneLine(ours), oneLine(theirs))
		f.stop(Moved, r.Seat)
	case !sameStreet(filled, theirs):
		f.differ(FieldAddress, oneLine(ours), oneLine(theirs))
	case blank:
		f.Address = &filled
	}
}

// foreign tells whether our address is abroad: the register's seat is then a
// branch at most.
func foreign(a dunning.Address) bool { return a.Country != "" && a.Country != france }

const france = "FR"

// complete fills the blanks of our address.
func complete(ours, theirs dunning.Address) (out dunning.Address, blank bool) {
	out = ours
	out.Lines = slices.Clone(ours.Lines)
	if len(ours.Lines) == 0 {
		out.Lines, blank = slices.Clone(theirs.Lines), true
	}
	for _, part := range []struct{ to, from *string }{{&out.Postcode, &theirs.Postcode}, {&out.City, &theirs.City}} {
		if strings.TrimSpace(*part.to) == "" && *part.from != "" {
			*part.to, blank = *part.from, true
		}
	}
	if out.Country == "" {
		out.Country = france
	}
	return out, blank
}

func oneLine(a dunning.Address) string {
	return strings.Join(strings.Fields(strings.Join(a.Lines, ", ")+" "+a.Postcode+" "+a.City), " ")
}
