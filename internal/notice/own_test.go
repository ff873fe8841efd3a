package notice

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/dunning"
	"relance/internal/wording"
)

// The program's own texts, written in the language of the creditor's, say the same
// to the letter in every situation: the language loses nothing.
func TestTheProgramsTextsSayTheSameInTheLanguageOfOwnTexts(t *testing.T) {
	t.Parallel()
	ts := builtin(t)
	for _, k := range Kinds() {
		if k.Segment == dunning.SegmentAll {
			continue
		}
		w, err := ts.Starter(k)
		if err != nil {
			t.Errorf("%s: %v", k, err)
			continue
		}
		w.Version = 1
		for _, regime := range dunning.Regimes() {
			if !k.Segment.Includes(regime) {
				continue
			}
			for name, n := range Variants(k.Level, regime, k.Language) {
				want, err := ts.Compose(n)
				if err != nil {
					t.Fatal(err)
				}
				n.Wordings = []dunning.Wording{w}
				got, err := ts.Compose(n)
				if err != nil || got.PassedOver != "" || got.Wording != w.Mark() {
					t.Fatalf("%s, %s %s: %v, wording %q, passed over: %s", k, regime, name, err, got.Wording, got.PassedOver)
				}
				if diff := cmp.Diff(want.Subject+"\n"+want.text(), got.Subject+"\n"+got.text()); diff != "" {
					t.Errorf("%s, %s %s (-program +own):\n%s", k, regime, name, diff)
				}
			}
		}
	}
}

// formal is the program's formal notice to a business, to be spoilt.
func formal(t *testing.T, ts *Templates) dunning.Wording {
	t.Helper()
	w, err := ts.Starter(dunning.WordingKey{Language: "fr", Level: dunning.FormalNotice, Segment: dunning.SegmentBusiness})
	if err != nil {
		t.Fatal(err)
	}
	w.Version = 3
	return w
}

func TestATextThatLosesAMandatoryMentionIsRefusedWithItsArticle(t *testing.T) {
	t.Parallel()
	ts := builtin(t)
	business := func(level dunning.Level) dunning.WordingKey {
		return dunning.WordingKey{Language: "fr", Level: level, Segment: dunning.SegmentBusiness}
	}
	tests := map[string]struct {
		key      dunning.WordingKey
		old, new string // in the program's text
		want     string // in a fault
	}{
		"formal notice without the words":        {business(dunning.FormalNotice), "mettons en demeure", "demandons", ""}, // the letter says it once more
		"formal notice without its articles":     {business(dunning.FormalNotice), "1231-6, 1344 et 1344-1", "du", "legal basis \"1344\" is missing (C. civ. 1344)"},
		"formal notice without the sums":         {business(dunning.FormalNotice), "{{décompte}}", "", "in a notice to a business: recovery fee is missing (C. com. D441-5)"},
		"formal notice without L441-10":          {business(dunning.FormalNotice), "L441-10", "", "legal basis \"L441-10\" is missing (C. com. L441-10)"},
		"formal notice without the fee's basis":  {business(dunning.FormalNotice), "D441-5", "", "legal basis \"D441-5\" is missing (C. com. D441-5)"},
		"formal notice without a last day":       {business(dunning.FormalNotice), "{{date limite}}", "", "last day to pay is missing"},
		"final reminder without the fee":         {business(dunning.Final), "{{décompte}}", "", "fee is missing"},
		"second reminder without a last day":     {business(dunning.Second), "{{date limite}}", "vendredi", "last day to pay is missing"},
		"a first reminder that speaks of a fee":  {business(dunning.First), "Cordialement,", "Une indemnité de 40 € est due.\n\nCordialement,", "must not say \"indemnité\" (C. com. L441-10"},
		"a consumer who is asked for 40 €":       {dunning.WordingKey{Language: "fr", Level: dunning.Final, Segment: dunning.SegmentConsumer}, "{{contestation}}", "Une indemnité forfaitaire de 40 € est due.", "C. conso. L121-21"},
		"a public buyer who is threatened":       {dunning.WordingKey{Language: "fr", Level: dunning.Second, Segment: dunning.SegmentPublic}, "{{contestation}}", "Nous saisirons le tribunal.", "a public buyer is not threatened"},
		"no bank details":                        {business(dunning.First), "{{coordonnées de paiement}}", "", "the body must hold {{coordonnées de paiement}} 1 times, and holds it 0 times"},
		"the invoices twice":                     {business(dunning.First), "{{tableau des factures}}", "{{tableau des factures}}\n\n{{tableau des factures}}", "the body must hold {{tableau des factures}} once"},
		"a block in a sentence":                  {business(dunning.First), "\n\n{{coordonnées de paiement}}", " Voici : {{coordonnées de paiement}}", "must stand alone"},
		"a sum in the subject":                   {business(dunning.First), "Rappel", "Rappel {{somme demandée}}", "must not name a sum"},
		"a consumer's notice without mediator":   {dunning.WordingKey{Language: "fr", Level: dunning.FormalNotice, Segment: dunning.SegmentConsumer}, "{{médiateur}}", "", "consumer mediator is missing"},
		"one text for everybody with a fee":      {dunning.WordingKey{Language: "fr", Level: dunning.Second, Segment: dunning.SegmentAll}, "{{contestation}}", "{{contestation}}", "in a notice to a consumer: must not say \"mise en demeure\""},
		"a mention that only some invoices show": {business(dunning.FormalNotice), "au plus tard le {{date limite}}", "{{si plusieurs factures}}au plus tard le {{date limite}}{{fin}}", "last day to pay is missing"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, err := ts.Starter(tt.key)
			if err != nil {
				t.Fatal(err)
			}
			w.Version, w.Subject, w.Body = 1, strings.ReplaceAll(w.Subject, tt.old, tt.new), strings.ReplaceAll(w.Body, tt.old, tt.new)
			faults := ts.CheckOwn(w)
			said := fmt.Sprint(faults)
			if tt.want == "" && len(faults) != 0 || !strings.Contains(said, tt.want) || tt.want != "" && len(faults) == 0 {
				t.Errorf("faults %s, want %q in them", said, tt.want)
			}
		})
	}
}

