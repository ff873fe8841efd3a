package calendar

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Weekdays is a set of days of the week; the zero value is the empty set.
type Weekdays uint8

// MondayToFriday is the set of the five working days.
const MondayToFriday Weekdays = 1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday

// Has tells whether d is in the set.
func (w Weekdays) Has(d time.Weekday) bool { return w&(1<<d) != 0 }

var (
	week        = [...]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	frenchShort = map[string]string{"lun": "mon", "mar": "tue", "mer": "wed", "jeu": "thu",
		"ven": "fri", "sam": "sat", "dim": "sun"}
)

// String lists the days from Monday on, runs of three or more with a hyphen:
// "mon-fri", "mon,wed-fri".
func (w Weekdays) String() string {
	var parts []string
	for i := 0; i < 7; i++ {
		last := i
		for last < 7 && w.has(last) {
			last++
		}
		switch n := last - i; {
		case n >= 3:
			parts = append(parts, week[i]+"-"+week[last-1])
		case n > 0:
			parts = append(parts, week[i:last]...)
		default:
			continue
		}
		i = last
	}
	return strings.Join(parts, ",")
}

// has is Has with Monday as 0 and Sunday as 6.
func (w Weekdays) has(i int) bool { return w.Has(time.Weekday((i + 1) % 7)) }

// parseWeekdays reads "mon-fri" or "mon,wed-fri", also with the French short
// names lun mar mer jeu ven sam dim.
func parseWeekdays(s string) (Weekdays, error) {
	var w Weekdays
	for part := range strings.SplitSeq(plain(s), ",") {
		from, to, isRun := strings.Cut(strings.TrimSpace(part), "-")
		if !isRun {
			to = from
		}
		i, j := dayIndex(from), dayIndex(to)
		if i < 0 || j < i {
			return 0, fmt.Errorf("weekdays %q: want days such as mon-fri or mon,wed,fri", s)
		}
		for ; i <= j; i++ {
			w |= 1 << time.Weekday((i+1)%7)
		}
	}
	return w, nil
}

// dayIndex is 0 for Monday; -1 for a text that is no day.
func dayIndex(s string) int {
	if en := frenchShort[s]; en != "" {
		s = en
	}
	for i, name := range week {
		if name == s {
			return i
		}
	}
	return -1
}

var windowText = regexp.MustCompile(`^(?:(\S+) +)?(\d{1,2})[:h](\d{2})? ?- ?(\d{1,2})[:h](\d{2})?(?: +(\S+))?$`)

// ParseWindow reads "mon-fri 09:00-17:00", "09:00-17:00" (Monday to Friday) or
// "mon-thu 09:00-17:00 Indian/Reunion"; "9h-17h30" is understood too. The
// result is validated.
func ParseWindow(s string) (Window, error) {
	p := windowText.FindStringSubmatch(strings.TrimSpace(s))
	if p == nil {
		return Window{}, fmt.Errorf("window %q: want days, hours and perhaps a time zone, as in mon-fri 09:00-17:00", s)
	}
	w := Window{Days: MondayToFriday, Location: p[6]}
	if p[1] != "" {
		days, err := parseWeekdays(p[1])
		if err != nil {
			return Window{}, fmt.Errorf("window %q: %w", s, err)
		}
		w.Days = days
	}
	if number(p[3]) > 59 || number(p[5]) > 59 {
		return Window{}, fmt.Errorf("window %q: there is no minute past 59", s)
	}
	w.From, w.To = number(p[2])*60+number(p[3]), number(p[4])*60+number(p[5])
	if w.To == 0 {
		return Window{}, fmt.Errorf("window %q: must end after it begins", s) // or the defaults would step in
	}
	w = w.filled()
	return w, w.Validate()
}

// String writes the form that ParseWindow reads; Europe/Paris is left out.
func (w Window) String() string {
	w = w.filled()
	s := w.Days.String() + " " + clock(w.From) + "-" + clock(w.To)
	if w.Location != Paris {
		s += " " + w.Location
	}
	return s
}

func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// MarshalText writes the form "mon-fri 09:00-17:00".
func (w Window) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads the form "mon-fri 09:00-17:00" and validates it; empty
// text is the default window.
func (w *Window) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*w = DefaultWindow()
		return nil
	}
	v, err := ParseWindow(string(b))
	if err != nil {
		return err
	}
	*w = v
	return nil
}
