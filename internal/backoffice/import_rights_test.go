package backoffice

import (
	"context"
	"testing"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/reconcile"
)

// Whoever has no right for a creditor imports and matches nothing of
// his; a creditor of others does not exist for him.
func TestImportsAndBankLinesAskForRights(t *testing.T) {
	t.Parallel()
	reader := Actor{Name: "rémi", Roles: map[string]access.Role{"brunel": access.Reader}, Door: access.API, Proof: access.Token}
	stranger := Actor{Name: "sven", Roles: map[string]access.Role{"lenoir": access.Clerk}, Door: access.API, Proof: access.Token}
	for name, row := range map[string]struct {
		who  Actor
		code dunning.Code
	}{"a reader": {reader, dunning.CodeForbidden}, "a clerk of another creditor": {stranger, dunning.CodeNotFound}} {
		b, lines := newInvoiceStore(), lineStore{}
		o := b.office()
		o.BankReader, o.OpenLineReader = lines, lines
		refused := map[string]error{}
		for _, err := range o.Import(t.Context(), row.who, someImport()) {
			refused["an import"] = err
		}
		_, refused["a bank file"] = o.BankFiles(row.who).Take(t.Context(), "x", nil, nil)
		_, refused["a match"] = o.Match(t.Context(), row.who, 7, nil)
		for what, err := range refused {
			if dunning.ErrorCode(err) != row.code {
				t.Errorf("%s asks for %s: %v, want %s", name, what, err, row.code)
			}
		}
		if len(refused) != 3 || len(b.invoices) > 0 {
			t.Errorf("%s: refused were %v", name, refused)
		}
	}
	o := &Office{OpenLineReader: lineStore{}}
	if _, _, err := o.OpenLines(t.Context(), stranger, LineFilter{Creditor: "brunel"}); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("open lines of another creditor: %v", err)
	}
	if _, total, err := o.OpenLines(t.Context(), reader, LineFilter{Creditor: "brunel"}); err != nil || total != 2 {
		t.Errorf("open lines of his own: %d, %v", total, err)
	}
}

func (b lineStore) OpenLines(context.Context, string, int64, int) ([]reconcile.BankLine, error) {
	return []reconcile.BankLine{{ID: 7}}, nil
}

func (b lineStore) CountOpenLines(context.Context, string) (int, error) { return 2, nil }
