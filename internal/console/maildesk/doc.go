// Package maildesk is the pages of the mails that came back: read, tied to a debtor,
// agreed to, answered.
package maildesk
