package console

import (
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/backoffice/overview"
	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
	"relance/internal/money"
	"relance/internal/people"
	"relance/internal/reconcile"
)

var gallery = flag.String("gallery", "", "write every page in every state into this folder")

// hostile is a debtor whose name tries to be more than a name.
const hostile = `<img src=x onerror=alert(1)> & "Fils" =cmd|' /C calc'!A0`

var (
	galleryNow = time.Date(2026, 11, 27, 9, 30, 0, 0, time.UTC)
	galleryDay = calendar.NewDate(2026, 11, 27)
	yesterday  = time.Date(2026, 11, 26, 15, 12, 0, 0, time.UTC)
)

// claire is the frame of a person at a page.
func claire(at string) shell {
	s := shell{
		Who: access.Actor{Name: "claire@example.fr", Roles: access.Everywhere(access.Admin)}, Path: at,
		Creditors: []choice{{Value: "brunel", Label: "Atelier Brunel"}}, Chosen: "brunel",
	}
	s.Nav = navigation(s.Who, at, desk.Counts{Jobs: 11, Cases: 214, Lines: 3, Letters: 2}, (&Door{}).has)
	return s
}

// state is a page with what it shows.
type state struct {
	page string
	view any
}

// states gives every page in every state.
func states() map[string]state {
	out := map[string]state{}
	for _, part := range []map[string]state{doorStates(), dayStates(), caseStates(), bankStates(), letterStates(), mailStates(), bookStates(), officeStates()} {
		for name, s := range part {
			out[name] = s
		}
	}
	return out
}

func doorStates() map[string]state {
	alone := shell{}
	return map[string]state{
		"connexion":         {"signin", signInView{shell: alone.titled("Connexion"), Next: "/"}},
		"connexion-refusee": {"signin", signInView{shell: alone.titled("Connexion"), Login: hostile, Error: "L’identifiant et le mot de passe ne vont pas ensemble."}},
		"acces":             {"link", linkView{shell: alone.titled("Choisir un mot de passe"), Secret: "s", Login: "claire@example.fr", Least: 12}},
		"erreur":            {"error", errorView{shell: claire("/").titled("Cela n’a pas fonctionné"), ID: "KX7"}},
		"introuvable":       {"error", errorView{shell: claire("/").titled("Cela n’a pas fonctionné"), Text: "Cette page ou ce dossier n’existe pas, ou ne vous est pas ouvert."}},
	}
}

func job(id int64, code dunning.TaskCode, name, number string, balance money.Cents, due calendar.Date) desk.Job {
	return desk.Job{
		Task: dunning.Task{ID: id, Ref: dunning.Ref{Creditor: "brunel", Number: number}, Code: code, Created: yesterday, Step: "formal"},
		Name: name, Debtor: "C-1", Balance: balance, Currency: "EUR", Due: due,
	}
}

func galleryLines() []reconcile.BankLine {
	line := func(id int64, cents money.Cents, who, text string, options ...reconcile.Proposal) reconcile.BankLine {
		return reconcile.BankLine{
			ID: id, Creditor: "brunel", State: reconcile.LineSuggested, Decided: yesterday,
			Entry: bank.Entry{Amount: cents, Currency: "EUR", Counterparty: who, CounterpartyIBAN: "FR7630006000011234567890441", Remittance: text, ValueDate: galleryDay.AddDays(-1)},
			Decision: reconcile.Decision{
				Suggestions: options, Reasons: []reconcile.Reason{{Text: "aucune facture ouverte de ce montant"}},
			},
		}
	}
	why := func(texts ...string) (out []reconcile.Reason) {
		for _, t := range texts {
			out = append(out, reconcile.Reason{Text: t})
		}
		return out
	}
	return []reconcile.BankLine{
		line(7, 40_050, "GARAGE DES ALPES", "VIR GARAGE DES ALPES", reconcile.Proposal{
			Allocations: []reconcile.Allocation{{Invoice: "F-2026-015", Amount: 40_050}}, Reasons: why("le nom du payeur est celui du client"),
		}),
		line(8, 75_500, "SARL TRANSPORTS MOREL", "VIR SEPA RECU SARL TRANSPORTS MOREL REF 106/107 NOVEMBRE",
			reconcile.Proposal{
				Allocations: []reconcile.Allocation{{Invoice: "F-2026-106", Amount: 30_000, Accessory: 4_000}, {Invoice: "F-2026-107", Amount: 41_500}},
				Reasons:     why("le libellé cite 106 et 107", "le nom du payeur est celui du client", "300,00 + 415,00 + 40,00 = 755,00 €"),
			},
			reconcile.Proposal{
				Allocations: []reconcile.Allocation{{Invoice: "F-2026-106", Amount: 30_000}, {Invoice: "F-2026-107", Amount: 41_500}}, Unallocated: 4_000,
				Reasons: why("le libellé cite 106 et 107"),
			},
			reconcile.Proposal{Allocations: []reconcile.Allocation{{Invoice: "F-2026-112", Amount: 75_500}}, Reasons: why("le nom du payeur est celui du client")},
		),
		line(9, 12_000, "", hostile),
	}
}

