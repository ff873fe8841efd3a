package backoffice

import (
	"slices"

	"relance/internal/intake"
)

// Verdict is what becomes of a file in a folder that is watched.
type Verdict struct {
	File    string
	Stays   bool    // it was not read to its end, or something failed that may pass: it comes again
	Later   bool    // of a file that stays: it was read, so that trying again at once would not help
	Faults  []Entry // what a person must mend
	Remarks []Entry // what is left out of the chase for good
}

// Verdicts tells what becomes of the files of an import, and of the PDFs that
// its lists attached, which may lie beside them without being among the files.
// read has the files that were read to their end, with the list that a PDF
// belongs to. A PDF stays as long as its list.
func Verdicts(files []string, entries []Entry, read map[string]string) []Verdict {
	all := slices.Clone(files)
	for f := range read {
		if !slices.Contains(files, f) {
			all = append(all, f)
		}
	}
	slices.Sort(all[len(files):])
	out := make([]Verdict, len(all))
	at := map[string]*Verdict{}
	for i, f := range all {
		_, whole := read[f]
		out[i] = Verdict{File: f, Stays: !whole}
		at[f] = &out[i]
	}
	for _, e := range entries {
		if v := at[e.File]; v != nil {
			v.add(e)
		}
	}
	for i := range out {
		if list := at[read[out[i].File]]; list != nil && list.Stays {
			out[i].Stays, out[i].Later = true, list.Later
		}
	}
	return out
}

func (v *Verdict) add(e Entry) {
	switch {
	case e.mayPass:
		v.Later = !v.Stays || v.Later
		v.Stays = true
	case e.Outcome == Failed, e.Outcome == Conflicting, e.Outcome == NotChased && slices.Contains(unsettled, e.Reason):
		v.Faults = append(v.Faults, e)
	case e.Outcome == NotChased:
		v.Remarks = append(v.Remarks, e)
	}
}

// unsettled are the reasons for which a person has something to do: a credit
// note that was set against no invoice, what is missing or impossible, whose
// claim it is.
var unsettled = []intake.Reason{intake.ReasonCreditNote, intake.ReasonIncomplete, intake.ReasonSelfBilled, intake.ReasonDates}
