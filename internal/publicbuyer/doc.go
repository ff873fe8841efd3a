// Package publicbuyer knows when a public buyer counts as late: the payment period that
// runs from the receipt of the request for payment (CCP R2192-10 to R2192-15). It is pure.
package publicbuyer
