package access

// Deed is something that can be done.
type Deed string

// The deeds.
const (
	SeeCases      Deed = "see_cases"      // lists, sheets, letters, tasks
	SeeEvidence   Deed = "see_evidence"   // the file for a court, with every document
	SeeBank       Deed = "see_bank"       // bank lines and what became of them
	Rehearse      Deed = "rehearse"       // what would leave when; nothing does
	RecordMoney   Deed = "record_money"   // payments and credit notes
	RecordAnswer  Deed = "record_answer"  // replies, promises, instalments, disputes
	AnswerMail    Deed = "answer_mail"    // write back to a debtor
	Suspend       Deed = "suspend"        // hold, release, move a due date
	WorkOnTasks   Deed = "work_on_tasks"  // finish, retry, skip, settle
	RecordPost    Deed = "record_post"    // what became of a letter on paper
	Approve       Deed = "approve"        // agree to a step, or refuse it
	GiveUp        Deed = "give_up"        // close, waive, write off, bring back to life
	RecordLaw     Deed = "record_law"     // costs, limitation, insolvency
	MatchMoney    Deed = "match_money"    // bank lines and bank files
	CorrectDebtor Deed = "correct_debtor" // names, addresses, regime
	ImportBills   Deed = "import_bills"   // invoices, credit notes, contacts
	ChangePlans   Deed = "change_plans"   // plans and texts, and what cases under way follow
	Operate       Deed = "operate"        // switches, one-time codes, users, settings
)

// Right is one row of the table.
type Right struct {
	Deed   Deed
	Least  Role   // the least role that may
	Debtor bool   // a debtor may, about his own case, through a link or a mail
	What   string // in words, for a refusal
}

// Table lists every deed with who may do it.
func Table() []Right {
	return []Right{
		{SeeCases, Reader, false, "look at cases"},
		{SeeEvidence, Clerk, false, "take the evidence of a case out"},
		{SeeBank, Reader, false, "look at bank lines"},
		{Rehearse, Reader, false, "rehearse what would leave"},
		{RecordMoney, Clerk, false, "record payments and credit notes"},
		{RecordAnswer, Clerk, true, "record what a debtor says"},
		{AnswerMail, Clerk, false, "answer mails"},
		{Suspend, Clerk, false, "suspend cases and let them go on"},
		{WorkOnTasks, Clerk, false, "work on tasks"},
		{RecordPost, Clerk, false, "record what became of a letter"},
		{Approve, Approver, false, "agree to a step or refuse it"},
		{GiveUp, Approver, false, "close a case, give a claim up or reopen it"},
		{RecordLaw, Clerk, false, "record costs, limitation and insolvency"},
		{MatchMoney, Clerk, false, "decide over bank lines and take bank files in"},
		{CorrectDebtor, Clerk, false, "correct debtors"},
		{ImportBills, Clerk, false, "import invoices"},
		{ChangePlans, Admin, false, "change plans and texts"},
		{Operate, Admin, false, "operate the installation"},
	}
}

// RightFor finds the row of a deed.
func RightFor(d Deed) (Right, bool) {
	for _, r := range Table() {
		if r.Deed == d {
			return r, true
		}
	}
	return Right{}, false
}
