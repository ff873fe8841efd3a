// Package client is the program that a generator of others makes of
// docs/openapi.yaml: the tests of package api work with it, so that the contract is
// known to be enough to write a program by. Nothing of relance imports it.
package client
