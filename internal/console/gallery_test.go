package console

import (
	"slices"
	"strings"
	"testing"
	"time"

	"relance/internal/backoffice"
	"relance/internal/backoffice/debtorpages"
	"relance/internal/console/page"
	"relance/internal/console/pagetest"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
	"relance/internal/people"
	"relance/internal/rehearsal"
	"relance/internal/visit"
)

func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	pagetest.Exercise(t, templates, states())
}

// states gives every page in every state.
func states() map[string]pagetest.State {
	out := map[string]pagetest.State{}
	for _, part := range []map[string]pagetest.State{doorStates(), dayStates(), caseStates(), figureStates(), sharedStates()} {
		for name, s := range part {
			out[name] = s
		}
	}
	return out
}

func doorStates() map[string]pagetest.State {
	return map[string]pagetest.State{
		"deconnecte":  {Page: "lost", View: lostView{Frame: page.Frame{}.Titled("Vous n’êtes plus connecté"), Address: "/dossiers/brunel/F-1/noter/promesse", Typed: []typedField{{"montant", "Montant", "1 200,00"}, {"texte", "Message", pagetest.Hostile}}, Hidden: []typedField{{Name: "cle", Value: "k"}}}},
		"erreur":      {Page: "error", View: errorView{Frame: pagetest.Claire("/").Titled("Cela n’a pas fonctionné"), ID: "KX7"}},
		"introuvable": {Page: "error", View: errorView{Frame: pagetest.Claire("/").Titled("Cela n’a pas fonctionné"), Text: "Cette page ou ce dossier n’existe pas, ou ne vous est pas ouvert."}},
	}
}

