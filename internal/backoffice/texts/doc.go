// Package texts holds the use cases of the creditors' own texts of notices: which
// ones there are and which are in use, what is wrong with one, how a notice of a
// case reads in it, the versions that were saved, and the word of two people where
// a formal notice needs it.
//
// A text in the user's folder of templates goes before what is saved here.
package texts
