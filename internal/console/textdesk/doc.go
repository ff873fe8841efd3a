// Package textdesk is the pages of texts: which words each notice is sent in, how a
// text is changed and tried on a real case, and the versions that were saved.
package textdesk
