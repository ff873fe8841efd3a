// Package rehearsal plays cases forward and changes nothing: one invented
// invoice with what becomes known about it (Play), the steps of a plan on their
// business days (Preview), and the days of the whole book (NewAgenda).
//
// It decides nothing by itself: dunning.Next, Complete and Apply do, as in the
// workflow. What a door shows of a story is in Row and Day.
package rehearsal
