// Package tables has the rows of the tables as the store and its rooms read them, with
// their columns, and turns them into the values of the domain.
package tables
