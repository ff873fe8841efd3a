package reconcile

import (
	"strconv"

	"relance/internal/bank"
)

// OnRecord is a line that is on record.
type OnRecord struct {
	Line
	ID          int64
	Fingerprint string
	State       LineState
	Status      bank.Status // as it was read last
	Round       int         // how often its match was undone
	Copy        int         // how many lines with its fingerprint are before it
	Person      bool        // a person has decided over it
	Taken       bool        // it is of the same file, or an entry of it repeats it already
	Decision    Decision
}

// Recognise tells the entries of a lot that are on record from the new ones. A
// line that was pending and is booked now, or over which nobody has decided, is
// looked at again.
func Recognise(lot BankLot, record []OnRecord) []*Incoming {
	copies := make(map[string]int, len(lot.Entries))
	var known []OnRecord
	var lines []Line
	for _, r := range record {
		copies[r.Fingerprint]++
		if !r.Taken {
			known, lines = append(known, r), append(lines, r.Line)
		}
	}
	entries := make([]Line, len(lot.Entries))
	for i, e := range lot.Entries {
		entries[i] = Line{Account: lot.Account, Kind: lot.Kind, Format: lot.Format, Entry: e}
	}
	out := make([]*Incoming, len(entries))
	for i, at := range Pair(lines, entries) {
		l := &Incoming{Entry: entries[i].Entry}
		if out[i] = l; at >= 0 {
			l.resume(known[at])
		} else {
			l.Copy = copies[l.Entry.Fingerprint]
			copies[l.Entry.Fingerprint]++
		}
		l.Payment = PaymentName(l.Entry.Fingerprint, l.Copy, l.Round)
	}
	return out
}

// resume takes over what is on record of the entry.
func (l *Incoming) resume(r OnRecord) {
	l.ID, l.Round, l.Copy, l.State, l.Decision, l.Stored = r.ID, r.Round, r.Copy, r.State, r.Decision, true
	nowBooked := r.Status != bank.Booked && l.Entry.Status == bank.Booked
	open := r.Status == bank.Booked && (l.State == LineSuggested || l.State == LineUnmatched || l.State == LineRefund)
	if l.Known = r.Person || !nowBooked && !open; l.Known {
		return
	}
	if open {
		l.Entry = r.Entry // as first read: what it settles must not depend on who repeats it
	}
	l.Entry.Fingerprint = r.Fingerprint
}

// PaymentName names the payment that a line brings: after its fingerprint, which
// identical bookings share, and how often its match was undone.
func PaymentName(fingerprint string, copy, round int) string {
	s := fingerprint
	if copy > 0 {
		s += "+" + strconv.Itoa(copy)
	}
	if round > 0 {
		s += "/" + strconv.Itoa(round)
	}
	return s
}
