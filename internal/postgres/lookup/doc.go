// Package lookup reads what is on record: cases with everything about them, what
// debtors owe, the open cases as a whole, tasks, and the figures of the metrics.
// It locks nothing and writes nothing. Package views reads for the pages of the
// console; this one for every door.
package lookup
