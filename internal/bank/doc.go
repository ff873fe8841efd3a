// Package bank reads the files a bank sends: camt.052, .053 and .054, CFONB
// 120, MT940 and MT942, OFX and QFX, and the CSV exports of French banks.
//
// [Parse] takes the bytes of one file, recognises the format by its contents
// and gives a [File]: statements in file order, never merged, each with its
// entries. An entry is one booked amount: a camt Ntry, or each of its TxDtls
// when these carry amounts that add up to the entry; a CFONB record 04 with its
// 05s; an MT940 :61:; an OFX STMTTRN; a CSV row. Amounts are signed in the
// account holder's eyes: money in is positive, whatever sign, letter or
// indicator the format uses. [Stream] does the same from a reader and hands
// out one statement at a time.
//
// # Reading is forgiving, and says so
//
// A file from a bank is evidence: it is never refused because a part of it is
// odd. What was repaired, guessed or left out is a warning of the file, in
// French, with its line. Only a file in which nothing can be read, or which
// breaks off, has an error; the statements complete until then are kept.
// Statement.Balanced tells whether opening + booked entries = closing; nil
// means that the file does not give both balances.
//
// # Direction, status, reversal
//
// CdtDbtInd of a camt entry is already the actual direction; RvslInd marks the
// entry as the reversal of an earlier one. In MT940 RC (a credit taken back)
// is a debit and RD a credit. In CFONB the interbank codes of unpaid cheques,
// bills and direct debits mark a reversal, with the reject reason of columns
// 41 and 42. Only Booked entries may settle an invoice; Pending and Info are
// reported for display and for pausing reminders.
//
// # Identity of an entry
//
// Banks send the same line several times: a daily and a monthly file overlap,
// an intraday report precedes the statement. Entry.Fingerprint is a hash of
// account, booking date, amount, currency and the normalised texts, followed by
// the number of the occurrence within the statement, so that two identical
// lines of one day stay two lines, and the same two in every file that covers
// the whole day. Entry.ID is the bank's own reference where the format has one
// that identifies the booking (camt AcctSvcrRef, OFX FITID) and the reference
// is unique in the statement; a repeated reference is completed by the
// fingerprint, and without one the fingerprint is the ID.
//
// [Same] compares two entries of one account: amounts must be equal, and either
// the Fingerprints, or the IDs within a few days, because banks have been seen
// to use a reference again.
//
// # Limits
//
// [Options] bounds bytes, entries and nesting. No input makes the package
// panic: every parser has a fuzz target. It opens no file and knows no clock.
package bank
