// Package terms turns payment terms written in words into a due date, and
// names the rule that gave it.
//
// Many invoices carry no due date but a sentence: "30 jours fin de mois",
// "Payable à réception", "Zahlbar innerhalb 30 Tagen netto". [Parse] reads the
// French, English and German wordings found on invoices and gives a [Rule];
// [Rule.Due] applies it to the date of issue; [Rule.String] writes it in French
// in one stable form, which Parse reads back. What is not understood is
// reported as such and never guessed.
//
// # Choices
//
// A period of days does not count the day of issue: 30 days from 2 April is
// 2 May. "45 jours fin de mois" can be counted in two ways and the contract
// says which (C. com. L441-10 I): the usual one, days first and then the end
// of that month, is [DaysFirst]; "fin de mois + 45 jours" is [MonthEndFirst].
// A due date on a Sunday or holiday stays there: no law moves it.
//
// Where the terms count from receipt of the invoice, the date of issue is
// used, because receipt is seldom recorded; the rule remembers it in
// FromReceipt.
//
// A discount for early payment (escompte, Skonto, the "2/10" of "2/10 net 30",
// XRechnung's "#SKONTO#…#") is never a due date: the net part of the sentence
// counts. Sentences about late penalties, delivery, guarantees or refunds are
// passed over. Where several dates or periods remain, the latest counts, so
// that nobody is chased early.
//
// # Ceilings
//
// [Warnings] compares a due date with the ceilings of C. com. L441-10 I and,
// for public buyers, of CCP R2192-10 and R2192-11. It never refuses one.
package terms
