// Package faulty makes a carrier's fake misbehave as networks and servers do:
// it lets requests through, drops them before or after they had their effect,
// lets them hang, answers nonsense, and keeps a journal of all of them.
//
// A fake hands every request to Gate.Serve together with the handler that has
// the request's effect.
package faulty
