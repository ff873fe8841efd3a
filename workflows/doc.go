// Package workflows says when things happen to a case. It is deterministic
// and holds no rule: package dunning decides, the workflow waits, the
// activities act.
//
//	workflow   ID                                understands
//	Dunning    invoice/<creditor>/<number>       the messages of contract.go
//	           …/<cycle> when a closed case lives again
//	Reconcile  reconcile-<time>, by schedule     nothing
//
// One execution is one case. Its state is a dunning.Case, and it changes only
// by events that the store has recorded and numbered: whatever reaches the
// workflow is recorded first, and the answer brings all events that the
// workflow does not know. So the workflow's copy and SQL's never differ, and
// a workflow that was lost can be started again from SQL.
package workflows
