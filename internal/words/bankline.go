package words

import "relance/internal/reconcile"

// BankLine says what became of a bank line.
func (w Words) BankLine(s reconcile.LineState) string { return of(w, lineStates, s) }

var lineStates = map[reconcile.LineState]both{
	reconcile.LinePending:   {"pas encore comptabilisée", "not booked yet"},
	reconcile.LineMatched:   {"rapprochée", "matched"},
	reconcile.LineSuggested: {"à confirmer", "to confirm"},
	reconcile.LineUnmatched: {"sans facture", "without an invoice"},
	reconcile.LineIgnored:   {"sans rapport avec les factures", "nothing to do with invoices"},
	reconcile.LineReturned:  {"revenue", "returned"},
	reconcile.LineRefund:    {"remboursement fait, à regarder", "own repayment to look at"},
}
