// Package change holds what people change about creditors and debtors, what of it
// cannot be recorded, and what two people must agree to before it counts. It is pure.
package change
