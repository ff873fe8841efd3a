// Package registeredmail says what a carrier of paper letters does and how a
// letter's fate is told, whoever carries it. It does no I/O itself: each
// carrier is a package below it and passes registeredmailtest.Exercise.
//
// # One letter, once
//
// An Order has an ID of ours. A carrier that is asked twice for the same ID
// gives the first Dispatch again and posts nothing more; the same ID with
// other contents is a conflict. When nobody can know whether a request got
// through, the state is Unknown and the request is not repeated blindly.
//
// # What a state means in law
//
//	requested    our own wish; nothing has been handed over
//	accepted     the carrier has the order: no effect yet
//	printed      on paper: too late to cancel with most carriers
//	posted       deposited at the post: the date of notification for the sender
//	             (CPC 668); proved by the deposit receipt
//	presented    the postman came, or left a notice: the letter waits 15 days
//	             (C. postes R1-1-6); interest from a consumer runs from here at the
//	             earliest, by caution
//	delivered    signed for: the date of notification for the addressee; the
//	             deadline of a formal notice runs
//	refused      the addressee would not take it: still a valid formal notice
//	unclaimed    never fetched: still a valid formal notice (Cass. 1re civ.,
//	             20 January 2021, 19-20.680)
//	returned     wrong address: NOT a valid notice; correct it and send again
//	failed       cancelled or rejected before posting: nothing was sent
//	unknown      nobody can know: a person is asked
//
// State.Notifies and Tracking.EffectiveOn answer these questions for programs.
package registeredmail