func TestATextThatForgetsAMentionInOneSituationIsPassedOverThere(t *testing.T) {
	t.Parallel()
	ts := builtin(t)
	w := formal(t, ts)
	// No sample has a debtor of this name: only the notice itself shows the fault.
	w.Body = strings.Replace(w.Body, "{{décompte}}", "{{si factures rappelées en un an}}Voir plus bas.{{sinon}}\n\n{{décompte}}\n\n{{fin}}", 1)
	if faults := ts.CheckOwn(w); len(faults) != 0 {
		t.Fatalf("the samples show it already: %v", faults)
	}
	n := Sample(dunning.FormalNotice, dunning.B2B, "fr")
	n.Habit, n.Wordings = 3, []dunning.Wording{w}
	got, err := ts.Render(n)
	if err != nil {
		t.Fatal(err)
	}
	if got.Wording != "" || !strings.Contains(got.PassedOver, "fr.formal_notice.business@3: ") || len(Check(n, got)) != 0 {
		t.Errorf("wording %q, passed over: %s", got.Wording, got.PassedOver)
	}
	n.Habit = 0
	if got, err = ts.Render(n); err != nil || got.Wording != "fr.formal_notice.business@3" || got.PassedOver != "" {
		t.Errorf("without the fault: wording %q, passed over: %q, %v", got.Wording, got.PassedOver, err)
	}
}

func TestAFileOfTheUsersFolderGoesBeforeASavedText(t *testing.T) {
	t.Parallel()
	ts, err := Load(file("fr/first.business.tmpl", goodBody))
	if err != nil {
		t.Fatal(err)
	}
	w, err := builtin(t).Starter(dunning.WordingKey{Language: "fr", Level: dunning.First, Segment: dunning.SegmentBusiness})
	if err != nil {
		t.Fatal(err)
	}
	w.Version = 1
	n := Sample(dunning.First, dunning.B2B, "fr")
	n.Wordings = []dunning.Wording{w}
	if got, err := ts.Compose(n); err != nil || got.Wording != "" || !strings.HasPrefix(got.Subject, "Petit mot") {
		t.Errorf("got %q by %q, %v", got.Subject, got.Wording, err)
	}
	for segment, want := range map[dunning.Segment]string{dunning.SegmentBusiness: "fr/first.business.tmpl", dunning.SegmentConsumer: "", dunning.SegmentAll: "fr/first.business.tmpl"} {
		if got := ts.Stated("", dunning.WordingKey{Language: "fr", Level: dunning.First, Segment: segment}); got != want {
			t.Errorf("%s: stated in %q, want %q", segment, got, want)
		}
	}
}

func TestTheUsersCommonSentencesServeSavedTextsToo(t *testing.T) {
	t.Parallel()
	ts, err := Load(fstest.MapFS{"fr/common.tmpl": {Data: []byte(`{{define "greeting"}}Cher client,{{end}}`)}})
	if err != nil {
		t.Fatal(err)
	}
	n := Sample(dunning.First, dunning.B2B, "fr")
	w, err := ts.Starter(dunning.WordingKey{Language: "fr", Level: dunning.First, Segment: dunning.SegmentBusiness})
	if err != nil {
		t.Fatal(err)
	}
	w.Version, n.Wordings = 1, []dunning.Wording{w}
	if got, err := ts.Render(n); err != nil || got.Wording == "" || !strings.Contains(got.Text, "Cher client,") {
		t.Errorf("%v, by %q:\n%s", err, got.Wording, got.Text)
	}
}

