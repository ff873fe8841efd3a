// Package figures works out what a month report shows: aged balance as of any
// day, days of sales outstanding, days late, the effectiveness of collection, a
// forecast with its band, promises kept, money after each step. It is pure:
// invoices with their movements go in, figures come out.
//
// A day's figures follow from what was dated up to that day, so a payment that
// comes later changes no earlier figure. Credits beyond an invoice are a column
// of their own and are never netted. A figure that does not exist (a division by
// nothing, a month without sales) is absent: nil or false, shown as a dash.
package figures
