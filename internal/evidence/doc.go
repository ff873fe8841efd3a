// Package evidence makes the file of a case for a court, a bailiff, an agency or
// a court-appointed administrator: one ZIP with two folders.
//
// pieces/ holds what is communicated to the other side (CPC 15 and 132): the
// invoice, the reminders and letters exactly as they left, what proves their
// delivery, the bills of costs, and the statement of claim. They are numbered,
// listed in 00-bordereau.pdf, and their SHA-256 stand in empreintes.sha256, in
// the form that sha256sum reads. Nothing in it tells what the creditor thinks,
// waived or doubts.
//
// notes-internes/ is for the creditor and his counsel: limitation, chronology,
// messages that prove nothing, the draft of a declaration of claim when
// insolvency proceedings are open (C. com. L622-24, R622-23), and the record for
// programs. None of it bears a number.
//
// The statement imputes payments on interest first (C. civ. 1343-1) and says in
// one sentence how that agrees with the notices, which impute them on the
// principal. What the record does not hold is printed as Blank, for a person.
//
// The package is pure: records and bytes come in, bytes go out.
package evidence
