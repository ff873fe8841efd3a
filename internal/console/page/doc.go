// Package page is what all pages of the console share: the frame with its
// navigation, templates, files and style, links, words, and how a table or a file
// is given out.
//
// A group of pages is a package of its own: it embeds its templates, declares
// what it wants from the back office, and lists its routes.
package page
