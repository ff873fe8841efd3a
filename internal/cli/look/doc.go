// Package look holds the commands that compute: interest, rates, the rehearsal of a
// case or of the whole book. They change nothing on record, but for plan apply, which
// saves a plan after its rehearsal.
package look
