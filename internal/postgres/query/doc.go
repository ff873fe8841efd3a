// Package query is how the packages of the store ask PostgreSQL: rows become
// structs by the names of their columns, several statements travel in one batch,
// and dates, instants and hashes become parameters and come back. It knows
// nothing of invoices.
package query
