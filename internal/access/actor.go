package access

import (
	"maps"
	"slices"
)

// Role is what an actor may do for a creditor. Each role may do all that the
// ones before it may.
type Role string

// The roles, from the least to the most.
const (
	Reader   Role = "reader"   // looks
	Clerk    Role = "clerk"    // records what happened, and decides over the day's work
	Approver Role = "approver" // agrees to letters and to what gives money up
	Admin    Role = "admin"    // users, settings, switches of the whole installation
)

// Roles lists the roles from the least to the most.
func Roles() []Role { return []Role{Reader, Clerk, Approver, Admin} }

// Includes tells whether a role may do what another one may. The empty role
// includes none.
func (r Role) Includes(other Role) bool {
	return r != "" && slices.Index(Roles(), r) >= slices.Index(Roles(), other)
}

// Door is where an actor came in.
type Door string

// The doors.
const (
	CommandLine Door = "cli"
	Console     Door = "console"
	API         Door = "api"
	Portal      Door = "portal"   // a debtor, by a link that was sent to him
	Inbox       Door = "inbox"    // a mail that came in
	Webhook     Door = "webhook"  // a carrier or provider
	Temporal    Door = "temporal" // a signal or update
	Worker      Door = "worker"   // the program itself: a drop folder, a schedule
)

// Proof is how an actor showed who he is.
type Proof string

// The proofs.
const (
	Session    Proof = "session"     // a person who logged in
	Token      Proof = "token"       // a program with a token of its own
	LocalShell Proof = "local_shell" // whoever may start programs on the machine
	Signal     Proof = "signal"      // whoever may send signals to Temporal
	PortalLink Proof = "portal_link" // whoever has the link of a message
	Mail       Proof = "mail"        // whoever wrote from an address
	Program    Proof = "program"     // the program's own work
)

// Actor is who does something.
type Actor struct {
	Name  string          // user name, as it is recorded
	Roles map[string]Role // by creditor id; "" is every creditor, and what belongs to none
	Door  Door
	Proof Proof

	Address string // of the network that he comes from; empty at a shell
}

// Everywhere gives one role for every creditor.
func Everywhere(r Role) map[string]Role { return map[string]Role{"": r} }

// Shell is a person at the command line of the machine: he holds the database's
// address and may do everything, but nobody knows who he is.
func Shell(name string) Actor {
	return Actor{Name: name, Roles: Everywhere(Admin), Door: CommandLine, Proof: LocalShell}
}

// Own is the program's own work, named after what did it.
func Own(name string) Actor {
	return Actor{Name: name, Roles: Everywhere(Admin), Door: Worker, Proof: Program}
}

// Role is what the actor may do for a creditor; "" for one that is not his. An
// empty creditor asks for what belongs to none of them.
func (a Actor) Role(creditor string) Role {
	own, everywhere := a.Roles[creditor], a.Roles[""]
	if everywhere.Includes(own) || own == "" {
		return everywhere
	}
	return own
}

// Identified tells whether it is known who the actor is, so that he counts as
// one of two people who must agree. A shell, a signal and a sender's address
// prove nobody.
func (a Actor) Identified() bool { return a.Name != "" && (a.Proof == Session || a.Proof == Token) }

// Debtor tells whether the actor speaks for a debtor: he has no role, and may
// do the few deeds that are his.
func (a Actor) Debtor() bool { return a.Proof == PortalLink || a.Proof == Mail }

// Creditors gives the creditors whom the actor may see, sorted; all is true
// when he may see every one.
func (a Actor) Creditors() (ids []string, all bool) {
	if a.Role("").Includes(Reader) {
		return nil, true
	}
	for id := range maps.Keys(a.Roles) {
		if id != "" && a.Roles[id].Includes(Reader) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, false
}
