// Package alarms keeps the alarms of claims that limitation will end, and of the
// periods of procedures.
package alarms
