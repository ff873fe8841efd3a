// Package intake turns any file of invoices into documents that a case can be
// started from: electronic invoices (package einvoice), CSV exports and JSON.
//
// [Read] recognises the format by content and accounts for every item: each
// invoice, and each line that is none, becomes one [Item] with a document or
// an [Error] that names file, line and remedy in French. One broken line never
// stops the others.
//
// # CSV
//
// Separator (; , tab |), encoding (UTF-8, UTF-16, CP1252, ISO-8859-15),
// decimal mark, preamble and header line are found out; what was assumed is
// reported in Result.Warnings and Result.Columns. Columns are recognised by
// the names of the table below, by the French and English headers that
// software uses (fields.txt), by the profile of a software (profiles/), or as
// Options.Map says. Documented names:
//
//	number type_code issue_date due_date currency total prepaid payable net vat
//	seller_name seller_siren seller_vat
//	buyer_name buyer_siren buyer_vat buyer_email buyer_phone buyer_contact
//	buyer_address buyer_address2 buyer_postcode buyer_city buyer_country
//	order_ref payment_ref buyer_ref means_code iban bic terms preceding
//	status state creditor customer_ref language regime attachment payee frame
//	mandate received pay_days
//
// Dates are ISO or French (02/03/2026, 2 mars 2026; the day comes first).
// When a file has no column for the amount due, it is the total less what was
// paid; an amount due that is given is kept as written.
//
// # JSON
//
// One object, an array, {"invoices": […]}, or one object a line, with the same
// names, flat ("buyer_name") or nested as « relance inspect » prints them
// ("buyer": {"name": …}).
//
// # After reading
//
// [DueDate] completes the due date and says by which rule; [Classify] says
// whether a document may be chased, and why not; [PenaltyRate] reads the rate
// of late interest that the invoice states, for a person to confirm.
//
// # Contacts
//
// [ReadContacts] reads a CSV list of what is to be filled in or corrected about
// debtors: e-mail, address, regime, language (contacts.txt).
package intake
