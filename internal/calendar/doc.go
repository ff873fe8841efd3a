// Package calendar knows civil dates, French business days and sending hours.
//
// A [Date] has no time zone. Instants appear only where a date meets a sending
// hour in Europe/Paris (or an overseas zone), and are given back in UTC.
//
// # Business days
//
// A business day here is a jour ouvré: Monday to Friday and not a public
// holiday of the [Zone] (C. travail L3133-1; L3134-13 for Alsace-Moselle;
// L3422-2 overseas). Easter is computed, nothing is read from a table of
// years. Local holidays are respected when something is sent; whether they
// lengthen a procedural delay (CPC 642) is not settled, so deadlines should
// not rely on them.
//
// # Sending hours
//
// A [Window] says on which weekdays and between which wall-clock times notices
// leave. [Window.Instant] turns a date into the UTC instant of sending,
// [Window.Next] finds the first permitted instant from now on, and [Jitter]
// spreads senders by a hash, so that the same debtor always gets the same
// minute.
//
// # Texts
//
// [Date.French], [Date.FrenchLong], [Date.FrenchShort] and [Date.English]
// write dates for people. [ParseDate] reads ISO 8601 only; [ParseLoose] reads
// what bookkeepers type, day first.
//
// # Time zone data
//
// The package embeds Go's copy of the time zone database (450 kB) for machines
// that have none.
package calendar
