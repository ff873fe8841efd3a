// Package console is the door for people: pages in French that work without
// script.
//
// One file holds one page: its view struct, how it is filled from the back
// office, and its template of the same name under templates. Every change is a
// form that is posted, carries a key of its own and the version of the case that
// its author saw, and answers with a redirection. The list of routes (routes.go)
// is data: method, address, right; tests walk it.
//
// Every answer carries a Content-Security-Policy that allows this server's own
// style sheet and pictures and nothing else. Posts from other sites are refused
// (http.CrossOriginProtection).
package console
