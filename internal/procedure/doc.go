// Package procedure knows what comes after the reminders in French law: the
// ways to court and their conditions, and every period that runs in them.
//
// periods live in one table with the days from which and until which each holds
// ([periods]), since the law changes: the service of an order to pay made from
// 1 September 2026 has three months, an earlier one six, and both live side by
// side until the end of February 2027. Each row names its source and says when
// readings differ.
//
// [Ways] shows the conditions of each procedure as met, not met or unknown. It
// is a table of facts, never a recommendation: which way to take, what to ask
// for and whether to sign is for the creditor and his counsel (loi 71-1130 art.
// 54).
package procedure