func dayStates() map[string]state {
	reply := job(1, dunning.TaskReply, "Hôtel du Port", "F-2026-011", 316_958, galleryDay.AddDays(-20))
	reply.Words, reply.Says = "Bonjour, le virement est parti mardi, vous devriez le recevoir d’ici demain.", []desk.Intent{{Kind: "paid", Date: galleryDay.AddDays(-3)}}
	part := job(2, dunning.TaskReplyOverdue, "Imprimerie Lenoir", "F-2026-012", 64_000, galleryDay.AddDays(-12))
	part.Words, part.Says = "Deux cartons sur cinq étaient abîmés, je ne règle que ce qui est en état, et je vous l’ai déjà dit deux fois au téléphone la semaine dernière.", []desk.Intent{{Kind: "dispute"}}
	approve := job(3, dunning.TaskApprove, "Menuiserie Vasseur SAS", "F-2026-014", 125_753, galleryDay.AddDays(-43))
	approve.Level, approve.Draft = dunning.FormalNotice, dunning.Draft{Estimate: 690}
	call := job(4, dunning.TaskCall, "Boulangerie du Parc", "F-2026-013", 120_000, galleryDay.AddDays(-30))
	call.Contact = "M. Girard"
	mend := job(5, dunning.TaskMendAddress, "Garage des Alpes", "F-2026-015", 45_050, galleryDay.AddDays(-8))
	claim := job(6, dunning.TaskInsolvency, hostile, "F-2026-099", 990_000, galleryDay.AddDays(-90))
	claim.Detail = "2027-01-15"
	jobs := []desk.Job{reply, part, approve, call, mend, claim}
	for i := range int64(9) {
		jobs = append(jobs, job(20+i, dunning.TaskHandOver, "Client "+string(rune('A'+i)), "F-2026-20"+string(rune('0'+i)), 10_000, galleryDay.AddDays(-60)))
	}
	leaving := func(level dunning.Level, debtor string) desk.Leaving {
		return desk.Leaving{At: galleryNow.Add(4 * time.Hour), Case: dunning.Case{
			Creditor: "brunel", Debtor: debtor, State: dunning.Reminding, Balance: 10_000, Steps: []dunning.ScheduledStep{{ID: "x", Level: level, Channel: dunning.Email, At: galleryNow.Add(4 * time.Hour)}},
		}}
	}
	full := desk.Day{
		Jobs: jobs, More: true, Lines: galleryLines(), LineCount: 3, LineSum: 127_550,
		Leaving: []desk.Leaving{leaving(dunning.Courtesy, "a"), leaving(dunning.First, "b"), leaving(dunning.First, "c"), leaving(dunning.Second, "c")},
		Kept:    []desk.Kept{{Reason: dunning.ReasonReplyUnread, Cases: 2}, {Reason: dunning.ReasonDisputed, Cases: 1}, {Reason: dunning.ReasonStaleBankData, Cases: 1}},
		KeptOn:  galleryDay.AddDays(-1), Feeds: []desk.Feed{{Kind: desk.FeedBank, Name: "brunel", At: galleryNow.Add(-90 * time.Minute)}, {Kind: desk.FeedMail, Name: "m", At: galleryNow.Add(-3 * time.Minute)}},
	}
	empty := desk.Day{KeptOn: galleryDay.AddDays(-1), Next: galleryNow.Add(24 * time.Hour)}
	off := claire("/")
	off.Sends = "Les envois sont coupés : tout est préparé et conservé, rien ne part."
	several := claire("/")
	several.Chosen, several.Creditors = "", []choice{{Value: "brunel", Label: "Atelier Brunel"}, {Value: "moulin", Label: "Moulin de la Roche"}}
	several.known = map[string]string{"brunel": "Atelier Brunel"}
	at := claire("/taches/1")
	sheet := gallerySheet()
	held := sheet
	held.Case.Holds = []dunning.Hold{{Kind: dunning.HoldReply}}
	list := taskListView{shell: claire("/taches").titled("Appels"), Head: "Appels", Rows: []workRow{jobRow(claire("/"), call, work[4], galleryDay)}, Next: "/taches?quoi=appels&apres=4"}
	settle := sheet
	settle.Messages = []dunning.Message{{ID: 3, State: dunning.MessageUnknown}}
	return map[string]state{
		"aujourdhui-vide":      {"today", todayOf(off, empty, galleryNow)},
		"aujourdhui":           {"today", todayOf(claire("/"), full, galleryNow)},
		"aujourdhui-plusieurs": {"today", todayOf(several, full, galleryNow)},
		"taches":               {"tasks", list},
		"taches-vide":          {"tasks", taskListView{shell: claire("/taches").titled("Appels"), Head: "Appels"}},
		"tache-reponse":        {"task", taskOf(at, reply, held, galleryNow)},
		"tache-appel":          {"task", taskOf(at, call, sheet, galleryNow)},
		"tache-issue":          {"task", taskOf(at, job(9, dunning.TaskSettleNotice, hostile, "F-2026-014", 1, galleryDay), settle, galleryNow)},
	}
}

