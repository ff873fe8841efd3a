package config

import (
	"slices"
	"time"

	"relance/internal/company"
	"relance/internal/dunning"
)

// Registers says which register of companies is asked about debtors.
type Registers struct {
	Source company.Source `yaml:"source"`       // empty asks none; recherche-entreprises (no key) or sirene (INSEE, with a key)
	URL    string         `yaml:"url"`          // of the service; empty is the public one
	Days   int            `yaml:"max_age_days"` // how old the last look may be when a formal step leaves; 0 is 7
}

// mostRegisterDays is the longest that a look may serve: the register itself
// counts an entry as old after 35 days.
const mostRegisterDays = 35

// MaxAge is how old the last look at a debtor may be when a formal step leaves;
// 0 while no register is asked.
func (r Registers) MaxAge() time.Duration {
	days := r.Days
	switch {
	case r.Source == "":
		return 0
	case days == 0:
		days = 7
	}
	return time.Duration(days) * 24 * time.Hour
}

func (c Config) checkRegisters(f *dunning.Faults) {
	r := c.Registers
	if !slices.Contains([]company.Source{"", company.Recherche, company.Sirene}, r.Source) {
		f.Add("registers.source", "use recherche-entreprises, which needs no key, or sirene; leave it out to ask none", "unknown register %q", r.Source)
	}
	if r.Days < 0 || r.Days > mostRegisterDays {
		f.Add("registers.max_age_days", "use 1 to 35", "%d days are too long for a look at a register", r.Days)
	}
}

func (c Config) registerSecrets() []secret {
	if c.Registers.Source != company.Sirene {
		return nil
	}
	return []secret{credential("sirene", "registers.source", "RELANCE_SIRENE_KEY", c.Secrets.SireneKey)}
}
