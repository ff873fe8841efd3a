// Package inbox reads the mails that come back: answers of debtors, reports of
// mail servers, automatic answers, complaints, and what is none of these.
//
// [Read] takes the bytes of one mail apart and gives a [Reading]: what the mail
// is, its codes, who did not get which of our mails, the new text without
// quotation and signature, when the writer is back, and what he seems to say.
// [Split] gives the mails of an mbox one after the other. The package opens no
// file, keeps nothing and knows no clock.
//
// # What a mail is
//
// The classes are a closed list ([Class]). They are tried in an order that is
// part of the rule: complaint, report of a mail server, receipt, automatic
// answer, mailing, spam. Each must be proven by the mail; what is proven to be
// none of them is a [Reply]. A mail that is wrongly a reply costs somebody a
// look; a reply that is wrongly something else costs a customer who has
// answered and is chased all the same.
//
// # Reports of mail servers
//
// The machine part of RFC 3464 is read where there is one, in whatever order
// and shape its fields come; else the text, in the words of some thirty
// programs. The reason is looked for in the answer of the receiving server
// first, then in the status of RFC 3463, then in what the report says to
// people, then in the SMTP code: codes alone mislead (5.1.1 on full mailboxes,
// 5.7.1 on unknown users, 5.5.0 for everything at some providers).
//
// # What people say
//
// An [Intent] is a proposal with the sentence as evidence; nothing is ever
// done because of words. It is looked for in what the writer wrote himself,
// since our own mail, quoted below, holds every word there is to look for.
// Negation, condition and question veto, within a clause. Precision comes
// before recall: what is doubtful is left to the person who reads the mail.
// French only; of other languages reports and absences are understood, no
// intents.
//
// # Tables
//
// Phrases and patterns stand in phrases/*.txt, one a line, so that a sentence
// that was not understood is mended by a line.
//
// # Limits
//
// Broken headers, boundaries, encodings and character sets are read as far as
// they go, with a warning. Bytes, parts, nesting, fields and text are bounded
// (limits.go); what is beyond is left out with a warning. No input makes the
// package panic: it has fuzz targets.
package inbox