// gallerySheet is a case with three reminders behind it.
func gallerySheet() backoffice.CaseSheet {
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 27, 12, 0, time.UTC)
	}
	steps := []dunning.ScheduledStep{
		{ID: "courtesy", Level: dunning.Courtesy, Channel: dunning.Email, At: at(10, 9, 7), Sent: at(10, 9, 7)},
		{ID: "first", Level: dunning.First, Channel: dunning.Email, At: at(10, 20, 7), Sent: at(10, 20, 7)},
		{ID: "final", Level: dunning.Final, Channel: dunning.Email, At: at(11, 16, 8), Sent: at(11, 16, 8)},
		{ID: "formal", Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, Approval: dunning.ApprovalRequired, At: at(11, 30, 8)},
	}
	event := func(when time.Time, kind dunning.Kind, step string, more ...func(*dunning.Event)) dunning.Record {
		e := dunning.Event{Kind: kind, Step: step, At: when}
		for _, f := range more {
			f(&e)
		}
		return dunning.Record{Event: e, RecordedAt: when}
	}
	sheet := backoffice.CaseSheet{CaseView: dunning.CaseView{
		Case: dunning.Case{
			Creditor: "brunel", Number: "F-2026-014", Debtor: "C-14", Currency: "EUR", State: dunning.Reminding, Balance: 120_000, Due: calendar.NewDate(2026, 10, 15), Version: 7,
			Steps: steps, Done: 3, Asked: "formal",
		},
		Debtor:   dunning.Debtor{Creditor: "brunel", Key: "C-14", Name: "Menuiserie Vasseur SAS", Email: "compta@vasseur.example.com", Address: dunning.Address{Lines: []string{"4 rue des Tilleuls"}, Postcode: "69003", City: "Lyon", Country: "FR"}},
		Creditor: dunning.Creditor{ID: "brunel", Name: "Atelier Brunel"},
		Invoice:  dunning.Invoice{Number: "F-2026-014", Issued: calendar.NewDate(2026, 9, 15), Due: calendar.NewDate(2026, 10, 15), Object: "Agencement de la salle d’accueil", OrderRef: "BC-77"},
		Tasks:    []dunning.Task{{ID: 3, Code: dunning.TaskApprove}},
		Messages: []dunning.Message{{ID: 12, Creditor: "brunel", Channel: dunning.Email, Level: dunning.Final, State: dunning.MessageAccepted, Recipient: "compta@vasseur.example.com", Document: strings.Repeat("ab", 32), Subject: "Dernière relance", SentAt: at(11, 16, 8), Reply: "250 2.0.0 OK"}},
		Timeline: []dunning.Record{
			event(at(10, 1, 7), dunning.KindOpened, ""), event(at(10, 9, 7), dunning.KindSent, "courtesy"), event(at(10, 20, 7), dunning.KindSent, "first"),
			event(at(11, 4, 10), dunning.KindPaid, "", func(e *dunning.Event) { e.Amount, e.Author = 30_000, "claire@example.fr" }),
			event(at(11, 9, 8), dunning.KindWithheld, "final", func(e *dunning.Event) { e.Reason = dunning.ReasonStaleBankData }),
			event(at(11, 16, 8), dunning.KindSent, "final", func(e *dunning.Event) { e.Message = 12 }),
			event(at(11, 26, 8), dunning.KindAsked, "formal", func(e *dunning.Event) { e.Reason = dunning.ReasonApprovalRequired }),
		},
	}}
	sheet.Claim = dunning.Claim{Principal: 120_000, Interest: 1_753, Fee: 4_000, Total: 125_753, Rate: "12.40", Days: 43, Articles: []string{"C. com. L441-10", "C. com. D441-5"},
		Periods: []dunning.ClaimPeriod{{From: calendar.NewDate(2026, 10, 16), To: galleryDay, Days: 43, Base: 120_000, Rate: "12.40", Amount: 1_753}}}
	sheet.Draft = &dunning.ShownDraft{Shown: yesterday, Step: "formal", Draft: dunning.Draft{
		Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, Principal: 120_000, Interest: 1_794, Fee: 4_000, Total: 125_794, Deadline: calendar.NewDate(2026, 12, 15),
		Pages: 3, Sheets: 3, Estimate: 690, Carrier: "maileva", Document: strings.Repeat("cd", 32),
	}}
	return sheet
}

