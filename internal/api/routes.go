package api

import (
	"slices"

	"relance/internal/access"
	"relance/internal/api/figuredesk"
	"relance/internal/api/mergedesk"
	"relance/internal/api/operation"
	"relance/internal/api/plandesk"
)

// Route is one row of the list of operations.
type Route = operation.Route

const (
	casePath   = "/cases/{creditor}/{number}"
	debtorPath = "/debtors/{creditor}/{key}"
	linePath   = "/bank-lines/{id}"
	mailPath   = "/inbox/{id}"
	hookPath   = "/webhooks/{id}"
)

// Routes lists every operation.
func Routes() []Route {
	return slices.Concat(partyRoutes(), mergedesk.Routes(), plandesk.Routes(), caseRoutes(), workRoutes(), figuredesk.Routes())
}

// partyRoutes are about creditors, debtors and their invoices.
func partyRoutes() []Route {
	return []Route{
		operation.Get("/creditors", "list-creditors", "creditors", "List the creditors of the token", access.SeeCases),
		operation.Get("/creditors/{creditor}", "get-creditor", "creditors", "Show a creditor", access.SeeCases),
		operation.Get("/creditors/{creditor}/changes", "list-creditor-changes", "creditors", "List changes of name, account and plan that wait for two people", access.SeeCases),
		operation.Post("/creditors/{creditor}/changes/{id}", "decide-creditor-change", "creditors", "Agree to a change of a creditor, or refuse it", access.Approve).KeptByUse(),

		operation.Get("/debtors", "list-debtors", "debtors", "List debtors", access.SeeCases),
		operation.Get(debtorPath, "get-debtor", "debtors", "Show a debtor with his addresses", access.SeeCases),
		operation.Patch(debtorPath, "correct-debtor", "debtors", "Correct what is on record about a debtor", access.CorrectDebtor).KeptByDoor(),
		operation.Post(debtorPath+"/payments", "pay-debtor", "payments", "Record a payment that names no invoice", access.RecordMoney).KeptInCase(),

		operation.Get(debtorPath+"/register", "get-register", "debtors", "Show what the register of companies last said of a debtor", access.SeeCases),
		operation.Post(debtorPath+"/register", "check-register", "debtors", "Look a debtor up in the register of companies: blanks are filled, nothing is overwritten", access.CorrectDebtor).KeptByDoor(),
		operation.Get("/insolvency", "get-insolvency", "insolvency", "Show how the insolvency watch stands, and which claims are to be declared", access.SeeCases),
		operation.Get(debtorPath+"/proceedings", "get-proceedings", "insolvency", "Show the insolvency proceedings of a debtor", access.SeeCases),
		operation.Post(debtorPath+"/proceedings", "confirm-proceedings", "insolvency", "Confirm to whom a claim is declared, and that it was", access.RecordLaw).KeptByDoor(),
		operation.Get(debtorPath+"/declaration", "get-declaration", "insolvency", "Fetch the declaration of all open claims on a debtor, with its annexes", access.SeeEvidence).KeptByDoor(),
		operation.Get(debtorPath+"/declaration/letters", "list-declarations", "insolvency", "List the declarations that were drawn as letters, and what became of them", access.SeeCases),
		operation.Post(debtorPath+"/declaration/letters", "draw-declaration", "insolvency", "Draw the declaration as the registered letter that would leave", access.RecordLaw).KeptByDoor(),
		operation.Get(debtorPath+"/declaration/letter", "get-declaration-letter", "insolvency", "Fetch the declaration that was drawn last: the very bytes that leave", access.SeeCases).KeptByDoor(),
		operation.Post(debtorPath+"/declaration/approval", "approve-declaration", "insolvency", "Agree to a declaration that was drawn: it leaves as a registered letter", access.Approve).KeptByDoor(),
		operation.Post(debtorPath+"/declaration/post", "mark-declaration", "insolvency", "Note that the declaration was posted, or what became of its letter", access.RecordPost).KeptByDoor(),
		operation.Post(debtorPath+"/declaration/settlement", "settle-declaration", "insolvency", "Say whether a declaration of unknown outcome left", access.WorkOnTasks).KeptByDoor(),

		operation.Post("/invoices", "start-invoices", "invoices", "Take invoices in and start one case each", access.ImportBills).KeptByDoor().TakesFiles(),
		operation.Get("/invoices/{creditor}/{number}", "get-invoice", "invoices", "Show an invoice as it is on record", access.SeeCases),
		operation.Get("/invoices/{creditor}/{number}/file", "get-invoice-file", "invoices", "Fetch the PDF of an invoice", access.SeeCases).KeptByDoor(),
	}
}

