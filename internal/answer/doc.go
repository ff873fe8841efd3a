// Package answer is what a person makes of a mail that came back: the fact that
// a proposal becomes when he agrees to it, and the reply that he writes.
//
// Nothing here decides by itself. A proposal becomes a fact only because a
// person says so, and a reply leaves only because he sends it; the templates are
// beginnings of a text that he reads and changes.
package answer
