// Package calendar knows civil dates, French business days and sending hours.
//
// A Date has no time zone. Instants appear only where a date meets a sending
// hour in Europe/Paris (or an overseas zone), and are given back in UTC.
package calendar
