package dunning

import "testing"

func TestARateThatAnInvoiceStatesIsComparedWithTheCreditors(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		stated, own string
		waived      bool
		differ      bool
	}{
		"another rate":                        {"15", "", false, true},
		"another than the contract's":         {"ecb+10", "15", false, true},
		"the contract's":                      {"15", "15", false, false},
		"the legal one in words":              {"ecb+10", "", false, false},
		"none":                                {"", "15", false, false},
		"a text that is no rate":              {"selon accord", "15", false, false},
		"a contract rate that is no rate":     {"15", "selon accord", false, false},
		"a creditor who asks for no interest": {"15", "", true, false},
	} {
		_, _, differ := Creditor{Rate: row.own, WaiveInt: row.waived}.OtherRate(row.stated)
		if differ != row.differ {
			t.Errorf("%s: differ is %t, want %t", name, differ, row.differ)
		}
	}
}
