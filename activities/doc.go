// Package activities holds every side effect that a workflow may ask for.
//
//	RecordPayment, RecordEvent  write a fact or a decision to SQL and give back
//	                            what the workflow does not know yet
//	LoadCase                    reads a case that was started by its number alone
//	SendNotice                  one e-mail for all that is due to a debtor today
//	SendLetter                  one letter through the carrier
//
// Each may run twice. Recording is idempotent by event id or by case version;
// sending is protected by the store's reservation: a message whose hand-over
// began and whose end nobody saw is never repeated, a person is asked.
//
// Errors returned to Temporal hold codes, never names or addresses.
package activities
