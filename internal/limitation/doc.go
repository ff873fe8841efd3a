// Package limitation finds the last day on which a claim can be brought before
// a court (prescription), and when to sound the alarm before it. It is pure:
// dates come in as values. It is not legal advice.
//
// # Start
//
// The delay runs from the day the creditor knew what he could claim, which for
// an invoice is the completion of the service or delivery, whatever the date of
// the invoice (Cass. com., 26 February 2020, 18-25.036; Cass. 1re civ., 19 May
// 2021, 20-12.520; Cass. 3e civ., 1 March 2023, 21-22.176). This package takes
// the earlier of completion and due date, the safe side.
//
// # Delays
//
// Five years for debtors acting for business (C. com. L110-4; C. civ. 2224),
// two for consumers (C. conso. L218-2), one for the carriage of goods (C. com.
// L133-6), four from the next 1 January for debts of public bodies (law 68-1250
// of 31 December 1968). The day of the start is not counted and the last day is
// counted whole (C. civ. 2228, 2229); a Sunday or holiday does not extend it.
//
// # Events
//
// An acknowledgement by the debtor, a court action and a measure of enforcement
// start a fresh full delay (C. civ. 2231, 2240, 2241, 2244). A mediation, and
// the debtor's recorded agreement to the small-claims procedure, stop the clock,
// and leave at least six months afterwards (C. civ. 2238). Reminders and formal
// notices do nothing, even registered ones (Cass. com., 18 May 2022, 20-23.204).
//
// Where the law leaves a doubt the earlier date is given and the step says so:
// a part payment without acknowledgement does not interrupt, a measure still
// running is counted from its first day, a written demand to a public body is
// not counted.
package limitation
