package notice

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"relance/internal/dunning"
)

// Fault is a rule that a rendered notice breaks.
type Fault struct {
	Rule  string // what is wrong, in words
	Law   string // article or source of the rule
	Where string // subject, text or html
	// Missing is what the notice does not show, without the value that it has in this
	// one; empty for what it must not say.
	Missing string
}

// String writes the fault as one sentence.
func (f Fault) String() string { return f.Where + ": " + f.Rule + " (" + f.Law + ")" }

// ban is wording that a notice must not hold: stems anywhere, words as whole
// words, both in small letters.
type ban struct {
	applies      func(dunning.Notice) bool
	stems, words []string
	law          string
}

// answers tells whether a notice of a level answers a payment.
func answers(l dunning.Level) bool { return l == dunning.Thanks || l == dunning.PartReceipt }

func below(l dunning.Level) func(dunning.Notice) bool {
	return func(n dunning.Notice) bool { return n.Level != dunning.Thanks && n.Level.Rank() < l.Rank() }
}

// silent tells whether a notice says nothing of interest and fee: those below
// the second reminder, and receipts unless an earlier notice has claimed them.
func silent(n dunning.Notice) bool {
	return below(dunning.Second)(n) && (n.Level != dunning.PartReceipt || reserved(n, n.Items) == "")
}

var (
	feeStems     = []string{"pénalité", "indemnité", "frais de recouvrement", " 40 €", " 40,00 €", "penalt", "compensation", "recovery cost", "€40 ", "€40.00"}
	noticeStems  = []string{"mise en demeure", "formal notice"}
	courtStems   = []string{"tribunal", "en justice", "juridiction"}
	interestTalk = []string{"intérêts", "taux légal", "default interest", "bear interest", "statutory rate"}
)

var bans = []ban{
	{func(n dunning.Notice) bool { return n.Regime().Consumer() }, feeStems, nil,
		"C. conso. L121-21, CPC exéc. L111-8: who is no professional owes neither penalties nor fee"},
	{func(n dunning.Notice) bool {
		return n.Regime().Consumer() && n.Level != dunning.FormalNotice && !(answers(n.Level) && reserved(n, n.Items) != "")
	}, interestTalk, nil,
		"C. civ. 1231-6: who is no professional owes interest from the formal notice only"},
	{func(n dunning.Notice) bool { return n.Level == dunning.Courtesy || answers(n.Level) },
		[]string{"impayé", "en retard", "relance", "unpaid", "overdue", "reminder"}, []string{"late"},
		"before the due date and after payment nothing is unpaid"},
	{silent, append([]string{"intérêts moratoires", "default interest"}, feeStems...), nil,
		"C. com. L441-10: penalties run by law, and the first messages say nothing about them"},
	{below(dunning.Final), courtStems, []string{"court"},
		"C. conso. L121-6, tone: no court is named before the last reminder"},
	{func(n dunning.Notice) bool {
		return below(dunning.Final)(n) && (n.Level != dunning.Second || n.Regime() != dunning.B2B) && !(answers(n.Level) && reserved(n, n.Items) != "")
	}, noticeStems, nil, "C. conso. L121-6, tone: only a business is told of the formal notice to come, from the second reminder on"},
	{func(n dunning.Notice) bool { return n.Regime() == dunning.Public && n.Level != dunning.FormalNotice },
		slices.Concat([]string{"suspendre"}, noticeStems, courtStems), []string{"court", "justice"}, "a public buyer is not threatened"},
	{func(dunning.Notice) bool { return true },
		[]string{"huissier", "commissaire de justice", "poursuites", "pénales", "bailiff", "seizure", "prosecut", "qu’à défaut de paiement"}, []string{"saisie", "saisies"},
		"C. conso. L121-6, L121-7: no threat of an act without title"},
}

// find gives the first forbidden wording in a text made comparable by plain.
func (b ban) find(text, words string) string {
	for _, s := range b.stems {
		if strings.Contains(text, s) {
			return strings.TrimSpace(s)
		}
	}
	for _, w := range b.words {
		if strings.Contains(words, " "+w+" ") {
			return w
		}
	}
	return ""
}

// wordsOnly parts words by single spaces, without punctuation.
func wordsOnly(s string) string {
	return " " + strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ") + " "
}

// need is a value that a notice must show.
type need struct {
	what, value, law string
}

// missing is what is told of a need that is not met, whatever its value: but an
// article and a set phrase are the same in every notice.
func (f need) missing() string {
	if f.what == legalBasis || f.what == setPhrase {
		return fmt.Sprintf("%s %q", f.what, f.value)
	}
	return f.what
}

const (
	legalBasis = "legal basis"
	setPhrase  = "the words"
)

