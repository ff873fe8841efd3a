package api

import (
	"net/http"
	"slices"

	"relance/internal/access"
	"relance/internal/audit"
)

// Route is one row of the list of operations. What a route may, what it leaves
// in the audit and what the contract says of it derive from its row; an
// operation without a row is refused at start.
type Route struct {
	Method, Path string // below Prefix
	ID           string // of the operation in the contract
	Tag          string
	Summary      string
	Deed         access.Deed // the right that it takes; of a fact the least one
	Kept         audit.Keeping
	Files        bool // the body may be a file
}

// Writes tells whether the route changes something, so that it needs an
// Idempotency-Key.
func (r Route) Writes() bool { return r.Method != http.MethodGet }

const (
	casePath   = "/cases/{creditor}/{number}"
	debtorPath = "/debtors/{creditor}/{key}"
	linePath   = "/bank-lines/{id}"
	mailPath   = "/inbox/{id}"
	hookPath   = "/webhooks/{id}"
	textPath   = "/creditors/{creditor}/texts/{text}"
)

// Routes lists every operation.
func Routes() []Route { return slices.Concat(partyRoutes(), textRoutes(), caseRoutes(), workRoutes()) }

// partyRoutes are about creditors, debtors and their invoices.
func partyRoutes() []Route {
	get, post, patch := http.MethodGet, http.MethodPost, http.MethodPatch
	return []Route{
		{get, "/creditors", "list-creditors", "creditors", "List the creditors of the token", access.SeeCases, audit.KeptNowhere, false},
		{get, "/creditors/{creditor}", "get-creditor", "creditors", "Show a creditor", access.SeeCases, audit.KeptNowhere, false},
		{get, "/creditors/{creditor}/changes", "list-creditor-changes", "creditors", "List changes of name, account and plan that wait for two people", access.SeeCases, audit.KeptNowhere, false},
		{post, "/creditors/{creditor}/changes/{id}", "decide-creditor-change", "creditors", "Agree to a change of a creditor, or refuse it", access.Approve, audit.KeptByUse, false},

		{get, "/debtors", "list-debtors", "debtors", "List debtors", access.SeeCases, audit.KeptNowhere, false},
		{get, debtorPath, "get-debtor", "debtors", "Show a debtor with his addresses", access.SeeCases, audit.KeptNowhere, false},
		{patch, debtorPath, "correct-debtor", "debtors", "Correct what is on record about a debtor", access.CorrectDebtor, audit.KeptByDoor, false},
		{post, debtorPath + "/payments", "pay-debtor", "payments", "Record a payment that names no invoice", access.RecordMoney, audit.KeptInCase, false},

		{get, debtorPath + "/register", "get-register", "debtors", "Show what the register of companies last said of a debtor", access.SeeCases, audit.KeptNowhere, false},
		{post, debtorPath + "/register", "check-register", "debtors", "Look a debtor up in the register of companies: blanks are filled, nothing is overwritten", access.CorrectDebtor, audit.KeptByDoor, false},
		{get, "/insolvency", "get-insolvency", "insolvency", "Show how the insolvency watch stands, and which claims are to be declared", access.SeeCases, audit.KeptNowhere, false},
		{get, debtorPath + "/proceedings", "get-proceedings", "insolvency", "Show the insolvency proceedings of a debtor", access.SeeCases, audit.KeptNowhere, false},
		{post, debtorPath + "/proceedings", "confirm-proceedings", "insolvency", "Confirm to whom a claim is declared, and that it was", access.RecordLaw, audit.KeptByDoor, false},
		{get, debtorPath + "/declaration", "get-declaration", "insolvency", "Fetch the declaration of all open claims on a debtor, with its annexes", access.SeeEvidence, audit.KeptByDoor, false},
		{get, debtorPath + "/declaration/letters", "list-declarations", "insolvency", "List the declarations that were drawn as letters, and what became of them", access.SeeCases, audit.KeptNowhere, false},
		{post, debtorPath + "/declaration/letters", "draw-declaration", "insolvency", "Draw the declaration as the registered letter that would leave", access.RecordLaw, audit.KeptByDoor, false},
		{get, debtorPath + "/declaration/letter", "get-declaration-letter", "insolvency", "Fetch the declaration that was drawn last: the very bytes that leave", access.SeeCases, audit.KeptByDoor, false},
		{post, debtorPath + "/declaration/approval", "approve-declaration", "insolvency", "Agree to a declaration that was drawn: it leaves as a registered letter", access.Approve, audit.KeptByDoor, false},
		{post, debtorPath + "/declaration/post", "mark-declaration", "insolvency", "Note that the declaration was posted, or what became of its letter", access.RecordPost, audit.KeptByDoor, false},
		{post, debtorPath + "/declaration/settlement", "settle-declaration", "insolvency", "Say whether a declaration of unknown outcome left", access.WorkOnTasks, audit.KeptByDoor, false},

		{post, "/invoices", "start-invoices", "invoices", "Take invoices in and start one case each", access.ImportBills, audit.KeptByDoor, true},
		{get, "/invoices/{creditor}/{number}", "get-invoice", "invoices", "Show an invoice as it is on record", access.SeeCases, audit.KeptNowhere, false},
		{get, "/invoices/{creditor}/{number}/file", "get-invoice-file", "invoices", "Fetch the PDF of an invoice", access.SeeCases, audit.KeptByDoor, false},
	}
}

