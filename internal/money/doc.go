// Package money holds sums of money exactly.
//
// A sum is an int64 count of cents (hundredths of the currency's unit) with an
// ISO 4217 code beside it. Nothing here uses floating point. Currencies with
// no minor unit (XPF, JPY) are counted in hundredths too and print without
// decimals; currencies with three decimals (TND, KWD) cannot be held exactly
// and are refused.
package money
