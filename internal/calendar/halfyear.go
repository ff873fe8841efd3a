package calendar

import (
	"fmt"
	"strings"
	"time"
)

// HalfYear is a civil half-year, the period for which France fixes its
// reference rates: 1 January to 30 June, 1 July to 31 December. It is
// comparable and serves as a map key; the zero value is no half-year.
type HalfYear struct {
	Year int
	Half int // 1 or 2
}

// HalfYearOf is the half-year in which d lies.
func HalfYearOf(d Date) HalfYear {
	if d.Month < time.July {
		return HalfYear{d.Year, 1}
	}
	return HalfYear{d.Year, 2}
}

// ParseHalfYear reads the form "2026-S2".
func ParseHalfYear(s string) (HalfYear, error) {
	year, half, _ := strings.Cut(s, "-S")
	if len(year) != 4 || onlyDigits(year) != year || half != "1" && half != "2" {
		return HalfYear{}, fmt.Errorf("half-year %q: want one such as 2026-S1 or 2026-S2", s)
	}
	return HalfYear{number(year), number(half)}, nil
}

// String gives the form "2026-S2".
func (h HalfYear) String() string { return fmt.Sprintf("%04d-S%d", h.Year, h.Half) }

// First is 1 January or 1 July.
func (h HalfYear) First() Date {
	if h.Half == 2 {
		return Date{h.Year, time.July, 1}
	}
	return Date{h.Year, time.January, 1}
}

// Last is 30 June or 31 December.
func (h HalfYear) Last() Date { return h.Next().First().AddDays(-1) }

// Next is the half-year that follows.
func (h HalfYear) Next() HalfYear {
	if h.Half == 2 {
		return HalfYear{h.Year + 1, 1}
	}
	return HalfYear{h.Year, 2}
}

// Previous is the half-year before.
func (h HalfYear) Previous() HalfYear {
	if h.Half == 2 {
		return HalfYear{h.Year, 1}
	}
	return HalfYear{h.Year - 1, 2}
}

// Compare is -1 when h is earlier than i, +1 when it is later, else 0.
func (h HalfYear) Compare(i HalfYear) int { return h.First().Compare(i.First()) }

// MarshalText writes the form "2026-S2".
func (h HalfYear) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the form "2026-S2".
func (h *HalfYear) UnmarshalText(b []byte) error {
	v, err := ParseHalfYear(string(b))
	if err != nil {
		return err
	}
	*h = v
	return nil
}
