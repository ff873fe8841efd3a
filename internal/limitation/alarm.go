package limitation

import "relance/internal/calendar"

// alarmMonths are the months before the last day to act.
var alarmMonths = [...]int{12, 6, 3, 1}

// Alarm is a day on which someone must be told that a claim will expire.
type Alarm struct {
	Months int           `json:"months"` // before the last day to act
	On     calendar.Date `json:"on"`
}

// Alarms gives the days twelve, six, three and one months before the last day
// to act, the earliest first. Days already past are given too: the caller knows
// what day it is.
func Alarms(expiry calendar.Date) []Alarm {
	alarms := make([]Alarm, len(alarmMonths))
	for i, m := range alarmMonths {
		alarms[i] = Alarm{m, expiry.AddMonths(-m)}
	}
	return alarms
}