// Check holds a rendered notice against the law and against the fields that
// each level must show (docs/law.md); nil means that nothing is wrong. It is
// applied to every template at load, on the samples.
func Check(n dunning.Notice, r Rendered) []Fault {
	var faults []Fault
	parts := map[string]string{"subject": plain(r.Subject), "text": plain(r.Text), "html": plain(stripTags(r.HTML))}
	for _, where := range []string{"subject", "text", "html"} {
		text := strings.ToLower(parts[where])
		words := wordsOnly(text)
		for _, b := range bans {
			if !b.applies(n) {
				continue
			}
			if found := b.find(text, words); found != "" {
				faults = append(faults, Fault{fmt.Sprintf("must not say %q", found), b.law, where, ""})
			}
		}
	}
	if sumInSubject.MatchString(parts["subject"]) {
		faults = append(faults, Fault{"must not name a sum", "data minimisation", "subject", ""})
	}
	needs, err := needsOf(n)
	if err != nil {
		return append(faults, Fault{err.Error(), "figures", "text", ""})
	}
	for _, where := range []string{"text", "html"} {
		for _, f := range needs {
			if !strings.Contains(parts[where], plain(f.value)) {
				faults = append(faults, Fault{fmt.Sprintf("%s is missing: « %s »", f.what, plain(f.value)), f.law, where, f.missing()})
			}
		}
	}
	return faults
}

func needsOf(n dunning.Notice) ([]need, error) {
	d, err := demandOf(n)
	if err != nil {
		return nil, err
	}
	b := viewer{n: n, d: d, w: wordsFor(n.Debtor.Language)}
	v := b.view()
	const content = "contents of a notice"
	out := []need{
		{"creditor's name", v.Creditor.Name, "C. com. R123-237, R526-27"},
		{"creditor's address", v.Creditor.Address, content},
		{"SIREN", v.Creditor.SIREN, "C. com. R123-237"},
		{"address for answers", v.Creditor.Email, content},
	}
	for _, it := range d.main {
		out = append(out, need{"invoice number", clean(it.Invoice.Number), content},
			need{"date of issue", b.w.short(it.Invoice.Issued), content}, need{"due date", b.w.short(it.Invoice.Due), content},
			need{"amount of the invoice", b.sum(amountOf(it.Invoice)), content})
		if n.Level != dunning.Thanks {
			out = append(out, need{"remaining amount", b.sum(it.Claim.Principal), content})
		}
	}
	if n.Level == dunning.Thanks {
		for _, l := range v.Left {
			out = append(out, need{"what stays due after the principal", l.Sum, "C. com. L441-10 II"})
		}
		return out, nil
	}
	for _, l := range v.Besides {
		out = append(out, need{"invoice asked for besides", l.Number, content}, need{"its remaining amount", l.Remaining, content})
	}
	payments, err := b.payments()
	for _, p := range payments {
		for _, r := range p.rows(b.w) {
			out = append(out, need{"payment, " + r.Label, r.Value, content})
		}
	}
	return append(out, levelNeeds(n, v, b.rates())...), err
}

// levelNeeds are the fields that only some levels must show.
func levelNeeds(n dunning.Notice, v View, rates []string) []need {
	var out []need
	if n.Level.Rank() >= dunning.Second.Rank() {
		out = append(out, need{"last day to pay", v.Deadline, "C. civ. 1344"})
		for _, l := range v.Items {
			for _, day := range l.Reminders {
				out = append(out, need{"earlier reminder", day, "contents of a notice"})
			}
		}
	}
	if n.Level.Rank() < dunning.Final.Rank() {
		return out
	}
	out = append(out, need{"date of sending", v.Date, "contents of a notice"}, need{"debtor's name", v.Debtor.Name, "contents of a notice"})
	interest, fee, code := "L441-10", "D441-5", "C. com. "
	if v.Public {
		interest, fee, code = "L2192-13", "D2192-35", "CCP "
	}
	if v.Interest != "" && !v.Consumer {
		out = append(out, need{"late interest", v.Interest, code + interest}, need{legalBasis, interest, code + interest})
		if len(rates) < 2 {
			rates = []string{v.Rate}
		}
		for _, r := range rates {
			out = append(out, need{"rate of interest", r, code + interest})
		}
	}
	if v.Fee != "" {
		out = append(out, need{"recovery fee", v.Fee, code + fee}, need{legalBasis, fee, code + fee})
	}
	if n.Level != dunning.FormalNotice {
		return out
	}
	out = append(out, need{setPhrase, "mise en demeure", "C. civ. 1344"}, need{legalBasis, "1344", "C. civ. 1344"},
		need{"name of the signatory", v.Creditor.Signatory, "contents of a notice"})
	if !v.Public { // interest of a public contract runs without notice (CCP L2192-13)
		out = append(out, need{legalBasis, "1231-6", "C. civ. 1231-6"})
	}
	if v.Mediator != "" {
		out = append(out, need{"consumer mediator", v.Mediator, "C. conso. L612-1"})
	}
	return out
}

var sumInSubject = regexp.MustCompile(`€|EUR|\d,\d\d`)

// stripTags gives the words of an HTML page: what is behind </head>, without
// its tags. It is meant for pages that html/template made.
func stripTags(s string) string {
	if _, body, ok := strings.Cut(s, "</head>"); ok {
		s = body
	}
	var b strings.Builder
	for {
		text, rest, found := strings.Cut(s, "<")
		b.WriteString(text)
		b.WriteByte(' ')
		if !found {
			return html.UnescapeString(b.String())
		}
		_, s, _ = strings.Cut(rest, ">")
	}
}

// plain makes texts comparable: all kinds of space and line ends are one space.
func plain(s string) string {
	s = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}
