// Package access says who may do what. It is pure: an actor, a deed and a
// creditor in, an answer out.
//
// An actor has one role for each creditor. Roles are ordered: who may approve
// may also record what was paid. The table of deeds (table.go) is data: lists
// of routes, menus, buttons and scopes of tokens derive from it, so that what a
// door shows is what the back office allows.
//
// A creditor of whom an actor has no role does not exist for him: the answer is
// the same "not found" as for one that was never entered. Every other refusal
// names the right that is missing.
//
// How an actor proved who he is counts apart from his role. A command typed on
// the machine and a signal typed into Temporal are identified by nothing: they
// may do what their role allows, but where two people must agree, neither of
// them is somebody.
package access
