// Package alarms keeps what runs out of time: claims that limitation will end,
// and the periods of procedures.
package alarms
