// Package flowservice reads the Flow service of an e-invoicing platform (XP
// Z12-013, version 1.2): the list of messages that the platform keeps for its
// customer, and their bytes. It asks, and never sends: there is no call here that
// hands a message over.
//
// The norm itself was not read. Calls and fields are those that open clients of
// several platforms agree on; no platform was reached from where this was
// written.
//
// uncertain: flow-service
package flowservice
