// Package court holds the commands about what comes after the reminders: the
// evidence file, the ways to go on with a claim, insolvency.
package court
