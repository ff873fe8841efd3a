package overview

import (
	"context"
	"strings"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// BankFiles reads what came from banks.
type BankFiles interface {
	Files(ctx context.Context, of desk.Scope, before int64, limit int) ([]desk.File, error)
	Decided(ctx context.Context, of desk.Scope, limit int) ([]reconcile.BankLine, error)
	Invoices(ctx context.Context, creditor string, numbers []string) ([]desk.Hit, error)
}

// Finder searches for cases, debtors and bank lines by a part of a name or number.
type Finder interface {
	Search(ctx context.Context, of desk.Scope, text string, cents money.Cents) ([]desk.Hit, error)
	Debtors(ctx context.Context, of desk.Scope, text string, on calendar.Date) ([]desk.DebtorRow, error)
}

// Files lists the readings of bank files, newest first, before one of them.
func (o *Office) Files(ctx context.Context, who Actor, creditor string, before int64, limit int) ([]desk.File, error) {
	of, err := scope(who, access.SeeBank, creditor)
	if err != nil {
		return nil, err
	}
	return o.BankFiles.Files(ctx, of, before, limit)
}

// Decided lists the bank lines over which a person decided, the latest first:
// each can be undone.
func (o *Office) Decided(ctx context.Context, who Actor, creditor string, limit int) ([]reconcile.BankLine, error) {
	of, err := scope(who, access.SeeBank, creditor)
	if err != nil {
		return nil, err
	}
	return o.BankFiles.Decided(ctx, of, limit)
}

// Invoices gives what is open on some invoices of a creditor.
func (o *Office) Invoices(ctx context.Context, who Actor, creditor string, numbers []string) ([]desk.Hit, error) {
	if err := access.May(who, access.SeeCases, creditor); err != nil || len(numbers) == 0 {
		return nil, err
	}
	return o.BankFiles.Invoices(ctx, creditor, numbers)
}

// Search looks for a number, half a name, a customer reference, an amount that
// is open, the end of a payer's account. What is meant to the letter comes first.
func (o *Office) Search(ctx context.Context, who Actor, creditor, text string) ([]desk.Hit, error) {
	of, err := scope(who, access.SeeCases, creditor)
	if err != nil || strings.TrimSpace(text) == "" {
		return nil, err
	}
	cents, wrong := money.ParseDecimal(strings.TrimSuffix(strings.TrimSpace(text), "€"), money.CommaDecimal)
	if wrong != nil {
		cents = 0
	}
	return o.Finder.Search(ctx, of, text, cents)
}

// Debtors lists the debtors who owe most, or those whose name or reference holds
// a text.
func (o *Office) Debtors(ctx context.Context, who Actor, creditor, text string) ([]desk.DebtorRow, error) {
	of, err := scope(who, access.SeeCases, creditor)
	if err != nil {
		return nil, err
	}
	on := o.Today()
	rows, _, err := o.debtors.get(ctx, on.String()+" "+text+" "+keyOf(of), o.Now, func(rows []desk.DebtorRow) bool { return len(rows) > 0 && rows[0].Among >= longBoard },
		func(ctx context.Context) ([]desk.DebtorRow, error) { return o.Finder.Debtors(ctx, of, text, on) })
	return rows, err
}
