// Package mergedesk is the page on which two debtors on record who are one are merged:
// the other is looked for, both stand side by side, and what the merging does is shown
// before it is done. It also undoes it.
package mergedesk
