// Package banktest writes bank files from statements: the inverse of package
// bank, for round-trip tests and for simulations of reconciliation.
//
// [CFONB] writes CFONB 120 and [Camt053] camt.053. What is written is what a
// correct bank would send, so that reading it gives the same statements back
// with a clean balance; options vary what banks vary (version, decimals, line
// ends). The writers are deterministic and know no clock.
package banktest
