package config

import "time"

// Insolvency is the watch over the official notices of insolvency proceedings
// (BODACC).
type Insolvency struct {
	Watch bool   `yaml:"watch"`         // read the notices once a day, and hold formal steps while they cannot be read
	URL   string `yaml:"url"`           // of the data set; empty is the public one
	Hours int    `yaml:"max_age_hours"` // how old the last look at a debtor may be when a formal step leaves; 0 is 24
}

// MaxAge is how old the last look at a debtor may be when a formal step leaves;
// 0 while the watch is off.
func (i Insolvency) MaxAge() time.Duration {
	switch {
	case !i.Watch:
		return 0
	case i.Hours == 0:
		return 24 * time.Hour
	}
	return time.Duration(i.Hours) * time.Hour
}