func dayStates() map[string]pagetest.State {
	reply := pagetest.Job(1, dunning.TaskReply, "Hôtel du Port", "F-2026-011", 316_958, pagetest.GalleryDay.AddDays(-20))
	reply.Words, reply.Says = "Bonjour, le virement est parti mardi, vous devriez le recevoir d’ici demain.", []desk.Intent{{Kind: "paid", Date: pagetest.GalleryDay.AddDays(-3)}}
	part := pagetest.Job(2, dunning.TaskReplyOverdue, "Imprimerie Lenoir", "F-2026-012", 64_000, pagetest.GalleryDay.AddDays(-12))
	part.Words, part.Says = "Deux cartons sur cinq étaient abîmés, je ne règle que ce qui est en état, et je vous l’ai déjà dit deux fois au téléphone la semaine dernière.", []desk.Intent{{Kind: "dispute"}}
	approve := pagetest.Job(3, dunning.TaskApprove, "Menuiserie Vasseur SAS", "F-2026-014", 125_753, pagetest.GalleryDay.AddDays(-43))
	approve.Level, approve.Draft = dunning.FormalNotice, dunning.Draft{Estimate: 690}
	call := pagetest.Job(4, dunning.TaskCall, "Boulangerie du Parc", "F-2026-013", 120_000, pagetest.GalleryDay.AddDays(-30))
	call.Contact = "M. Girard"
	mend := pagetest.Job(5, dunning.TaskMendAddress, "Garage des Alpes", "F-2026-015", 45_050, pagetest.GalleryDay.AddDays(-8))
	claim := pagetest.Job(6, dunning.TaskInsolvency, pagetest.Hostile, "F-2026-099", 990_000, pagetest.GalleryDay.AddDays(-90))
	claim.Detail = "2027-01-15"
	jobs := []desk.Job{reply, part, approve, call, mend, claim}
	for i := range int64(9) {
		jobs = append(jobs, pagetest.Job(20+i, dunning.TaskHandOver, "Client "+string(rune('A'+i)), "F-2026-20"+string(rune('0'+i)), 10_000, pagetest.GalleryDay.AddDays(-60)))
	}
	leaving := func(level dunning.Level, debtor string) desk.Leaving {
		return desk.Leaving{At: pagetest.GalleryNow.Add(4 * time.Hour), Case: dunning.Case{
			Creditor: "brunel", Debtor: debtor, State: dunning.Reminding, Balance: 10_000, Steps: []dunning.ScheduledStep{{ID: "x", Level: level, Channel: dunning.Email, At: pagetest.GalleryNow.Add(4 * time.Hour)}},
		}}
	}
	full := desk.Day{
		Jobs: jobs, More: true, Lines: pagetest.GalleryLines(), LineCount: 3, LineSum: 127_550,
		Leaving: []desk.Leaving{leaving(dunning.Courtesy, "a"), leaving(dunning.First, "b"), leaving(dunning.First, "c"), leaving(dunning.Second, "c")},
		Kept:    []desk.Kept{{Reason: dunning.ReasonReplyUnread, Cases: 2}, {Reason: dunning.ReasonDisputed, Cases: 1}, {Reason: dunning.ReasonStaleBankData, Cases: 1}},
		KeptOn:  pagetest.GalleryDay.AddDays(-1), Feeds: []desk.Feed{{Kind: desk.FeedBank, Name: "brunel", At: pagetest.GalleryNow.Add(-90 * time.Minute)}, {Kind: desk.FeedMail, Name: "m", At: pagetest.GalleryNow.Add(-3 * time.Minute)}},
	}
	empty := desk.Day{KeptOn: pagetest.GalleryDay.AddDays(-1), Next: pagetest.GalleryNow.Add(24 * time.Hour)}
	off := pagetest.Claire("/")
	off.Sends = "Les envois sont coupés : tout est préparé et conservé, rien ne part."
	several := pagetest.Claire("/")
	several.Chosen, several.Creditors = "", []page.Choice{{Value: "brunel", Label: "Atelier Brunel"}, {Value: "moulin", Label: "Moulin de la Roche"}}
	several.Known = map[string]string{"brunel": "Atelier Brunel"}
	at := pagetest.Claire("/taches/1")
	sheet := pagetest.GallerySheet()
	held := sheet
	held.Case.Holds = []dunning.Hold{{Kind: dunning.HoldReply}}
	passed := pagetest.Job(11, dunning.TaskMendText, pagetest.Hostile, "F-2026-013", 120_000, pagetest.GalleryDay.AddDays(-30))
	passed.Step, passed.Detail, passed.Passed = "fr.formal_notice.business@3", "in a notice to a business: late interest is missing (C. com. L441-10)", 12
	list := taskListView{Frame: pagetest.Claire("/taches").Titled("Appels"), Head: "Appels", Rows: []page.WorkRow{page.JobRow(pagetest.Claire("/"), call, work[4], pagetest.GalleryDay)}, Next: "/taches?quoi=appels&apres=4"}
	shared := full
	shared.Jobs, shared.Later = slices.Clone(jobs), 2
	shared.Jobs[0].Owner, shared.Jobs[1].Owner = pagetest.Hostile, "claire@example.fr"
	call.Later = dunning.Later{Until: pagetest.GalleryDay.AddDays(4), Why: "en congé jusque-là " + pagetest.Hostile, By: "paul@example.fr"}
	put := taskOf(at, call, sheet, pagetest.GalleryNow)
	settle := sheet
	settle.Messages = []dunning.Message{{ID: 3, State: dunning.MessageUnknown}}
	return map[string]pagetest.State{
		"aujourdhui-vide":      {Page: "today", View: todayOf(off, empty, pagetest.GalleryNow, false)},
		"aujourdhui":           {Page: "today", View: todayOf(pagetest.Claire("/"), full, pagetest.GalleryNow, false)},
		"aujourdhui-mien":      {Page: "today", View: todayOf(pagetest.Claire("/"), shared, pagetest.GalleryNow, true)},
		"aujourdhui-partage":   {Page: "today", View: todayOf(pagetest.Claire("/"), shared, pagetest.GalleryNow, false)},
		"tache-remise":         {Page: "task", View: put},
		"aujourdhui-plusieurs": {Page: "today", View: todayOf(several, full, pagetest.GalleryNow, false)},
		"taches":               {Page: "tasks", View: list},
		"taches-vide":          {Page: "tasks", View: taskListView{Frame: pagetest.Claire("/taches").Titled("Appels"), Head: "Appels"}},
		"tache-reponse":        {Page: "task", View: taskOf(at, reply, held, pagetest.GalleryNow)},
		"tache-appel":          {Page: "task", View: taskOf(at, call, sheet, pagetest.GalleryNow)},
		"tache-texte":          {Page: "task", View: taskOf(at, passed, sheet, pagetest.GalleryNow)},
		"tache-issue":          {Page: "task", View: taskOf(at, pagetest.Job(9, dunning.TaskSettleNotice, pagetest.Hostile, "F-2026-014", 1, pagetest.GalleryDay), settle, pagetest.GalleryNow)},
	}
}

