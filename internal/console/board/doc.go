// Package board is the page of the figures: each with its definition and a link to the
// list that it was counted from. Its charts are SVG.
package board
