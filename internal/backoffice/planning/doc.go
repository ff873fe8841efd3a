// Package planning holds the use cases of plans as they are set while the program
// runs: what a creditor's new cases follow, what a change would make leave when
// (a rehearsal over all open cases), the versions that were saved, and how cases
// that run come to follow another version.
//
// What the configuration states of a plan decides over what is set here.
package planning