// textRoutes are about the creditors' own texts of notices.
func textRoutes() []Route {
	get, post, put := http.MethodGet, http.MethodPost, http.MethodPut
	return []Route{
		{get, "/creditors/{creditor}/texts", "list-texts", "texts", "List the texts of notices, and which are in use", access.Rehearse, audit.KeptNowhere, false},
		{get, textPath, "get-text", "texts", "Show a text: the words in use, and what it may name", access.Rehearse, audit.KeptNowhere, false},
		{get, textPath + "/versions", "list-text-versions", "texts", "List what was saved of a text", access.Rehearse, audit.KeptNowhere, false},
		{put, textPath, "set-text", "texts", "Save a text; without words the program's is sent again", access.ChangePlans, audit.KeptByUse, false},
		{post, textPath + "/preview", "preview-text", "texts", "Check a text, and word the notice of an invoice by it; nothing is saved", access.Rehearse, audit.KeptByDoor, false},
		{post, "/creditors/{creditor}/text-versions/{id}", "decide-text", "texts", "Agree to a version of a text that waits for two people, or refuse it", access.Approve, audit.KeptByUse, false},
	}
}

// caseRoutes are about one case: what is owed, what happened, what left.
func caseRoutes() []Route {
	get, post := http.MethodGet, http.MethodPost
	return []Route{
		{get, "/cases", "list-cases", "cases", "List cases", access.SeeCases, audit.KeptNowhere, false},
		{get, casePath, "get-case", "cases", "Show a case: what is open, what may be asked, what comes next", access.SeeCases, audit.KeptNowhere, false},
		{get, casePath + "/links", "list-page-links", "cases", "List the links to the debtor's own page that show the invoice", access.SeeCases, audit.KeptNowhere, false},
		{get, casePath + "/answers", "list-page-answers", "cases", "List what the debtor said about the invoice on his page", access.SeeCases, audit.KeptNowhere, false},
		{get, casePath + "/timeline", "get-timeline", "cases", "List what happened to a case, and what did not and why", access.SeeCases, audit.KeptNowhere, false},
		{get, casePath + "/schedule", "get-schedule", "cases", "Show the steps of a case: when each leaves, left or was left out", access.SeeCases, audit.KeptNowhere, false},
		{get, casePath + "/claim", "get-claim", "cases", "Work out what may be asked on a day, period by period", access.SeeCases, audit.KeptNowhere, false},
		{get, casePath + "/payments", "list-payments", "payments", "List what was paid on an invoice", access.SeeCases, audit.KeptNowhere, false},
		{get, casePath + "/evidence", "get-evidence", "cases", "Fetch the evidence file for a court, a bailiff or an agency", access.SeeEvidence, audit.KeptByDoor, false},
		{post, casePath + "/facts", "record-fact", "facts", "Record what happened to an invoice", access.RecordAnswer, audit.KeptInCase, false},
		{post, casePath + "/reopen", "reopen-case", "cases", "Bring a closed case back to life", access.GiveUp, audit.KeptInCase, false},

		{get, casePath + "/statuses", "list-statuses", "court", "List the lifecycle statuses of an invoice, in the order of their own times", access.SeeCases, audit.KeptNowhere, false},
		{get, "/collections", "list-collections", "court", "List reports of money received (status 212): written, missing, and money that is not reported", access.SeeBank, audit.KeptNowhere, false},
		{post, "/collections", "propose-collections", "court", "Write the missing reports of money received; nothing is sent", access.RecordMoney, audit.KeptByDoor, false},
		{get, "/collections/{id}", "get-collection", "court", "Fetch the message of a report, for your platform", access.SeeBank, audit.KeptByDoor, false},
		{get, "/platform", "get-platform", "court", "Show how the reading of the platform of electronic invoices stands", access.SeeCases, audit.KeptNowhere, false},
		{get, casePath + "/ways", "list-ways", "court", "Show the conditions of each way to go on; none is recommended", access.SeeCases, audit.KeptNowhere, false},
		{get, casePath + "/ways/{way}", "get-way-file", "court", "Fetch the file for a way: what is signed, its values, exhibits, dates", access.SeeEvidence, audit.KeptByDoor, false},
		{post, casePath + "/procedure-events", "tell-procedure-event", "court", "Note an event of a procedure: the dates that follow become tasks", access.RecordLaw, audit.KeptByDoor, false},

		{get, casePath + "/approval", "get-approval", "approvals", "Show the letter that waits for a yes: its figures, and what became of earlier ones", access.SeeCases, audit.KeptNowhere, false},
		{get, casePath + "/approval/letter", "get-approval-letter", "approvals", "Fetch the letter that waits for a yes, as it was shown", access.SeeCases, audit.KeptByDoor, false},
		{post, casePath + "/approval", "approve", "approvals", "Agree to the step that comes next", access.Approve, audit.KeptInCase, false},

		{get, casePath + "/messages", "list-messages", "messages", "List the mails and letters of a case", access.SeeCases, audit.KeptNowhere, false},
		{get, "/messages/{id}", "get-message", "messages", "Show a mail or letter and what became of it", access.SeeCases, audit.KeptNowhere, false},
		{get, "/messages/{id}/content", "get-message-content", "messages", "Fetch the exact bytes that left", access.SeeCases, audit.KeptByDoor, false},
		{post, "/messages/{id}/settlement", "settle-message", "messages", "Say whether a message of unknown outcome left", access.WorkOnTasks, audit.KeptInCase, false},
		{get, casePath + "/letters", "list-letters", "letters", "List the letters of a case: where they are, and what proves it", access.SeeCases, audit.KeptNowhere, false},
		{get, casePath + "/letters/{sha256}", "get-letter-proof", "letters", "Fetch a proof of a letter: deposit, acknowledgement, history", access.SeeCases, audit.KeptByDoor, false},
		{get, "/letters/spend", "get-letter-spend", "letters", "Add up what letters cost in a year", access.SeeCases, audit.KeptNowhere, false},
	}
}

