// Package operation is what all operations of the API share: the row that each has in
// the list of routes, what its row says in the contract, and the parts of requests and
// answers that are in many of them. A group of operations is a package of its own: it
// lists its routes and enters them in the contract that the door gives.
package operation
