package console

import (
	"slices"

	"relance/internal/access"
	"relance/internal/console/page"
)

const (
	casePattern   = "/dossiers/{creditor}/{number}"
	debtorPattern = "/debiteurs/{creditor}/{key}"
)

// Routes lists every page and every form: its address, the right that it takes at
// least, and where what it does is on record.
func (d *Door) Routes() []page.Route {
	return slices.Concat([]page.Route{
		page.Post("/creancier", access.SeeCases, d.chooseCreditor),
		page.Get("/{$}", access.SeeCases, d.today),
		page.Get(livePath, access.SeeCases, d.live),
		page.Get("/taches", access.SeeCases, d.taskList),
		page.Get("/taches/{id}", access.SeeCases, d.taskPage),
		page.Post("/taches/{id}/faite", access.WorkOnTasks, d.finishTask).Audits("finish-task"),
		page.Post("/taches/{id}/lue", access.Suspend, d.readReply).KeptInCase(),
		page.Post("/messages/{id}/issue", access.WorkOnTasks, d.settleMessage).KeptInCase(),
		page.Get("/dossiers", access.SeeCases, d.caseList),
		page.Post("/dossiers/vues", access.SeeCases, d.saveView),
		page.Post("/dossiers/vues/partagees", access.SeeCases, d.shareView).Audits("share-view"),
		page.Post("/dossiers/colonnes", access.SeeCases, d.chooseColumns),
		page.Post("/dossiers/lot", access.Suspend, d.bulk).KeptInCase(),
		page.Get(casePattern, access.SeeCases, d.casePage),
		page.Get(casePattern+"/noter/{form}", access.SeeCases, d.factPage),
		page.Post(casePattern+"/noter/{form}", access.SeeCases, d.recordFact).KeptInCase(),
		page.Post(casePattern+"/charge", access.WorkOnTasks, d.assign).KeptByUse(),
		page.Post(casePattern+"/note", access.WorkOnTasks, d.note).KeptByUse(),
		page.Post(casePattern+"/rouvrir", access.GiveUp, d.reopen).KeptInCase(),
		page.Get(casePattern+"/apercu", access.Rehearse, d.preview),
		page.Get(casePattern+"/apercu/cadre", access.Rehearse, d.previewFrame),
		page.Get(casePattern+"/apercu.pdf", access.Rehearse, d.previewPDF),
		page.Get(casePattern+"/messages/{id}", access.SeeCases, d.messagePage),
		page.Get(casePattern+"/messages/{id}/cadre", access.SeeCases, d.messageFrame),
		page.Get(casePattern+"/messages/{id}/brut", access.SeeCases, d.messageBytes).Audits("get-message-content"),
		page.Get(casePattern+"/preuves.zip", access.SeeEvidence, d.evidenceFile).Audits("get-evidence"),
		page.Get("/dossiers/export.csv", access.SeeCases, d.exportCases).Audits("export"),
		page.Get("/dossiers/export.xlsx", access.SeeCases, d.exportCases).Audits("export"),
		page.Get("/recherche", access.SeeCases, d.search),
		page.Get("/debiteurs", access.SeeCases, d.debtorList),
		page.Get(debtorPattern, access.SeeCases, d.debtorPage),
		page.Post(debtorPattern, access.CorrectDebtor, d.correctDebtor).Audits("correct-debtor"),
		page.Get(debtorPattern+"/paiement", access.RecordMoney, d.spreadPage),
		page.Post(debtorPattern+"/paiement", access.RecordMoney, d.recordSpread).KeptInCase(),
		page.Get(debtorPattern+"/releve.csv", access.SeeCases, d.exportStatement).Audits("export"),
		page.Get(debtorPattern+"/releve.xlsx", access.SeeCases, d.exportStatement).Audits("export"),
		page.Get(debtorPattern+"/releve.pdf", access.SeeCases, d.statementPDF).Audits("export"),
	}, d.Bank.Routes(), d.Mail.Routes(), d.Wait.Routes(), d.Board.Routes(), d.Office.Routes(), d.Entrance.Routes(), d.Court.Routes(), d.Plans.Routes(), d.Texts.Routes(), d.Letter.Routes(), d.Client.Routes(), d.Merge.Routes())
}
