package console

import (
	"net/http"

	"relance/internal/access"
)

// route is one row of the list of routes.
type route struct {
	Method, Pattern string
	Deed            access.Deed // the right it takes; empty for pages before signing in
	handle          func(w http.ResponseWriter, r *http.Request, s shell) error
}

// Public tells whether a page is for people who are not signed in.
func (r route) Public() bool { return r.Deed == "" }

const (
	casePattern   = "/dossiers/{creditor}/{number}"
	debtorPattern = "/debiteurs/{creditor}/{key}"
	mailPattern   = "/courrier/{id}"
	get           = http.MethodGet
	post          = http.MethodPost
)

// routes lists every page and every form.
func (d *Door) routes() []route {
	return []route{
		{get, "/connexion", "", d.signInPage},
		{post, "/connexion", "", d.signIn},
		{get, "/acces", "", d.linkPage},
		{post, "/acces", "", d.useLink},
		{post, "/sortie", access.SeeCases, d.signOut},
		{post, "/creancier", access.SeeCases, d.chooseCreditor},

		{get, "/{$}", access.SeeCases, d.today},
		{get, livePath, access.SeeCases, d.live},
		{get, "/taches", access.SeeCases, d.taskList},
		{get, "/taches/{id}", access.SeeCases, d.taskPage},
		{post, "/taches/{id}/faite", access.WorkOnTasks, d.finishTask},
		{post, "/taches/{id}/lue", access.Suspend, d.readReply},
		{post, "/messages/{id}/issue", access.WorkOnTasks, d.settleMessage},

		{get, "/dossiers", access.SeeCases, d.caseList},
		{get, casePattern, access.SeeCases, d.casePage},
		{get, casePattern + "/noter/{form}", access.SeeCases, d.factPage},
		{post, casePattern + "/noter/{form}", access.SeeCases, d.recordFact},
		{get, casePattern + "/apercu", access.Rehearse, d.preview},
		{get, casePattern + "/apercu/cadre", access.Rehearse, d.previewFrame},
		{get, casePattern + "/apercu.pdf", access.Rehearse, d.previewPDF},
		{get, casePattern + "/messages/{id}", access.SeeCases, d.messagePage},
		{get, casePattern + "/messages/{id}/cadre", access.SeeCases, d.messageFrame},
		{get, casePattern + "/messages/{id}/brut", access.SeeCases, d.messageBytes},
		{get, casePattern + "/preuves.zip", access.SeeEvidence, d.evidenceFile},

		{get, "/banque", access.SeeBank, d.bankPage},
		{post, "/banque", access.MatchMoney, d.takeBankFile},
		{get, "/banque/fichiers", access.SeeBank, d.bankFiles},
		{get, "/banque/{id}", access.SeeBank, d.linePage},
		{post, "/banque/{id}/rapprocher", access.MatchMoney, d.matchLine},
		{post, "/banque/{id}/ecarter", access.MatchMoney, d.ignoreLine},
		{post, "/banque/{id}/annuler", access.MatchMoney, d.unmatchLine},

		{get, "/courrier", access.SeeCases, d.mailList},
		{get, mailPattern, access.SeeCases, d.mailPage},
		{get, mailPattern + "/brut", access.SeeCases, d.mailBytes},
		{get, mailPattern + "/pieces/{n}", access.SeeCases, d.mailFile},
		{post, mailPattern + "/rattacher", access.RecordAnswer, d.assignMail},
		{post, mailPattern + "/noter", access.RecordAnswer, d.acceptProposal},
		{post, mailPattern + "/repondre", access.AnswerMail, d.answerMail},
		{post, mailPattern + "/lu", access.RecordAnswer, d.finishMail},

		{get, "/lettres", access.SeeCases, d.letterQueue},
		{get, "/lettres/{creditor}/{number}", access.SeeCases, d.letterPage},
		{get, "/lettres/{creditor}/{number}/lettre.pdf", access.SeeCases, d.letterPDF},
		{post, "/lettres/{creditor}/{number}", access.Approve, d.decideLetter},

		{get, "/dossiers/export.csv", access.SeeCases, d.exportCases},
		{get, "/dossiers/export.xlsx", access.SeeCases, d.exportCases},
		{get, "/recherche", access.SeeCases, d.search},
		{get, "/debiteurs", access.SeeCases, d.debtorList},
		{get, debtorPattern, access.SeeCases, d.debtorPage},
		{post, debtorPattern, access.CorrectDebtor, d.correctDebtor},
		{get, debtorPattern + "/releve.csv", access.SeeCases, d.exportStatement},
		{get, debtorPattern + "/releve.xlsx", access.SeeCases, d.exportStatement},
		{get, debtorPattern + "/releve.pdf", access.SeeCases, d.statementPDF},
		{get, "/tableau", access.SeeCases, d.board},
		{get, "/tableau/balance.csv", access.SeeCases, d.exportAged},
		{get, "/tableau/balance.xlsx", access.SeeCases, d.exportAged},
		{get, "/plans", access.Rehearse, d.plans},
		{post, "/plans", access.Rehearse, d.tryPlan},
		{get, "/import", access.ImportBills, d.importPage},
		{post, "/import", access.ImportBills, d.tryImport},
		{get, "/reglages", access.Operate, d.settings},
		{post, "/reglages/envois", access.Operate, d.pause},
		{get, "/utilisateurs", access.Operate, d.users},
		{post, "/utilisateurs", access.Operate, d.addUser},
		{get, "/utilisateurs/{login}", access.Operate, d.userPage},
		{post, "/utilisateurs/{login}", access.Operate, d.changeUser},
		{get, "/journal", access.Operate, d.journal},
		{get, "/journal/export.csv", access.Operate, d.exportJournal},
		{get, "/journal/export.xlsx", access.Operate, d.exportJournal},
	}
}