func TestHostileTextIsPrintedAsText(t *testing.T) {
	t.Parallel()
	ts := builtin(t)
	w, err := ts.Starter(dunning.WordingKey{Language: "fr", Level: dunning.First, Segment: dunning.SegmentBusiness})
	if err != nil {
		t.Fatal(err)
	}
	const evil = `<img src=x onerror=alert(1)> & <script>x</script> =cmd|' /C calc'!A0`
	w.Version, w.Subject, w.Body = 1, "Rappel <b> "+w.Subject, evil+"\n\n"+w.Body
	if faults := ts.CheckOwn(w); len(faults) != 0 {
		t.Fatal(faults)
	}
	n := Sample(dunning.First, dunning.B2B, "fr")
	n.Wordings = []dunning.Wording{w}
	r, err := ts.Render(n)
	if err != nil || r.Wording == "" {
		t.Fatal(err, r.PassedOver)
	}
	if strings.Contains(r.HTML, "<img src=x") || strings.Contains(r.HTML, "<script") || !strings.Contains(r.HTML, "&lt;img src=x") {
		t.Error("the HTML part holds the tag")
	}
	for _, bad := range []string{"Rappel\r\nBcc: x@example.com", "Rappel\nBcc: x@example.com", "Rappel\x00", "Rappel \u202e"} {
		w.Subject = bad
		if len(ts.CheckOwn(w)) == 0 {
			t.Errorf("the subject %q is accepted", bad)
		}
	}
	n.Items[0].Invoice.Number = "F-1\r\nBcc: x@example.com {{fin}}"
	if r, err = ts.Render(n); err != nil || strings.ContainsAny(r.Subject, "\r\n") {
		t.Errorf("subject %q, %v", r.Subject, err)
	}
}

// tokens are what texts are made of at random.
func tokens() []string {
	out := []string{"{{si intérêts}}", "{{si pas papier}}", "{{sinon}}", "{{sinon si indemnité ou frais}}", "{{fin}}", "{{a|b}}", "{{", "}}", "|",
		"{{.Method}}", "{{printf \"%s\" .}}", "{{template \"x\" .}}", "{{call .}}", "{{define \"x\"}}", "mise en demeure", "L441-10 D441-5 1231-6 1344",
		"\n\n", "\n", " ", "pénalité", "\x1e", "\u202e", "%s%n", "<b>", "- ", "{{ SOMME  DEMANDÉE }}"}
	for _, v := range variables {
		out = append(out, "{{"+v.name+"}}", "\n\n{{"+v.name+"}}\n\n")
	}
	return out
}

// Whatever a text holds: reading it ends without a panic, and no notice that is
// worded by it breaks the law or holds anything that was not worked out before.
func TestNoAcceptedTextCallsAnythingOrLosesAMention(t *testing.T) {
	t.Parallel()
	ts := builtin(t)
	kinds, parts := Kinds(), tokens()
	accepted := 0
	rapid.Check(t, func(r *rapid.T) {
		k := rapid.SampledFrom(kinds).Draw(r, "kind")
		w, err := ts.Starter(k)
		if err != nil {
			r.Fatal(err)
		}
		w.Version = 1
		body := []rune(w.Body)
		for range rapid.IntRange(0, 4).Draw(r, "changes") {
			at := rapid.IntRange(0, len(body)).Draw(r, "at")
			to := min(len(body), at+rapid.IntRange(0, 60).Draw(r, "cut"))
			body = append(body[:at:at], append([]rune(rapid.SampledFrom(parts).Draw(r, "put")), body[to:]...)...)
		}
		w.Body = string(body)
		_, faults := ts.readOwn(w)
		regimes := dunning.Regimes()
		regime := rapid.SampledFrom(regimes).Draw(r, "regime")
		for name, n := range Variants(k.Level, regime, k.Language) {
			n.Wordings = []dunning.Wording{w}
			got, err := ts.Compose(n)
			if err != nil {
				r.Fatalf("%s: %v", name, err)
			}
			if got.Wording == "" {
				continue
			}
			accepted++
			if len(faults) > 0 {
				r.Fatalf("%s: worded by a text with faults: %v", name, faults)
			}
			wrong, err := ts.faultsOf(n, got)
			if err != nil || len(wrong) > 0 {
				r.Fatalf("%s: %v %v", name, wrong, err)
			}
			if strings.Contains(got.text(), "{{") || strings.Contains(got.text(), "no value") {
				r.Fatalf("%s prints a tag:\n%s", name, got.text())
			}
		}
	})
	if accepted == 0 {
		t.Error("no text was accepted: the test tries nothing")
	}
}

func TestNamesAreDifferentAndSayWhatTheyStandFor(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, v := range variables {
		plain := wording.Plain(v.name)
		first, _, _ := strings.Cut(plain, " ")
		if seen[plain] || v.about == "" || v.field == "" || strings.Contains(plain, " et ") || strings.Contains(plain, " ou ") ||
			first == "si" || first == "sinon" || first == "fin" || first == "pas" {
			t.Errorf("%q cannot be a name", v.name)
		}
		seen[plain] = true
	}
}
