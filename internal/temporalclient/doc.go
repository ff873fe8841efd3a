// Package temporalclient is how relance reaches Temporal: dialling, encrypting
// what Temporal stores, registering the search attributes, and skipping time
// for the demo and the tests.
package temporalclient
