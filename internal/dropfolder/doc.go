// Package dropfolder watches a folder into which people or programs put files:
// bank files, invoices. Each complete file is taken in once and then moves to
// done/, or to failed/ when a person must mend something, with a text beside it
// that says what.
//
// Whatever happens in between, a file is either still in the folder, and comes
// again, or in one of the two. Whoever takes files in must therefore do nothing
// when a file comes a second time. One process works on a folder at a time.
package dropfolder
