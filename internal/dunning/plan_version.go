package dunning

import (
	"reflect"
	"time"
)

// PlanVersion is a plan of a creditor as it was saved at one time. It is never
// changed; another one follows it.
type PlanVersion struct {
	ID       int64     `json:"id"`
	Creditor string    `json:"creditor"`
	Plan     Plan      `json:"plan"`    // with its id and its number
	Running  Onward    `json:"running"` // what cases do that run when it comes into use
	Author   string    `json:"author"`
	At       time.Time `json:"saved"`
	Used     time.Time `json:"used,omitzero"`  // new cases follow it since then; zero while it waits, or was refused
	Moved    time.Time `json:"moved,omitzero"` // the cases that ran follow it since then
	Consent
}

// Waits tells whether two people have yet to agree to the version.
func (v PlanVersion) Waits() bool { return v.Used.IsZero() && v.Settled.IsZero() }

// Decide gives a version after a person's word; with the second yes it is in use.
// Its errors are those of a change of a creditor.
func (v PlanVersion) Decide(d ChangeDecision) (PlanVersion, error) {
	var err error
	if v.Consent, err = v.Consent.Decide(d, v.Creditor); err == nil && v.Outcome == ChangeAgreed {
		v.Used = d.At
	}
	return v, err
}

// CreditorPlan is a plan that new cases of a creditor may follow.
type CreditorPlan struct {
	Plan   Plan `json:"plan"`
	Stated bool `json:"stated"` // the configuration states it, and decides
	Latest int  `json:"latest"` // number of the version saved last, in use or not; 0 is none
}

// Same tells whether two plans say the same, whatever their versions.
func (p Plan) Same(o Plan) bool {
	plain := func(p Plan) Plan {
		p.Version = 0
		p.Steps = append([]Step{}, p.Steps...)
		for i := range p.Steps {
			if p.Steps[i].Approval == ApprovalNone {
				p.Steps[i].Approval = ""
			}
		}
		return p
	}
	return reflect.DeepEqual(plain(p), plain(o))
}
