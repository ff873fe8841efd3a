// Package plan holds what is done with plans of dunning beside following them: it
// finds what is wrong with one, plays a change to one on a case that runs, and keeps
// its versions, to which two people may have to agree. The plan itself, as a case
// follows it, is dunning.Plan. It is pure.
package plan
