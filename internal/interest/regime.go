package interest

import (
	"fmt"
	"strings"

	"relance/internal/money"
)

// Regime says which rules govern the debtor's delay. It is a choice recorded
// for each debtor, never guessed here.
type Regime string

const (
	// B2B is a debtor acting for business in the private sector (C. com. L441-10).
	B2B Regime = "b2b"
	// B2C is a consumer (C. civ. 1231-6, 1344-1; CPC exéc. L111-8).
	B2C Regime = "b2c"
	// Public is a public buyer (CCP L2192-10 to L2192-15).
	Public Regime = "public"
	// NonProfessional is neither a consumer nor clearly a trader (condominium,
	// association): treated as a consumer out of caution.
	NonProfessional Regime = "non_professional"
)

// FixedFee is the compensation for recovery costs, 40 € per invoice paid late,
// outside the scope of VAT (C. com. D441-5, CCP D2192-35).
const FixedFee money.Cents = 4000

func (r Regime) valid() bool { return r.feeDue() || r.needsNotice() }

// feeDue tells whether the law gives the creditor the 40 €.
func (r Regime) feeDue() bool { return r == B2B || r == Public }

// needsNotice tells whether interest waits for a formal notice.
func (r Regime) needsNotice() bool { return r == B2C || r == NonProfessional }

// Allocation says what a part payment pays first.
type Allocation string

const (
	// PrincipalFirst pays principal, then interest, then the fee. It is the
	// default, for friendly reminders.
	PrincipalFirst Allocation = "principal_first"
	// InterestFirst pays accrued interest, then principal, then the fee (C. civ.
	// 1343-1): for a statement made for a court.
	InterestFirst Allocation = "interest_first"
)

// ParseAllocation reads an allocation's name; empty is PrincipalFirst.
func ParseAllocation(s string) (Allocation, error) {
	switch a := Allocation(strings.ToLower(strings.TrimSpace(s))); a {
	case "":
		return PrincipalFirst, nil
	case PrincipalFirst, InterestFirst:
		return a, nil
	}
	return "", fmt.Errorf("allocation %q: want principal_first or interest_first", s)
}
