// Package spreadsheet writes tables that people open in a spreadsheet: CSV as a
// French one reads it, and XLSX with numbers as numbers and days as days.
//
// Texts come from debtors and banks. In CSV one that a spreadsheet would take
// for a formula gets an apostrophe in front of it; in XLSX a text is typed as a
// text and is none.
package spreadsheet