// workRoutes are about the bank, the mailbox, figures, webhooks and tasks.
func workRoutes() []Route {
	get, post := http.MethodGet, http.MethodPost
	return []Route{
		{post, "/bank-files", "take-bank-file", "bank", "Take a bank file in: read, match, record", access.MatchMoney, audit.KeptByDoor, true},
		{get, "/bank-lines", "list-bank-lines", "bank", "List the bank lines that wait for a person", access.SeeBank, audit.KeptNowhere, false},
		{get, linePath, "get-bank-line", "bank", "Show a bank line and what stands for it", access.SeeBank, audit.KeptNowhere, false},
		{post, linePath + "/match", "match-line", "bank", "Give a bank line to invoices", access.MatchMoney, audit.KeptByDoor, false},
		{post, linePath + "/unmatch", "unmatch-line", "bank", "Undo what stands for a bank line", access.MatchMoney, audit.KeptByDoor, false},
		{post, linePath + "/ignore", "ignore-line", "bank", "Say that a bank line has nothing to do with invoices", access.MatchMoney, audit.KeptByDoor, false},

		{get, "/inbox", "list-mails", "inbox", "List the mails that came back and wait for a person", access.SeeCases, audit.KeptNowhere, false},
		{get, mailPath, "get-mail", "inbox", "Show a mail: what it is, what it says, what is proposed, what people made of it", access.SeeCases, audit.KeptNowhere, false},
		{get, mailPath + "/content", "get-mail-content", "inbox", "Fetch the exact bytes of a mail", access.SeeCases, audit.KeptByDoor, false},
		{post, mailPath + "/assignment", "assign-mail", "inbox", "Say whose a mail is: what follows from it follows now", access.RecordAnswer, audit.KeptByDoor, false},
		{post, mailPath + "/acceptance", "accept-proposal", "inbox", "Agree to what a mail proposes: it becomes a fact", access.RecordAnswer, audit.KeptByDoor, false},
		{get, mailPath + "/draft", "begin-answer", "inbox", "Begin an answer by a template", access.SeeCases, audit.KeptNowhere, false},
		{post, mailPath + "/answer", "answer-mail", "inbox", "Write back in the thread of a mail", access.AnswerMail, audit.KeptByDoor, false},
		{post, mailPath + "/done", "finish-mail", "inbox", "Say that a mail was dealt with: cases that waited for it go on", access.RecordAnswer, audit.KeptByDoor, false},

		{get, "/figures", "get-figures", "figures", "Work out the figures of a day: aged balance, days of sales, forecast", access.SeeCases, audit.KeptNowhere, false},

		{get, "/webhooks", "list-webhooks", "webhooks", "List the programs that are told what happens", access.Operate, audit.KeptNowhere, false},
		{post, "/webhooks", "add-webhook", "webhooks", "Tell a program what happens; its secret is shown once", access.Operate, audit.KeptByDoor, false},
		{post, hookPath + "/secret", "rotate-webhook", "webhooks", "Give a program another secret; for a day the one before signs as well", access.Operate, audit.KeptByDoor, false},
		{get, hookPath + "/deliveries", "list-deliveries", "webhooks", "List what a program was told", access.Operate, audit.KeptNowhere, false},
		{post, hookPath + "/disable", "disable-webhook", "webhooks", "Tell a program nothing more", access.Operate, audit.KeptByDoor, false},
		{post, hookPath + "/enable", "enable-webhook", "webhooks", "Tell a program again, also what is waiting", access.Operate, audit.KeptByDoor, false},
		{post, hookPath + "/replay", "replay-webhook", "webhooks", "Tell a program again what it was told, or what was given up", access.Operate, audit.KeptByDoor, false},

		{get, "/tasks", "list-tasks", "tasks", "List what people are asked to do", access.SeeCases, audit.KeptNowhere, false},
		{post, "/tasks/{id}/done", "finish-task", "tasks", "Say that a task is done", access.WorkOnTasks, audit.KeptByDoor, false},
	}
}

// routeOf finds the row of an operation.
func routeOf(id string) Route {
	for _, r := range Routes() {
		if r.ID == id {
			return r
		}
	}
	panic("api: the operation " + id + " has no row in the list of routes")
}