func caseStates() map[string]pagetest.State {
	d := &Door{Common: &page.Common{Now: func() time.Time { return pagetest.GalleryNow }}}
	at := pagetest.Claire("/dossiers")
	sheet := pagetest.GallerySheet()
	look := backoffice.Upcoming{Case: sheet.Case, Next: dunning.Next(sheet.Case, pagetest.GalleryNow), First: &rehearsal.Foreseen{
		At: time.Date(2026, 11, 30, 8, 27, 0, 0, time.UTC), Kind: dunning.KindAsked, Steps: sheet.Case.Steps[3:], Numbers: []string{"F-2026-014"},
	}}
	hostileSheet := sheet
	hostileSheet.Debtor.Name = pagetest.Hostile
	hostileSheet.Case.Holds = []dunning.Hold{{Kind: dunning.HoldPromise, Until: pagetest.GalleryNow.AddDate(0, 0, 8)}}
	paused := at
	paused.Sends = "Envois suspendus : rien ne part, tout est préparé et conservé."
	closed := sheet
	closed.Case.State, closed.Case.Outcome, closed.Case.Balance = dunning.Closed, dunning.Paid, 0
	justRecorded := d.caseOf(paused, hostileSheet, backoffice.Upcoming{Case: hostileSheet.Case, Next: dunning.Next(hostileSheet.Case, pagetest.GalleryNow)}, "")
	justRecorded.Recorded = true
	rows := []desk.CaseRow{{Case: sheet.Case, DebtorName: "Menuiserie Vasseur SAS", Status: "reminding"}, {Case: hostileSheet.Case, DebtorName: pagetest.Hostile, Status: "needs_attention"}}
	list := caseListView{Frame: at.Titled("Dossiers"), Next: "/dossiers?apres=x"}
	for _, r := range rows {
		list.Rows = append(list.Rows, caseRowOf(at, r, pagetest.GalleryNow))
	}
	totals := []desk.Totals{{Currency: "EUR", Count: 214, Credit: -12_000, Open: map[desk.Bucket]money.Cents{desk.NotDue: 9_500_000, desk.To30: 3_100_000, desk.To60: 1_400_000, desk.To90: 600_000, desk.Beyond: 400_000}, Number: map[desk.Bucket]int{desk.NotDue: 120, desk.To30: 60, desk.To60: 20, desk.To90: 9, desk.Beyond: 5}}}
	list.fill(map[string][]string{}, desk.Selection{On: pagetest.GalleryDay}, totals)
	list.MaySuspend, list.MayMove, list.Saved = true, true, []savedLink{{Choice: page.Choice{Value: "/dossiers?retard=late", Label: pagetest.Hostile, Chosen: true}}}
	list.arrange(rows, nil)
	all := list
	all.Rows, all.Heads, all.Columns, all.Sharers = slices.Clone(list.Rows), nil, nil, []page.Choice{{Value: "brunel", Label: "Atelier Brunel"}, {Value: "moulin", Label: "Moulin de la Roche"}}
	for i := range all.Rows {
		all.Rows[i].Cells = nil
	}
	every := make([]string, len(listColumns))
	for i, c := range listColumns {
		every[i] = c.Value
	}
	all.arrange(rows, every)
	all.Filters = []filterLink{{"échu", "/dossiers"}}
	all.Saved = append(slices.Clone(list.Saved), savedLink{Choice: page.Choice{Value: "/dossiers?montant=5000", Label: "Les gros " + pagetest.Hostile, Chosen: true}, Creditor: "brunel", Author: pagetest.Hostile, Ends: true})
	moved := bulkView{Frame: at.Titled("Changer le plan de dossiers"), Deed: planDeed, Head: "Changer le plan de dossiers", Label: "Changer le plan de", Key: "k", Plans: []page.Choice{{Value: "default", Label: "default", Chosen: true}, {Value: "doux", Label: "doux"}}, Shown: "default jump"}
	moved.Ways, _ = choose(ways, "")
	moved.add(bulkRow{Debtor: pagetest.Hostile, Invoice: "F-1", Case: "/dossiers/brunel/F-1", Amount: "10,00 €", Before: "Première relance, lundi", After: "Deuxième relance, le 12", Value: "brunel/F-1@3"})
	lot := bulkView{Frame: at.Titled("Suspendre des dossiers"), Deed: "suspendre", Head: "Suspendre des dossiers", Label: "Suspendre", Dated: true, Key: "k", Cut: 1}
	lot.add(bulkRow{Debtor: pagetest.Hostile, Invoice: "F-1", Case: "/dossiers/brunel/F-1", Amount: "10,00 €", Before: "Première relance, lundi", After: "Rien de prévu", Value: "brunel/F-1@3"})
	lot.add(bulkRow{Debtor: "Hôtel du Port", Invoice: "F-2", Case: "/dossiers/brunel/F-2", Amount: "12,00 €", Fault: "le dossier est déjà suspendu"})
	lotDone := lot
	lotDone.Done = true
	lotNone := bulkView{Frame: at.Titled("Reprendre des dossiers"), Deed: "reprendre", Head: "Reprendre des dossiers", Error: "Cochez au moins un dossier."}
	none, narrow := caseListView{Frame: at.Titled("Dossiers")}, caseListView{Frame: at.Titled("Dossiers"), Text: pagetest.Hostile}
	none.fill(map[string][]string{}, desk.Selection{On: pagetest.GalleryDay}, nil)
	narrow.fill(map[string][]string{"q": {pagetest.Hostile}, "retard": {"1-30"}}, desk.Selection{Text: pagetest.Hostile, Bucket: desk.To30, On: pagetest.GalleryDay, Hold: dunning.HoldReply}, []desk.Totals{{Currency: "EUR", Short: true}})
	form, _ := formNamed("litige")
	at.Path = "/dossiers/brunel/F-2026-014/noter/litige"
	fact := factOf(at, form, hostileSheet)
	fact.Key, fact.Version = "k", 7
	fact.Effect = &effect{Lines: []string{"Suspend : litige."}, Before: "Mise en demeure, lundi 30 novembre 2026", Next: "Rien de prévu"}
	refused := fact
	refused.Error, refused.Amount, refused.Effect = "Le montant ne se lit pas : écrivez-le comme 1 200,00.", "douze", nil
	stale := fact
	stale.Error, stale.Stale = "Le dossier a changé entre-temps : relisez ce qui suit, puis confirmez si cela tient toujours.", []string{"27 nov. 2026, 9\u00a0h\u00a012 : paiement reçu : 300,00\u00a0€"}
	rates, _ := formNamed("echeancier")
	doc := dunning.Document{SHA256: strings.Repeat("ab", 32), Bytes: []byte("Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBonjour,\r\n" + pagetest.Hostile + "\r\n")}
	mail := messageOf(at, sheet.Messages[0], doc, "F-2026-014")
	preview := previewView{
		Frame: at.Titled("Aperçu"), Debtor: pagetest.Hostile, Invoice: "F-2026-014", Case: "/dossiers/brunel/F-2026-014", Head: "Mise en demeure", To: "compta@vasseur.example.com", Subject: "Mise en demeure",
		Text: "Madame, Monsieur,\n" + pagetest.Hostile, Shown: "cadre.html", PDF: "cadre.html", Date: "lundi 30 novembre 2026", Others: []string{"F-2026-016"},
		Levels: []page.Choice{{Value: "final", Label: "Dernière relance", Chosen: false}, {Value: "formal_notice", Label: "Mise en demeure", Chosen: true}},
	}
	mail.Shown = "cadre.html"
	return map[string]pagetest.State{
		"lot":               {Page: "bulk", View: lot},
		"dossiers-colonnes": {Page: "cases", View: all},
		"lot-plan":          {Page: "bulk", View: moved},
		"lot-fait":          {Page: "bulk", View: lotDone},
		"lot-rien":          {Page: "bulk", View: lotNone},
		"dossiers-vide":     {Page: "cases", View: none},
		"dossiers-filtre":   {Page: "cases", View: narrow},
		"dossiers":          {Page: "cases", View: list},
		"dossier":           {Page: "case", View: d.caseOf(pagetest.Claire("/dossiers/x"), sheet, look, "")},
		"dossier-suspendu":  {Page: "case", View: justRecorded},
		"dossier-clos":      {Page: "case", View: d.caseOf(pagetest.Claire("/dossiers/x"), closed, backoffice.Upcoming{Case: closed.Case}, "argent")},
		"noter":             {Page: "fact", View: fact},
		"noter-refuse":      {Page: "fact", View: refused},
		"noter-perime":      {Page: "fact", View: stale},
		"noter-echeancier":  {Page: "fact", View: factOf(at, rates, sheet)},
		"message":           {Page: "message", View: mail},
		"apercu":            {Page: "preview", View: preview},
	}
}

