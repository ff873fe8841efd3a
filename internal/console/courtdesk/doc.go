// Package courtdesk has the pages of what comes before and after the reminders:
// debtors in insolvency proceedings, the register of companies, what platforms
// say of an invoice, and the ways to court.
package courtdesk
