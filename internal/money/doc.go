// Package money holds sums of money exactly.
//
// A sum is an int64 count of cents (hundredths of the currency's unit) with an
// ISO 4217 code beside it. Nothing here uses floating point. Currencies with
// no minor unit (XPF, JPY) are counted in hundredths too and print without
// decimals; currencies with three or four decimals (TND, KWD, CLF) cannot be
// held exactly and are refused by [CheckCurrency].
//
// # Arithmetic
//
// [Cents.Add], [Cents.Sub] and [Amount.Add] report [ErrOverflow]
// instead of wrapping around, and amounts in different currencies never mix.
// Interest is computed with exact fractions (math/big.Rat) and rounded once,
// by [Cents.MulRat] or [RoundHalfUp]: half a cent goes away from zero, so that
// a credit note mirrors its invoice to the cent.
//
// # Reading
//
// [ParseCents] reads the machine form "1234.56" of JSON, XML and command
// lines. [ParseDecimal] reads what people and spreadsheets write, "1 234,56 €"
// or "1,234.56", and refuses "1,234" and "1.234" unless it is told which
// character separates the decimals.
//
// # Writing
//
// [French] writes "1 234,56 €" with the spaces that French typography wants
// (U+202F between thousands, U+00A0 before the symbol); [FrenchPlain] keeps to
// U+00A0 for plain-text e-mail, where U+202F may show as a box; [English]
// writes "€1,234.56".
package money
