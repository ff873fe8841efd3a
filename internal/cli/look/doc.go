// Package look holds the commands that compute and change nothing on record:
// interest, rates, plans, the rehearsal of a case or of the whole book.
package look
