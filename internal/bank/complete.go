package bank

import (
	"bytes"
	"io"

	"relance/internal/calendar"
)

// ShownUntil is the last day whose bookings the statement shows in full; zero
// when it shows single ones.
func (s Statement) ShownUntil() calendar.Date {
	if s.Kind == KindNotification {
		return calendar.Date{}
	}
	last := s.To
	for _, e := range s.Entries {
		if e.Status == Booked && e.BookingDate.After(last) {
			last = e.BookingDate
		}
	}
	return last
}

// Gap says in French why the statement may lack bookings; empty when nothing
// speaks for it. A file that breaks off between two lines can be read to its
// end, but then its closing balance is missing, or is not the one that follows.
func (s Statement) Gap() string {
	switch {
	case s.Kind == KindStatement && s.Opening != nil && s.Closing == nil:
		return "compte " + s.Account + "\u00a0: le solde final manque"
	case s.Balanced != nil && !*s.Balanced:
		return "compte " + s.Account + "\u00a0: le solde ne se vérifie pas"
	}
	return ""
}

// Recognise tells the format of a file by its beginning; empty when it is none
// of those that Stream reads.
func Recognise(head []byte) Format {
	f, _ := Stream("", bytes.NewReader(head), Options{}, func(Statement) error { return io.EOF })
	return f.Format
}