func caseStates() map[string]state {
	d := &Door{Now: func() time.Time { return galleryNow }}
	at := claire("/dossiers")
	sheet := gallerySheet()
	look := backoffice.Outlook{Case: sheet.Case, Next: dunning.Next(sheet.Case, galleryNow), First: &dunning.Rehearsed{
		At: time.Date(2026, 11, 30, 8, 27, 0, 0, time.UTC), Kind: dunning.KindAsked, Steps: sheet.Case.Steps[3:], Numbers: []string{"F-2026-014"},
	}}
	hostileSheet := sheet
	hostileSheet.Debtor.Name = hostile
	hostileSheet.Case.Holds = []dunning.Hold{{Kind: dunning.HoldPromise, Until: galleryNow.AddDate(0, 0, 8)}}
	paused := at
	paused.Sends = "Envois suspendus : rien ne part, tout est préparé et conservé."
	closed := sheet
	closed.Case.State, closed.Case.Outcome, closed.Case.Balance = dunning.Closed, dunning.Paid, 0
	told := d.caseOf(paused, hostileSheet, backoffice.Outlook{Case: hostileSheet.Case, Next: dunning.Next(hostileSheet.Case, galleryNow)}, "")
	told.Told = true
	rows := []dunning.CaseRow{{Case: sheet.Case, DebtorName: "Menuiserie Vasseur SAS", Status: "reminding"}, {Case: hostileSheet.Case, DebtorName: hostile, Status: "needs_attention"}}
	list := caseListView{shell: at.titled("Dossiers"), Next: "/dossiers?apres=x"}
	for _, r := range rows {
		list.Rows = append(list.Rows, caseRowOf(at, r, galleryNow))
	}
	totals := []desk.Totals{{Currency: "EUR", Count: 214, Credit: -12_000, Open: map[desk.Bucket]money.Cents{desk.NotDue: 9_500_000, desk.To30: 3_100_000, desk.To60: 1_400_000, desk.To90: 600_000, desk.Beyond: 400_000}, Number: map[desk.Bucket]int{desk.NotDue: 120, desk.To30: 60, desk.To60: 20, desk.To90: 9, desk.Beyond: 5}}}
	list.fill(map[string][]string{}, desk.Selection{On: galleryDay}, totals)
	none, narrow := caseListView{shell: at.titled("Dossiers")}, caseListView{shell: at.titled("Dossiers"), Text: hostile}
	none.fill(map[string][]string{}, desk.Selection{On: galleryDay}, nil)
	narrow.fill(map[string][]string{"q": {hostile}, "retard": {"1-30"}}, desk.Selection{Text: hostile, Bucket: desk.To30, On: galleryDay, Hold: dunning.HoldReply}, nil)
	form, _ := formNamed("litige")
	at.Path = "/dossiers/brunel/F-2026-014/noter/litige"
	fact := factOf(at, form, hostileSheet)
	fact.Key, fact.Version = "k", 7
	fact.Effect = &effect{Lines: []string{"Suspend : litige."}, Before: "Mise en demeure, lundi 30 novembre 2026", Next: "Rien de prévu"}
	refused := fact
	refused.Error, refused.Amount, refused.Effect = "Le montant ne se lit pas : écrivez-le comme 1 200,00.", "douze", nil
	stale := fact
	stale.Error, stale.Stale = "Le dossier a changé entre-temps : relisez ce qui suit, puis confirmez si cela tient toujours.", []string{"27/11/2026 09:12 : paiement reçu : 300,00 €"}
	rates, _ := formNamed("echeancier")
	doc := dunning.Document{SHA256: strings.Repeat("ab", 32), Bytes: []byte("Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBonjour,\r\n" + hostile + "\r\n")}
	mail := messageOf(at, sheet.Messages[0], doc, "F-2026-014")
	preview := previewView{
		shell: at.titled("Aperçu"), Debtor: hostile, Invoice: "F-2026-014", Case: "/dossiers/brunel/F-2026-014", Head: "Mise en demeure", To: "compta@vasseur.example.com", Subject: "Mise en demeure",
		Text: "Madame, Monsieur,\n" + hostile, Frame: "cadre.html", PDF: "cadre.html", Date: "lundi 30 novembre 2026", Others: []string{"F-2026-016"},
		Levels: []choice{{"final", "Dernière relance", false}, {"formal_notice", "Mise en demeure", true}},
	}
	mail.Frame = "cadre.html"
	return map[string]state{
		"dossiers-vide":    {"cases", none},
		"dossiers-filtre":  {"cases", narrow},
		"dossiers":         {"cases", list},
		"dossier":          {"case", d.caseOf(claire("/dossiers/x"), sheet, look, "")},
		"dossier-suspendu": {"case", told},
		"dossier-clos":     {"case", d.caseOf(claire("/dossiers/x"), closed, backoffice.Outlook{Case: closed.Case}, "argent")},
		"noter":            {"fact", fact},
		"noter-refuse":     {"fact", refused},
		"noter-perime":     {"fact", stale},
		"noter-echeancier": {"fact", factOf(at, rates, sheet)},
		"message":          {"message", mail},
		"apercu":           {"preview", preview},
	}
}