// caseRoutes are about one case: what is owed, what happened, what left.
func caseRoutes() []Route {
	return []Route{
		operation.Get("/cases", "list-cases", "cases", "List cases", access.SeeCases),
		operation.Get(casePath, "get-case", "cases", "Show a case: what is open, what may be asked, what comes next", access.SeeCases),
		operation.Get(casePath+"/links", "list-page-links", "cases", "List the links to the debtor's own page that show the invoice", access.SeeCases),
		operation.Get(casePath+"/answers", "list-page-answers", "cases", "List what the debtor said about the invoice on his page", access.SeeCases),
		operation.Get(casePath+"/timeline", "get-timeline", "cases", "List what happened to a case, and what did not and why", access.SeeCases),
		operation.Get(casePath+"/schedule", "get-schedule", "cases", "Show the steps of a case: when each leaves, left or was left out", access.SeeCases),
		operation.Get(casePath+"/claim", "get-claim", "cases", "Work out what may be asked on a day, period by period", access.SeeCases),
		operation.Get(casePath+"/payments", "list-payments", "payments", "List what was paid on an invoice", access.SeeCases),
		operation.Get(casePath+"/evidence", "get-evidence", "cases", "Fetch the evidence file for a court, a bailiff or an agency", access.SeeEvidence).KeptByDoor(),
		operation.Post(casePath+"/facts", "record-fact", "facts", "Record what happened to an invoice", access.RecordAnswer).KeptInCase(),
		operation.Post(casePath+"/reopen", "reopen-case", "cases", "Bring a closed case back to life", access.GiveUp).KeptInCase(),

		operation.Get(casePath+"/statuses", "list-statuses", "court", "List the lifecycle statuses of an invoice, in the order of their own times", access.SeeCases),
		operation.Get("/collections", "list-collections", "court", "List reports of money received (status 212): written, missing, and money that is not reported", access.SeeBank),
		operation.Post("/collections", "propose-collections", "court", "Write the missing reports of money received; nothing is sent", access.RecordMoney).KeptByDoor(),
		operation.Get("/collections/{id}", "get-collection", "court", "Fetch the message of a report, for your platform", access.SeeBank).KeptByDoor(),
		operation.Get("/platform", "get-platform", "court", "Show how the reading of the platform of electronic invoices stands", access.SeeCases),
		operation.Post("/platform/reading", "fetch-statuses", "court", "Read the platform of electronic invoices now; nothing is sent to it", access.RecordAnswer).KeptByDoor(),
		operation.Get(casePath+"/ways", "list-ways", "court", "Show the conditions of each way to go on; none is recommended", access.SeeCases),
		operation.Get(casePath+"/ways/{way}", "get-way-file", "court", "Fetch the file for a way: what is signed, its values, exhibits, dates", access.SeeEvidence).KeptByDoor(),
		operation.Post(casePath+"/procedure-events", "tell-procedure-event", "court", "Note an event of a procedure: the dates that follow become tasks", access.RecordLaw).KeptByDoor(),

		operation.Get(casePath+"/approval", "get-approval", "approvals", "Show the letter that waits for a yes: its figures, and what became of earlier ones", access.SeeCases),
		operation.Get(casePath+"/approval/letter", "get-approval-letter", "approvals", "Fetch the letter that waits for a yes, as it was shown", access.SeeCases).KeptByDoor(),
		operation.Post(casePath+"/approval", "approve", "approvals", "Agree to the step that comes next", access.Approve).KeptInCase(),

		operation.Get(casePath+"/messages", "list-messages", "messages", "List the mails and letters of a case", access.SeeCases),
		operation.Get("/messages/{id}", "get-message", "messages", "Show a mail or letter and what became of it", access.SeeCases),
		operation.Get("/messages/{id}/content", "get-message-content", "messages", "Fetch the exact bytes that left", access.SeeCases).KeptByDoor(),
		operation.Post("/messages/{id}/settlement", "settle-message", "messages", "Say whether a message of unknown outcome left", access.WorkOnTasks).KeptInCase(),
		operation.Get(casePath+"/letters", "list-letters", "letters", "List the letters of a case: where they are, and what proves it", access.SeeCases),
		operation.Get(casePath+"/letters/{sha256}", "get-letter-proof", "letters", "Fetch a proof of a letter: deposit, acknowledgement, history", access.SeeCases).KeptByDoor(),
		operation.Get("/letters/spend", "get-letter-spend", "letters", "Add up what letters cost in a year", access.SeeCases),
	}
}

