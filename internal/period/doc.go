// Package period is the one dated table of every period of the law that the
// program counts: those of procedures and of insolvency, limitation, the payment
// periods of public buyers, how long a letter waits at the post.
//
// The law changes: each row bears the days from which and until which it holds, by
// the day of what it runs from, with its source and how sure it is. No period of
// the law is written anywhere else; what a person or a policy sets is a setting
// and no period of the law.
package period
