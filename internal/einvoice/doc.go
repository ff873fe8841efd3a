// Package einvoice reads electronic invoices as French and European software
// writes them, and hands back the fields that dunning needs.
//
// # What is read
//
//   - Factur-X and ZUGFeRD 2 PDF files: every embedded file is found by walking
//     all objects of the PDF for an embedded-file dictionary, however the
//     generator attached it;
//   - UN/CEFACT Cross Industry Invoice (CII), D16B and later;
//   - UBL 2 Invoice and CreditNote, also inside a Peppol envelope;
//   - every profile of these: MINIMUM, BASIC WL, BASIC, EN 16931, EXTENDED,
//     XRechnung, Peppol BIS Billing, the French CIUS and its extension.
//
// Elements are recognised by their local name, so that prefixes do not matter;
// a byte-order mark, UTF-16 and every encoding that the XML declaration can
// name are accepted.
//
// # What is refused
//
// ZUGFeRD 1, orders, bank statements and other documents are refused with an
// [Error] that says in French what the file is and what to do about it. XML
// that is not well-formed is refused with its line: an invoice is evidence, and
// half of one is none. Files beyond the limits of size, depth, number of
// elements, pages or reading time are refused too.
//
// # Values as written
//
// [Parse] never computes an amount: what is absent from the file is nil. The
// sign of a credit note is kept as the seller wrote it. An amount with more
// than two decimals that count is rounded half away from zero and a warning
// names the term and the amount as written. Warnings are French sentences for
// a bookkeeper: everything that was repaired, rounded, doubtful or ambiguous
// while reading has one.
//
// The map from the terms of EN 16931 (BT-1, BT-2 …) to elements is in two
// tables, cii.go and ubl.go, meant to be read beside the standard.
package einvoice