func bankStates() map[string]state {
	at := claire("/banque")
	lines := galleryLines()
	open := map[string]desk.Hit{
		"F-2026-106": {Key: "F-2026-106", Name: "Transports Morel SAS", Amount: 30_000, Currency: "EUR"}, "F-2026-107": {Key: "F-2026-107", Name: "Transports Morel SAS", Amount: 41_500, Currency: "EUR"},
		"F-2026-112": {Key: "F-2026-112", Name: "Transports Morel SAS", Amount: 90_000, Currency: "EUR"},
	}
	view := lineView{ID: 8, Place: "Ligne 2 sur 3", Date: "26 novembre 2026", Amount: "755,00 €", Counterparty: "SARL TRANSPORTS MOREL", Account: "FR76 •••• •••• 0441", Open: true, Skip: "/banque?apres=8",
		Learns: "Après votre choix, le compte …0441 sera reconnu comme celui de Transports Morel SAS.", Seen: "x"}
	for i, p := range lines[1].Decision.Suggestions {
		view.Proposals = append(view.Proposals, proposalOf(i, p, lines[1], open))
	}
	view.Label = marked(lines[1].Entry.Remittance, []string{"F-2026-106", "F-2026-107"}, open)
	done := doneLine{ID: 7, Title: "GARAGE DES ALPES", Text: "pour F-2026-015, par claire@example.fr", Amount: "400,50 €", When: "à l’instant", Address: "/banque/7"}
	file := fileOf(at, desk.File{Name: "releve-novembre.xml", Entries: 120, Fresh: 14, At: galleryNow.Add(-time.Hour), Finished: true}, galleryNow)
	bad := fileOf(at, desk.File{Name: hostile, Fault: "ce fichier n’est pas un relevé", At: yesterday, Finished: true}, galleryNow)
	full := bankView{shell: at.titled("Banque"), Sub: "3 lignes à décider · dernier relevé lu ce matin, 9 h 04", Line: &view, Done: &done, Decided: []doneLine{done}, Files: []fileLine{file, bad}, MayMatch: true}
	search := view
	search.Proposals, search.Search, search.Why = nil, "morel", []string{"Aucune facture ouverte de ce montant"}
	search.Found = []foundInvoice{{"F-2026-112", hostile, "15 oct.", "900,00 €"}, {"F-2026-113", "Transports Morel SAS", "20 oct.", "100,00 €"}}
	found := full
	found.Line, found.Done, found.Error = &search, nil, "Quelqu’un a décidé de cette ligne entre-temps : la voici telle qu’elle est."
	over := lineView{ID: 7, Date: "26 novembre 2026", Amount: "400,50 €", Stands: []string{"F-2026-015 : 400,50 €"}}
	decided := full
	decided.Line = &over
	return map[string]state{
		"banque":          {"bank", full},
		"banque-cherche":  {"bank", found},
		"banque-decidee":  {"bank", decided},
		"banque-vide":     {"bank", bankView{shell: at.titled("Banque"), Empty: "Aucun relevé n’a encore été lu.", MayMatch: true}},
		"banque-lu":       {"banktaken", takenOf(at, backoffice.BankReport{Name: hostile, Format: "camt", Entries: 14, Known: 2, States: map[reconcile.LineState]int{reconcile.LineMatched: 9, reconcile.LineSuggested: 3}, Warnings: []string{"le solde final n’est pas donné"}})},
		"banque-refuse":   {"banktaken", takenOf(at, backoffice.BankReport{Name: "photo.jpg", Fault: dunning.Errorf(dunning.CodeInvalid, "ce fichier n’est pas un relevé")})},
		"banque-fichiers": {"bankfiles", fileListView{shell: at.titled("Relevés lus"), Rows: []fileLine{file, bad}, Next: "/banque/fichiers?avant=1"}},
	}
}

