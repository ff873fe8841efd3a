// Package merging merges two debtors on record who are one, shows before what that
// does, proposes who may be doubles, and undoes it. It belongs to the back office: it
// asks whether the actor may, and counts a request that is sent twice once.
package merging
