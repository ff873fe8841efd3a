// Package folder is the carrier without a provider: it puts each letter in a
// folder for somebody to print and post.
//
// One folder for each order, named by its ID:
//
//	lettre.pdf       the exact document
//	ordre.json       the order: addresses, reference, SHA-256 of the document
//	LISEZMOI.txt     what to do, in French, to print beside the letter
//	posted.json      written by MarkPosted: deposit date and tracking number
//	presented.json   written by MarkOutcome: first presentation
//	outcome.json     written by MarkOutcome: delivered, refused, unclaimed, returned
//	cancelled.json   written by Cancel
//
// A folder appears complete or not at all: it is written under a temporary
// name, flushed to disk and renamed. Facts are written once and never
// changed; a slip of the pen is corrected by removing the file that holds it.
package folder
