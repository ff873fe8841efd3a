package backoffice

import (
	"context"
	"testing"

	"relance/internal/dunning"
	"relance/internal/reconcile"
)

// lineStore has the lines 7 and 8, and those of some invoices.
type lineStore map[string][]reconcile.BankLine

func (b lineStore) BankLine(_ context.Context, id int64) (reconcile.BankLine, error) {
	if id == 7 || id == 8 {
		return reconcile.BankLine{ID: id, Creditor: "brunel"}, nil
	}
	return reconcile.BankLine{}, dunning.Errorf(dunning.CodeNotFound, "no bank line %d", id)
}

func (b lineStore) LinesOf(_ context.Context, _, number string) ([]reconcile.BankLine, error) {
	return b[number], nil
}

func (b lineStore) Latest(ctx context.Context, _, number string) (dunning.Ref, error) {
	return b.FindByNumber(ctx, number)
}

func (b lineStore) FindByNumber(_ context.Context, number string, _ ...string) (dunning.Ref, error) {
	if _, ok := b[number]; !ok {
		return dunning.Ref{}, dunning.Errorf(dunning.CodeNotFound, "no invoice %s", number)
	}
	return dunning.Ref{Creditor: "brunel", Number: number}, nil
}

func TestALineIsMeantByItsNumberOrByItsInvoice(t *testing.T) {
	t.Parallel()
	b := lineStore{"F-1": {{ID: 3}}, "F-2": {{ID: 3}, {ID: 4}}, "F-3": nil, "7": {{ID: 9}}, "8": {{ID: 8}}}
	o := &Office{Finder: b, BankReader: b}
	for name, row := range map[string]struct {
		said string
		want int64
		code dunning.Code
	}{
		"an invoice":                               {"F-1", 3, ""},
		"an invoice with two lines":                {"F-2", 0, dunning.CodeConflict},
		"an invoice without a line":                {"F-3", 0, dunning.CodeNotFound},
		"a line that is another invoice as well":   {"7", 0, dunning.CodeConflict},
		"a line of the invoice of the same number": {"8", 8, ""},
		"neither":                  {"F-9", 0, dunning.CodeNotFound},
		"a number that is neither": {"99", 0, dunning.CodeNotFound},
	} {
		id, err := o.FindLine(t.Context(), claire, CaseName{Number: row.said})
		if id != row.want || row.code != "" && dunning.ErrorCode(err) != row.code || row.code == "" && err != nil {
			t.Errorf("%s: line %d, %v; want line %d, code %q", name, id, err, row.want, row.code)
		}
	}
}