// workRoutes are about the bank, the mailbox, webhooks and tasks.
func workRoutes() []Route {
	return []Route{
		operation.Post("/bank-files", "take-bank-file", "bank", "Take a bank file in: read, match, record", access.MatchMoney).KeptByDoor().TakesFiles(),
		operation.Get("/bank-lines", "list-bank-lines", "bank", "List the bank lines that wait for a person", access.SeeBank),
		operation.Get(linePath, "get-bank-line", "bank", "Show a bank line and what stands for it", access.SeeBank),
		operation.Post(linePath+"/match", "match-line", "bank", "Give a bank line to invoices", access.MatchMoney).KeptByDoor(),
		operation.Post(linePath+"/unmatch", "unmatch-line", "bank", "Undo what stands for a bank line", access.MatchMoney).KeptByDoor(),
		operation.Post(linePath+"/ignore", "ignore-line", "bank", "Say that a bank line has nothing to do with invoices", access.MatchMoney).KeptByDoor(),

		operation.Get("/inbox", "list-mails", "inbox", "List the mails that came back and wait for a person", access.SeeCases),
		operation.Get(mailPath, "get-mail", "inbox", "Show a mail: what it is, what it says, what is proposed, what people made of it", access.SeeCases),
		operation.Get(mailPath+"/content", "get-mail-content", "inbox", "Fetch the exact bytes of a mail", access.SeeCases).KeptByDoor(),
		operation.Post(mailPath+"/assignment", "assign-mail", "inbox", "Say whose a mail is: what follows from it follows now", access.RecordAnswer).KeptByDoor(),
		operation.Post(mailPath+"/acceptance", "accept-proposal", "inbox", "Agree to what a mail proposes: it becomes a fact", access.RecordAnswer).KeptByDoor(),
		operation.Get(mailPath+"/draft", "begin-answer", "inbox", "Begin an answer by a template", access.SeeCases),
		operation.Post(mailPath+"/answer", "answer-mail", "inbox", "Write back in the thread of a mail", access.AnswerMail).KeptByDoor(),
		operation.Post(mailPath+"/done", "finish-mail", "inbox", "Say that a mail was dealt with: cases that waited for it go on", access.RecordAnswer).KeptByDoor(),

		operation.Get("/webhooks", "list-webhooks", "webhooks", "List the programs that are told what happens", access.Operate),
		operation.Post("/webhooks", "add-webhook", "webhooks", "Tell a program what happens; its secret is shown once", access.Operate).KeptByDoor(),
		operation.Post(hookPath+"/secret", "rotate-webhook", "webhooks", "Give a program another secret; for a day the one before signs as well", access.Operate).KeptByDoor(),
		operation.Get(hookPath+"/deliveries", "list-deliveries", "webhooks", "List what a program was told", access.Operate),
		operation.Post(hookPath+"/disable", "disable-webhook", "webhooks", "Tell a program nothing more", access.Operate).KeptByDoor(),
		operation.Post(hookPath+"/enable", "enable-webhook", "webhooks", "Tell a program again, also what is waiting", access.Operate).KeptByDoor(),
		operation.Post(hookPath+"/replay", "replay-webhook", "webhooks", "Tell a program again what it was told, or what was given up", access.Operate).KeptByDoor(),

		operation.Get("/tasks", "list-tasks", "tasks", "List what people are asked to do", access.SeeCases),
		operation.Post("/tasks/{id}/snooze", "snooze-task", "tasks", "Put a task off to another day, or bring it back", access.WorkOnTasks).KeptByUse(),
		operation.Post("/tasks/{id}/assignment", "assign-task", "tasks", "Hand a task on to a person, with its case", access.WorkOnTasks).KeptByUse(),
		operation.Post("/tasks/{id}/done", "finish-task", "tasks", "Say that a task is done", access.WorkOnTasks).KeptByDoor(),
	}
}
