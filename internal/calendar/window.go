package calendar

import (
	"errors"
	"fmt"
	"time"
)

// Bounds that no window may leave, in minutes after midnight: notices go out
// between 08:00 and 18:00 only.
const (
	Earliest = 8 * 60
	Latest   = 18 * 60
)

// Window says when notices may leave: on which weekdays, and between which
// wall-clock times of a place. From is inside the window, To is not. The zero
// value of each field stands for DefaultWindow's. It is comparable, and is
// written "mon-fri 09:00-17:00" in YAML and JSON.
type Window struct {
	Days     Weekdays // within Monday to Friday; 0 means all five
	From, To int      // minutes after midnight; both 0 means 09:00 to 17:00
	Location string   // IANA time zone; "" means Europe/Paris
}

// DefaultWindow is Monday to Friday, 09:00 to 17:00, Europe/Paris.
func DefaultWindow() Window {
	return Window{Days: MondayToFriday, From: 9 * 60, To: 17 * 60, Location: Paris}
}

// filled puts the defaults in.
func (w Window) filled() Window {
	def := DefaultWindow()
	if w.Days == 0 {
		w.Days = def.Days
	}
	if w.From == 0 && w.To == 0 {
		w.From, w.To = def.From, def.To
	}
	if w.Location == "" {
		w.Location = def.Location
	}
	return w
}

// Validate checks that the window has days between Monday and Friday, lies
// within 08:00 to 18:00, is not empty, and names a known time zone. All faults
// are reported together.
func (w Window) Validate() error {
	w = w.filled()
	var errs []error
	if w.Days&^MondayToFriday != 0 {
		errs = append(errs, fmt.Errorf("window %s: Saturdays and Sundays are never business days; leave them out", w))
	}
	if w.From < Earliest || w.To > Latest {
		errs = append(errs, fmt.Errorf("window %s: must lie between %s and %s", w, clock(Earliest), clock(Latest)))
	}
	if w.From >= w.To {
		errs = append(errs, fmt.Errorf("window %s: must end after it begins", w))
	}
	if _, err := time.LoadLocation(w.Location); err != nil || w.Location == "Local" {
		errs = append(errs, fmt.Errorf("window %s: unknown time zone %q; want an IANA name such as %s", w, w.Location, Paris))
	}
	return errors.Join(errs...)
}

// length is the time between From and To.
func (w Window) length() time.Duration {
	w = w.filled()
	return time.Duration(w.To-w.From) * time.Minute
}

// OpenOn tells whether notices may leave on d: one of the window's weekdays
// and a business day of the zone.
func (w Window) OpenOn(d Date, z Zone) bool {
	return w.filled().Days.Has(d.Weekday()) && d.IsBusinessDay(z)
}

// DayOnOrAfter is the first day from d on when notices may leave.
func (w Window) DayOnOrAfter(d Date, z Zone) Date { return w.day(d, z, 1) }

// DayOnOrBefore is the last day up to d when notices may leave; a step that
// comes before the due date moves back to it.
func (w Window) DayOnOrBefore(d Date, z Zone) Date { return w.day(d, z, -1) }

// day walks until the window opens. A window that never does (Validate refuses
// it) leaves d where it is.
func (w Window) day(d Date, z Zone, step int) Date {
	for i := range 366 {
		if at := d.AddDays(i * step); w.OpenOn(at, z) {
			return at
		}
	}
	return d
}

// Instant is the UTC instant at which a notice of date d leaves: on d, or the
// first open day after it, at From plus the jitter by the wall clock of the
// window's location, whatever daylight saving does that day. A jitter longer
// than the window is taken modulo its length.
func (w Window) Instant(d Date, z Zone, jitter time.Duration) time.Time {
	w = w.filled()
	d = w.DayOnOrAfter(d, z)
	if n := w.length(); n > 0 {
		jitter = (jitter%n + n) % n
	}
	return w.wall(d, w.From, jitter)
}

// wall is the UTC instant when the clock on the wall shows the given minutes
// and then some. The clock is set as a whole: counting hours from midnight
// would be one off on the days when the clocks change.
func (w Window) wall(d Date, minutes int, more time.Duration) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, minutes, int(more/time.Second),
		int(more%time.Second), location(w.Location)).UTC()
}

// Contains tells whether a notice may leave at t.
func (w Window) Contains(t time.Time, z Zone) bool {
	w = w.filled()
	local := t.In(location(w.Location))
	minutes := local.Hour()*60 + local.Minute()
	return w.OpenOn(DateOf(local), z) && minutes >= w.From && minutes < w.To
}

// Next is the first instant from t on at which a notice may leave, in UTC; t
// itself when the window is open then.
func (w Window) Next(t time.Time, z Zone) time.Time {
	if w.Contains(t, z) {
		return t.UTC()
	}
	w = w.filled()
	d := DateOf(t.In(location(w.Location)))
	if opening := w.wall(d, w.From, 0); w.OpenOn(d, z) && t.Before(opening) {
		return opening
	}
	return w.Instant(d.AddDays(1), z, 0)
}
