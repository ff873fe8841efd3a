// Package notice words what a debtor reads: the subject, the plain text and
// the HTML of a mail, and the blocks from which package letter lays out a page.
//
// # From a notice to a mail
//
// A dunning.Notice is turned into a View (every value written out in the
// debtor's language), the wording template of its level and regime is executed
// once, and the resulting paragraphs, lists and blocks become both the text
// and the HTML part. One wording, two shapes: they cannot say different things.
//
// # Templates
//
// A wording is a text/template file that defines "subject" and "body":
//
//	fr/first.business.tmpl   first reminder, professional debtor, French
//	fr/first.tmpl            the same level for every regime without a file of its own
//	fr/common.tmpl           greeting, contact, signature, footer … shared by all
//	layout.html.tmpl         the shape of the HTML part (html/template)
//
// Levels are courtesy, first, second, final, formal_notice and thanks; groups
// are business, consumer (also for debtors that are no professionals) and
// public. In a body, a blank line ends a paragraph, lines that begin with "- "
// make a list, {{br}} breaks a line, and these stand alone in a paragraph:
//
//	{{invoices}}   table of the invoices (required, once)
//	{{payment}}    how to pay, with the QR code (required, once, except in thanks)
//	{{claim}}      principal, interest, fee and total
//	{{interest}}   how the interest was found, period by period
//
// A template reads the fields of View. {{.N "cette facture" "ces factures"}}
// chooses by number, {{join .List ", " " et "}} writes a list. French spaces
// and apostrophes are put right in the wording, so that « n° 4 : 12 € » may be
// typed with ordinary keys; data is never changed.
//
// # The user's own templates
//
// Load lays the user's folder over the built-in files, file by file. A folder
// inside it that is not a language is a named set (Notice.Template). Everything
// is parsed and executed on sample notices at load, in every regime, level and
// language, and held against the rules of Check: an unknown field, a missing
// payment block or a fee asked of a consumer is an error then, with file and
// line, and never a blank or a fault in a mail.
//
// # Texts of the creditor's own
//
// A creditor's own text (dunning.Wording, in Notice.Wordings) takes the place of
// the program's subject and body. It is written in the small language of package
// wording, with the names of Names; sentences that the program words, tables,
// signature and footer stay the program's, or the user's common.tmpl. A file of
// the user's folder for the same notices goes before it. CheckOwn tries such a
// text in every situation before it is kept; and a notice in which it says what it
// must not, or loses what it must, is worded by the program's own text all the
// same (Composition.PassedOver). Starter gives the program's text in that
// language.
//
// # The law
//
// Check lists what a notice must and must not say: a service message before
// the due date, silence about penalties in the first reminder, no fee and no
// interest for a consumer before the formal notice (C. civ. 1231-6, C. conso.
// L121-21), penalties and 40 € with their legal basis in the last steps to a
// professional (C. com. L441-10, D441-5), interest of public buyers by their
// own articles (CCP L2192-13). Compose refuses a notice whose figures do not
// add up or whose claim the regime forbids.
package notice