func letterStates() map[string]state {
	at := claire("/lettres")
	sheet := gallerySheet()
	row := jobRow(at, job(3, dunning.TaskApprove, "Menuiserie Vasseur SAS", "F-2026-014", 125_753, galleryDay.AddDays(-43)), work[3], galleryDay)
	row.First = true
	other := jobRow(at, job(4, dunning.TaskApprovalOverdue, hostile, "F-2026-016", 75_540, galleryDay.AddDays(-44)), work[3], galleryDay)
	view := letterView{
		shell: at.titled("Lettre à approuver"), Debtor: hostile, Invoice: "F-2026-014", Case: "/dossiers/brunel/F-2026-014", Head: "Mise en demeure", Figures: figuresOf(sheet.Draft.Draft, "EUR"),
		Why: []string{"Échue le 15 octobre 2026, 43 jours de retard.", "Dernière relance le 16 novembre 2026, sans suite."}, Address: []string{"4 rue des Tilleuls", "69003 Lyon"}, PDF: "cadre.html",
		Budget: "Après elle, il reste 279,30 € sur 300,00 € pour l’année.", MayApprove: true, Waits: true, Key: "k", Version: 7, Step: "formal", Prepared: "préparée le 26 novembre 2026",
	}
	changed := view
	changed.Error, changed.Changed, changed.Before = "La lettre d’aujourd’hui n’est plus celle qui vous a été montrée.", []string{"Adresse"}, view.Figures
	reader := view
	reader.MayApprove, reader.Fault = false, "l’adresse est incomplète"
	over := view
	over.Waits, over.PDF = false, ""
	return map[string]state{
		"lettres":        {"letters", letterQueueView{shell: at.titled("Lettres"), Rows: []workRow{row, other}, Budget: []budgetLine{{"", "13,80 €", "il reste 286,20 € sur 300,00 €", "2 lettres"}}, Next: "/lettres?apres=4", Told: told["approuvee"]}},
		"lettres-vide":   {"letters", letterQueueView{shell: at.titled("Lettres"), Empty: "Aucune lettre n’attend votre accord."}},
		"lettre":         {"letter", view},
		"lettre-changee": {"letter", changed},
		"lettre-lecture": {"letter", reader},
		"lettre-decidee": {"letter", over},
	}
}

