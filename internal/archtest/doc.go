// Package archtest keeps the floor plan of the program: which package may
// import which, as a table that the tests compare with what `go list` finds.
//
// The plan has rings. Packages named after a business thing (money, calendar,
// interest, dunning, notice …) are pure: values in, values out, no clock, no
// network, no disk. Packages named after a technology (postgres, smtp) do
// input and output and know only the pure ones. Workflows say when, activities
// say what, and neither knows an adapter. Front doors (cli, console) and the
// assembly (app) stand around them.
//
// [Plan] is the table. [Check] compares it with packages, [CheckClock] looks
// for readings of the machine's clock in the source. A package without a row
// in the table is refused, so a new one gets its place on the day it is made.
package archtest
