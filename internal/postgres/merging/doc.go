// Package merging keeps which debtors were merged into which: it reads the two with
// all that is on record of them, and moves cases, messages, mails and links from one
// to the other under the locks of both.
//
// Whoever sends to a debtor holds his lock ([postgres.DebtorLock]) while he decides
// and hands over, so that no message leaves while its cases move. A message that was
// written before finds another version of its cases and is given up.
package merging
