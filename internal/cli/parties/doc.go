// Package parties holds the commands about who owes and who is owed: debtors and
// their pages, changes of creditors.
package parties