// sharedStates are those of people who share the work, and of what debtors bring by
// themselves.
func sharedStates() map[string]pagetest.State {
	at := pagetest.Claire("/dossiers")
	d := &Door{Common: &page.Common{Now: func() time.Time { return pagetest.GalleryNow }}}
	sheet := pagetest.GallerySheet()
	care := people.Care{Owner: "paul@example.fr", Colleagues: []string{"claire@example.fr", "paul@example.fr"}, Notes: []people.Note{{At: pagetest.Yesterday, Author: "paul@example.fr", Text: "Rappeler la comptable après 11 h.\n" + pagetest.Hostile}}}
	look := backoffice.Upcoming{Case: sheet.Case, Next: dunning.Next(sheet.Case, pagetest.GalleryNow)}
	noted := d.caseOf(pagetest.Claire("/dossiers/x"), sheet, look, "")
	noted.Care, noted.Timeline = careOf(noted.Who, "brunel", care), withNotes(noted.Timeline, care.Notes, pagetest.GalleryDay, "")
	said := []debtorpages.Answered{{Said: visit.Said{ID: 1, Answer: visit.Answer{Kind: visit.Contest, Files: []string{strings.Repeat("ab", 32)}}, At: pagetest.Yesterday, Suspended: true}, Text: "Deux cartons étaient abîmés.\n" + pagetest.Hostile}}
	spread := spreadView{Frame: at.Titled("Paiement"), Name: pagetest.Hostile, Debtor: "/debiteurs/brunel/C-14", Open: []openInvoice{{"F-2026-014", "15 oct.", "1\u202f200,00\u00a0€", false}, {"F-2026-016", "20 oct.", "300,00\u00a0€", true}}, More: true}
	shown := spread
	shown.Amount, shown.Date = "350,00", "26/11/2026"
	shown.parts(backoffice.Spread{DebtorPayment: dunning.DebtorPayment{Creditor: "brunel", Amount: 35_000}, Currency: "EUR", Parts: []backoffice.SpreadPart{
		{Invoice: "F-2026-016", Open: 30_000, Amount: 30_000, Rule: interest.RuleDesignated}, {Invoice: "F-2026-014", Open: 120_000, Amount: 5_000, Rule: interest.RuleLegalOrder},
	}})
	wrong := spread
	wrong.Amount, wrong.Error, wrong.Open, wrong.More = "douze", "Le montant ne se lit pas\u00a0: écrivez-le comme 1 200,00.", nil, false
	lot := bulkView{Frame: at.Titled("Noter dans des dossiers"), Deed: "noter", Head: "Noter dans des dossiers", Label: "Noter dans", Noted: true, Note: pagetest.Hostile, Key: "k"}
	lot.add(bulkRow{Debtor: pagetest.Hostile, Invoice: "F-1", Case: "/dossiers/brunel/F-1", Amount: "10,00\u00a0€", Before: "Première relance, lundi", Value: "brunel/F-1@3"})
	give := lot
	give.Deed, give.Head, give.Label, give.Noted, give.Owners = "confier", "Confier des dossiers", "Confier", false, page.OwnerChoices(care, "")
	mine := caseListView{Frame: at.Titled("Dossiers"), MaySuspend: true}
	own := desk.CaseRow{Case: sheet.Case, DebtorName: pagetest.Hostile, Owner: "claire@example.fr", Status: "reminding"}
	mine.Rows = []caseRow{caseRowOf(at, own, pagetest.GalleryNow)}
	mine.arrange([]desk.CaseRow{own}, nil)
	mine.fill(map[string][]string{"charge": {"moi"}}, desk.Selection{On: pagetest.GalleryDay, Owner: "claire@example.fr"}, nil)
	reply := pagetest.Job(1, dunning.TaskReply, "Hôtel du Port", "F-2026-011", 316_958, pagetest.GalleryDay.AddDays(-20))
	task := taskOf(pagetest.Claire("/taches/1"), reply, sheet, pagetest.GalleryNow)
	task.Words, task.Client = said[0].Text, "/dossiers/brunel/F-2026-011/page-client"
	return map[string]pagetest.State{
		"dossier-note":      {Page: "case", View: noted},
		"dossiers-mes":      {Page: "cases", View: mine},
		"lot-note":          {Page: "bulk", View: lot},
		"lot-confier":       {Page: "bulk", View: give},
		"tache-page-client": {Page: "task", View: task},
		"paiement-client":   {Page: "spread", View: spread},
		"paiement-partage":  {Page: "spread", View: shown},
		"paiement-refuse":   {Page: "spread", View: wrong},
	}
}
