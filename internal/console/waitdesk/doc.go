// Package waitdesk is the pages of what a person does with a task instead of doing it:
// let it wait until a day, or give its case to a colleague.
package waitdesk
