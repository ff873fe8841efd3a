package bank

import (
	"strings"
	"time"

	"relance/internal/calendar"
)

// looseDate reads the dates of French exports: day first with any separator,
// two or four figures for the year, or ISO; a time behind it is dropped.
func looseDate(s string) (calendar.Date, bool) {
	n, width, ok := threeNumbers(strings.TrimSpace(s))
	if !ok {
		return calendar.Date{}, false
	}
	if width[0] != 4 {
		n[0], n[2], width[0], width[2] = n[2], n[0], width[2], width[0]
	}
	if width[0] == 2 {
		n[0] += 2000
		if n[0] >= 2080 {
			n[0] -= 100
		}
	} else if width[0] != 4 {
		return calendar.Date{}, false
	}
	d := calendar.NewDate(n[0], time.Month(n[1]), n[2])
	return d, width[1] > 0 && width[2] > 0 && d.Day == n[2] && int(d.Month) == n[1] && d.Year == n[0]
}

// threeNumbers cuts a date into its numbers and their widths. What follows
// must be a time.
func threeNumbers(s string) (n, width [3]int, ok bool) {
	for i := range n {
		for width[i] < len(s) && digit(s[width[i]]) && width[i] < 8 {
			n[i] = n[i]*10 + int(s[width[i]]-'0')
			width[i]++
		}
		s = s[width[i]:]
		if i == 0 && width[0] == 8 { // 20260302
			n, width = [3]int{n[0] / 10000, n[0] / 100 % 100, n[0] % 100}, [3]int{4, 2, 2}
			break
		}
		if i == 2 {
			break
		}
		if s == "" || strings.IndexByte("-/. ", s[0]) < 0 {
			return n, width, false
		}
		s = s[1:]
	}
	return n, width, s == "" || s[0] == ' ' || s[0] == 'T'
}
