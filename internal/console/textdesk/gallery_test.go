package textdesk

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/backoffice/texts"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/console/page"
	"relance/internal/console/pagetest"
	"relance/internal/dunning"
	"relance/internal/notice"
	"relance/internal/wording"
)

func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	pagetest.Exercise(t, templates, states())
}

func states() map[string]pagetest.State {
	at := pagetest.Claire("/textes")
	ts, err := notice.Load(nil)
	if err != nil {
		panic(err)
	}
	k := dunning.WordingKey{Language: "fr", Level: dunning.FormalNotice, Segment: dunning.SegmentBusiness}
	begin, err := ts.Starter(k)
	if err != nil {
		panic(err)
	}
	version := func(n int, change func(*wording.Version)) wording.Version {
		v := wording.Version{ID: int64(n), Creditor: "brunel", Wording: begin, Author: "claire@example.fr", At: pagetest.Yesterday, Used: pagetest.Yesterday}
		v.Version = n
		if change != nil {
			change(&v)
		}
		return v
	}
	versions := []wording.Version{
		version(4, func(v *wording.Version) {
			v.Used, v.Author, v.Body = pagetest.GalleryNow.AddDate(-9, 0, 0), pagetest.Hostile, pagetest.Hostile+"\n\n"+v.Body
			v.Used = v.Settled
			v.FirstBy, v.FirstAt = "paul@example.fr", pagetest.GalleryNow
		}),
		version(3, nil),
		version(2, func(v *wording.Version) { v.Subject, v.Body = "", "" }),
		version(1, func(v *wording.Version) {
			v.Used = v.Settled
			v.Outcome, v.By, v.Settled = change.Refused, "lea@example.fr", pagetest.Yesterday
		}),
	}
	shown := texts.Shown{
		Text: texts.Text{Creditor: "brunel", Key: k}, Begin: begin, Names: ts.Names("fr", k.Level), Cases: []wording.Case{{Number: pagetest.Hostile, Debtor: pagetest.Hostile}},
	}
	fresh := pageOf(at, shown, pagetest.GalleryNow)
	fresh.Form = form{Subject: begin.Subject, Body: begin.Body}
	shown.Versions, shown.InUse, shown.Latest = versions, &versions[1], &versions[0]
	waits := pageOf(at, shown, pagetest.GalleryNow)
	waits.Form = form{Subject: begin.Subject, Body: begin.Body, Seen: 4}
	later := []wording.Version{
		version(6, func(v *wording.Version) {
			v.Start = change.Start{From: calendar.NewDate(2027, 1, 1), Starts: pagetest.GalleryNow.AddDate(0, 2, 0)}
		}),
		version(5, func(v *wording.Version) {
			v.Used, v.Outcome, v.By, v.Settled = v.Settled, change.Replaced, pagetest.Hostile, pagetest.Yesterday
			v.Start = change.Start{From: calendar.NewDate(2026, 12, 15), Starts: pagetest.GalleryNow.AddDate(0, 1, 0)}
		}),
	}
	coming := shown
	coming.Versions, coming.Latest, coming.Next = append(later, versions[1:]...), &later[0], &later[0]
	comes := pageOf(at, coming, pagetest.GalleryNow)
	comes.Form = form{Subject: begin.Subject, Body: begin.Body, Seen: 6, From: pagetest.Hostile, FromFault: "ce jour ne se lit pas\u00a0: écrivez-le comme 01/01/2027"}
	comes.Confirmation = confirmations["avenir"]
	asked := version(7, func(v *wording.Version) {
		v.Used, v.Start = v.Settled, later[0].Start
	})
	coming.Versions, coming.Latest = append([]wording.Version{asked}, coming.Versions...), &asked
	comesAsked := pageOf(at, coming, pagetest.GalleryNow)
	comesAsked.Form = form{Subject: begin.Subject, Body: begin.Body, Seen: 7}
	wrong := fresh
	wrong.Form.Body, wrong.Form.Case = pagetest.Hostile+"{{sold}}", pagetest.Hostile
	wrong.Faults = wrong.Form.blame(ts.CheckOwn(dunning.Wording{WordingKey: k, Subject: begin.Subject, Body: wrong.Form.Body}))
	wrong.Faults = append(wrong.Faults, wrong.Form.blame(ts.CheckOwn(dunning.Wording{WordingKey: k, Subject: begin.Subject, Body: "{{tableau des factures}}\n\n{{coordonnées de paiement}}"}))...)
	changed := fresh
	changed.Confirmation, changed.Lines = confirmations["enregistre"], difference(whole(begin), whole(dunning.Wording{Subject: "Autre objet", Body: begin.Body + "\n\n" + pagetest.Hostile}))
	stale := changed
	stale.Confirmation, stale.Error = "", "Quelqu’un a enregistré entre-temps la version 4 du texte."
	shown.File, shown.Refusal = "fr/formal_notice.business.tmpl", dunning.Errorf(dunning.CodeConflict, "the text %s of the templates folder cannot be shown here: %s", "x", pagetest.Hostile)
	stated := pageOf(at, shown, pagetest.GalleryNow)

	all := []texts.Text{{Creditor: "brunel", Key: k, InUse: &versions[1], Latest: &versions[0]}, {Creditor: "brunel", Key: k, File: "fr/formal_notice.business.tmpl"}}
	for _, one := range notice.Kinds() {
		if one.Segment != dunning.SegmentAll {
			all = append(all, texts.Text{Creditor: "brunel", Key: one})
		}
	}
	k.Variant = "court"
	all = append(all, texts.Text{Creditor: "brunel", Key: k, Latest: &versions[3]})
	list := listView{Frame: at.Titled("Textes des relances"), Languages: []page.Choice{{Value: "fr", Label: "En français", Chosen: true}, {Value: "en", Label: "En anglais"}}}
	empty := list
	list.Groups = []creditorTexts{groupOf(at, page.Choice{Value: "brunel", Label: "Atelier Brunel"}, all, "fr")}
	return map[string]pagetest.State{
		"textes": {Page: "texts", View: list}, "textes-aucun": {Page: "texts", View: empty},
		"texte": {Page: "text", View: fresh}, "texte-attend": {Page: "text", View: waits}, "texte-fautes": {Page: "text", View: wrong},
		"texte-avenir": {Page: "text", View: comes}, "texte-avenir-attend": {Page: "text", View: comesAsked},
		"texte-change": {Page: "text", View: changed}, "texte-depasse": {Page: "text", View: stale}, "texte-fichier": {Page: "text", View: stated},
	}
}

func TestADifferenceLeadsFromOneTextToTheOther(t *testing.T) {
	t.Parallel()
	got := difference("a\n\nb\nc", "a\nx\nc\n\nd")
	want := []line{{Text: "a"}, {Text: "b", Taken: true}, {Text: "x", Added: true}, {Text: "c"}, {Text: "d", Added: true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := difference("a\n\nb", "a\nb\n"); got != nil {
		t.Errorf("the same differs: %v", got)
	}
	if got := difference(strings.Repeat("a\n", 2000), "b"); got != nil {
		t.Error("an endless text is compared")
	}
}

func TestEverySegmentAndLevelHasItsName(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range notice.Kinds() {
		title := page.TextTitle(k)
		if seen[title] || strings.Contains(title, ", ,") || strings.HasSuffix(title, ", ") {
			t.Errorf("%s is called %q", k, title)
		}
		seen[title] = true
	}
}
