// Package fact checks what people, banks and carriers say of a case before it is
// recorded: Check looks at the fact alone, CheckFor also at the case that it is
// told to. A fact is a dunning.Event of one of the kinds of dunning.Facts. It is
// pure.
package fact
