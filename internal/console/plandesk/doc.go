// Package plandesk is the pages of plans: what new cases follow, how a plan is
// changed, what the change would make leave, and the versions that were saved.
package plandesk