// TestEveryPageInEveryStateIsWholeAndHarmless renders the gallery; with -gallery
// it is written for people to look at.
func TestEveryPageInEveryStateIsWholeAndHarmless(t *testing.T) {
	t.Parallel()
	for name, s := range states() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			html := pageOf(t, s)
			for _, bad := range []string{"<img src=x", "ZgotmplZ", "<no value>", "style=", "onclick=", "http://", "https://", "<script>"} {
				if strings.Contains(html, bad) {
					t.Errorf("the page holds %s", bad)
				}
			}
			for _, must := range []string{`<html lang="fr">`, `<h1`, `name="viewport"`} {
				if strings.Count(html, must) != 1 {
					t.Errorf("%s stands %d times", must, strings.Count(html, must))
				}
			}
			if *gallery != "" {
				if err := os.WriteFile(filepath.Join(*gallery, name+".html"), []byte(strings.ReplaceAll(html, "/style/", "style/")), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	if *gallery != "" {
		writeAssets(t, *gallery)
	}
}

// pageOf renders a state whole.
func pageOf(t testing.TB, s state) string {
	t.Helper()
	w := httptest.NewRecorder()
	render(w, 200, s.page, s.view)
	html := w.Body.String()
	if w.Code != 200 || !strings.HasSuffix(strings.TrimSpace(html), "</html>") {
		t.Fatalf("not whole: %.300s", html)
	}
	return html
}

func writeAssets(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, "style"), 0o755); err != nil {
		t.Fatal(err)
	}
	for at, a := range assets.byPath {
		body := strings.ReplaceAll(string(a.bytes), "url(/style/", "url(")
		if err := os.WriteFile(filepath.Join(dir, strings.TrimPrefix(at, "/")), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestNoPageIsWithoutAState looks for templates that the gallery does not show.
func TestNoPageIsWithoutAState(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{}
	for _, s := range states() {
		shown[s.page] = true
	}
	for name := range pages {
		if !shown[name] {
			t.Errorf("no state of the gallery shows %s", name)
		}
	}
}

func bookStates() map[string]state {
	on := galleryDay
	item := func(debtor, name, number string, total money.Cents, late int, paid int) figures.Item {
		it := figures.Item{Creditor: "brunel", Debtor: debtor, Name: name, Number: number, Issued: on.AddDays(-late - 30), Due: on.AddDays(-late), Currency: "EUR", Total: total}
		it.Sent = []figures.Sent{{Date: it.Due.AddDays(5), Level: dunning.First}}
		if paid != 0 {
			it.Moves = []figures.Move{{Date: it.Due.AddDays(paid), Amount: total}}
		}
		return it
	}
	var items []figures.Item
	for i := range 40 {
		items = append(items, item("C-"+string(rune('A'+i%15)), "Client "+string(rune('A'+i%15)), "F-2026-3"+string(rune('0'+i%10)), money.Cents(50_000+i*1_000), i*4, 7+i%5))
	}
	items = append(items, item("C-1", hostile, "F-2026-014", 120_000, 43, 0), item("C-2", "Hôtel du Port SA", "F-2026-015", 420_000, -10, 0), item("C-3", "Ancien", "F-2025-001", 40_000, 130, 0))
	at := claire("/tableau")
	board := overview.Board{On: on, Aged: figures.AgedOn(items, on), Debtors: figures.ByDebtor(items, on), After: figures.AfterNotices(items, 7, on.AddDays(-365), on), Outlook: figures.Forecast(items, on),
		Late: figures.LatenessOn(items, on.AddDays(-365), on), AtRiskOf: calendar.NewDate(2026, 6, 1), Other: []string{"CHF"}}
	months := figures.Months(items, on, 12)
	board.Countback = figures.Countback(board.Aged.Total, months)
	for i := range 20 {
		board.Debtors = append(board.Debtors, figures.DebtorAged{Creditor: "brunel", Debtor: "D", Name: "Petit " + string(rune('a'+i)), Aged: figures.AgedOn(items[40:41], on)})
	}
	debtor := gallerySheet().Debtor
	debtor.Name = hostile
	account := overview.Account{On: on, Items: items[40:41], Lines: figures.Statement(items[:3], on), Aged: figures.AgedOn(items[40:], on), Late: board.Late, Kept: 1, Promises: 2, Currency: "EUR"}
	account.Aged.Credit = 5_000
	page := debtorOf(claire("/debiteurs/x"), debtor, account, []dunning.Contact{{Email: "compta@vasseur.example.com", Usable: true}, {Email: "vieux@vasseur.example.com"}}, on)
	page.Rows, page.Told, page.More = []caseRow{caseRowOf(at, dunning.CaseRow{Case: gallerySheet().Case, DebtorName: hostile}, galleryNow)}, debtorTold["corrige"], true
	empty := debtorOf(claire("/debiteurs/x"), debtor, overview.Account{On: on, Currency: "EUR"}, nil, on)
	empty.Error = "L’adresse e-mail n’en est pas une."
	rows := []debtorListRow{{Name: hostile, Creditor: "", Address: "/debiteurs/brunel/C-1", Cases: "3", Open: "1 200,00 €", Late: "400,00 €", Oldest: "15 oct."}}
	hits := []desk.Hit{{Kind: desk.HitDebtor, Creditor: "brunel", Key: "C-1", Name: hostile, Amount: 120_000, Currency: "EUR"}, {Kind: desk.HitCase, Creditor: "brunel", Key: "F/1", Name: hostile, Due: on, Amount: 1, Currency: "EUR", Closed: true}, {Kind: desk.HitLine, Creditor: "brunel", Key: "7", Name: "VIR", Due: on, Amount: 1, Currency: "EUR"}}
	return map[string]state{
		"tableau":        {"board", boardOf(at, board, on)},
		"tableau-vide":   {"board", boardOf(at, overview.Board{On: on, AtRiskOf: on, Outlook: figures.Forecast(nil, on)}, on.AddDays(1))},
		"debiteurs":      {"debtors", debtorListView{shell: claire("/debiteurs").titled("Débiteurs"), Rows: rows}},
		"debiteurs-vide": {"debtors", debtorListView{shell: claire("/debiteurs").titled("Débiteurs"), Text: hostile}},
		"debiteur":       {"debtor", page},
		"debiteur-vide":  {"debtor", empty},
		"recherche":      {"search", searchOf(claire("/recherche"), hostile, hits)},
		"recherche-vide": {"search", searchOf(claire("/recherche"), "", nil)},
	}
}

func officeStates() map[string]state {
	at := claire("/plans")
	plan := dunning.DefaultPlan()
	plans := plansView{shell: at.titled("Plans et textes"), Plans: []planBox{planOf(plan)}, Cases: "214", Days: "30", Held: "L’envoi est coupé", Story: []storyLine{{Label: "Premières relances, e-mail", Count: "40", Debtors: "31"}}}
	tried := plansView{shell: at.titled("Plans et textes"), Plans: plans.Plans, Chosen: plan.ID, Steps: fieldsOf(plan), Tried: true, Due: "30/12/2026"}
	tried.choices()
	wrong := tried
	wrong.Faults = []string{"steps[1].at : " + hostile}
	tried.fall(plan, galleryDay)
	imported := importView{shell: claire("/import").titled("Import"), Key: "k", Counts: []amountLine{{"Nouvelles, à prendre", "12"}, {"Refusées", "1"}}, Cut: 3, Rows: []importLine{
		importedOf(backoffice.Entry{File: "f.csv", Line: 3, Outcome: backoffice.WouldStart, Number: "F-1", DebtorName: hostile, Due: galleryDay, Payable: 120_000, Currency: "EUR", FirstAt: galleryNow, NoAddress: true}),
		importedOf(backoffice.Entry{File: hostile, Line: 4, Outcome: backoffice.Failed, Err: dunning.Errorf(dunning.CodeInvalid, "le montant ne se lit pas")}),
	}}
	taken := imported
	taken.Key, taken.Taken, taken.Cut = "", true, 0
	user := userOf(claire("/utilisateurs"), people.User{Login: "paul@example.fr", Name: hostile, Ready: true, Grants: []people.Grant{{Creditor: "*", Role: "admin"}, {Creditor: "brunel", Role: "clerk"}}})
	invited := userOf(claire("/utilisateurs"), people.User{Login: "lea@example.fr", Name: "Léa", Grants: []people.Grant{{Creditor: "brunel", Role: "reader"}}})
	users := usersView{shell: claire("/utilisateurs").titled("Utilisateurs"), Rows: []userLine{user, invited}, Roles: roleChoices(), Grants: grantChoices(claire("/"))}
	link := users
	link.Link, link.LinkFor = "relance.example.fr/acces?cle=abc", "lea@example.fr"
	settings := settingsView{shell: claire("/reglages").titled("Réglages"), File: "relance.yaml", Faults: 1, Groups: []Setting{
		{Title: "Messages", Note: "Essai à blanc : tout est préparé et conservé, rien ne part.", Lines: []SettingLine{{Label: "Mode", Value: "off"}}},
		{Title: hostile, Lines: []SettingLine{{Label: "IBAN", Value: "FR76 3000", Fault: "l’IBAN ne se vérifie pas"}}},
	}}
	paused := settings
	paused.Paused, paused.Faults, paused.Groups = "depuis le 27/11/2026 09:00 par claire", 0, nil
	entry := audit.Entry{Seq: 1, At: galleryNow, Who: audit.Who{Name: hostile, Door: "console"}, Deed: "user.role", Object: "lea@example.fr", After: map[string]string{"role": "clerk"}, Before: map[string]string{"role": "reader"}, Refused: "role admin"}
	journal := journalView{shell: claire("/journal").titled("Journal"), Rows: []journalLine{journalOf(entry)}, Deeds: []choice{{"", "Tout", true}}, Cut: true, Whole: "La chaîne est intacte.", Exports: []action{{"/journal/export.csv?", "CSV"}}}
	return map[string]state{
		"plans": {"plans", plans}, "plans-essai": {"plans", tried}, "plans-refuse": {"plans", wrong}, "plans-vide": {"plans", plansView{shell: at.titled("Plans et textes")}},
		"import": {"import", importView{shell: claire("/import").titled("Import")}}, "import-essai": {"import", imported}, "import-pris": {"import", taken},
		"import-refuse": {"import", importView{shell: claire("/import").titled("Import"), Error: "Choisissez un ou plusieurs fichiers de factures."}},
		"utilisateurs":  {"users", users}, "utilisateurs-lien": {"users", link},
		"utilisateur": {"user", userView{shell: claire("/utilisateurs").titled("Paul"), User: user, Roles: roleChoices(), Grants: grantChoices(claire("/")), Sessions: []sessionLine{{3, hostile, "192.0.2.7", "à l’instant", true}}}},
		"reglages":    {"settings", settings}, "reglages-pause": {"settings", paused},
		"journal": {"journal", journal}, "journal-vide": {"journal", journalView{shell: claire("/journal").titled("Journal"), Deeds: []choice{{"", "Tout", true}}}},
	}
}
