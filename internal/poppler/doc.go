// Package poppler turns pages of PDF files into images and text with the programs of
// poppler-utils, where the machine has them. It is an aid to whoever looks at a letter:
// what counts are the bytes of the file, and every page that shows an image leads to
// them.
//
// A program gets the file on its standard input, an empty environment, ten seconds and
// bounded output; two run at once at most. It is never asked for anything but a file
// that is on record.
package poppler
