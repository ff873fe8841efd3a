package dunning

import "strings"

// Deed is something that a person may do next, as the hint of an error names it.
// How it is done differs from door to door (a command, a button, a request), so
// that lower layers name the deed and each door says how it is done there.
type Deed struct {
	Do DeedKind
	On string // what it is done on: an invoice's number, an id, a key; "" when that is not known
}

// DeedKind names a kind of deed.
type DeedKind string

// The deeds.
const (
	DeedShow             DeedKind = "show"              // look at a case
	DeedList             DeedKind = "list"              // look at the list of cases
	DeedImport           DeedKind = "import"            // import invoices
	DeedTasks            DeedKind = "tasks"             // look at the list of tasks
	DeedOpenLines        DeedKind = "open_lines"        // look at the bank lines that are not matched
	DeedUnmatch          DeedKind = "unmatch"           // undo the match of a bank line
	DeedSettle           DeedKind = "settle"            // say whether a message left
	DeedHold             DeedKind = "hold"              // suspend a case
	DeedSkip             DeedKind = "skip"              // leave a step out
	DeedApproveAnyway    DeedKind = "approve_anyway"    // approve a letter that changed
	DeedPosted           DeedKind = "posted"            // record that a letter was posted
	DeedOneTimeCode      DeedKind = "one_time_code"     // type a carrier's one-time code
	DeedAcceptElectronic DeedKind = "accept_electronic" // record that a debtor takes electronic letters
	DeedConsent          DeedKind = "consent"           // record a debtor's consent to electronic letters
	DeedCorrectEmail     DeedKind = "correct_email"     // correct a debtor's e-mail address
	DeedCorrectName      DeedKind = "correct_name"      // correct a debtor's name
	DeedNameCreditor     DeedKind = "name_creditor"     // say which creditor is meant
	DeedMigrate          DeedKind = "migrate"           // bring the tables of the database up to date
	DeedStart            DeedKind = "start"             // start the program with its own database
	DeedWatchBank        DeedKind = "watch_bank"        // take bank files in without a schedule
	DeedNameConfig       DeedKind = "name_config"       // use another configuration file
	DeedPromise          DeedKind = "promise"           // record a promise to pay
	DeedTakeBack         DeedKind = "take_back"         // record that a payment went back
	DeedResolve          DeedKind = "resolve"           // end a dispute
	DeedRetry            DeedKind = "retry"             // try a step again that failed
	DeedResume           DeedKind = "resume"            // let everything leave again
	DeedWithdraw         DeedKind = "withdraw"          // take a fact back
	DeedLimitation       DeedKind = "limitation"        // look at what interrupts limitation
	DeedSetBusiness      DeedKind = "set_business"      // record that a debtor is a business
	DeedInsolvency       DeedKind = "insolvency"        // tell of insolvency proceedings
	DeedNameHold         DeedKind = "name_hold"         // say which hold ends
)

// DeedKinds lists them all.
func DeedKinds() []DeedKind {
	return []DeedKind{
		DeedShow, DeedList, DeedImport, DeedTasks, DeedOpenLines, DeedUnmatch, DeedSettle, DeedHold, DeedSkip, DeedApproveAnyway,
		DeedPosted, DeedOneTimeCode, DeedAcceptElectronic, DeedConsent, DeedCorrectEmail, DeedCorrectName, DeedNameCreditor,
		DeedMigrate, DeedStart, DeedWatchBank, DeedNameConfig,
		DeedPromise, DeedTakeBack, DeedResolve, DeedRetry, DeedResume, DeedWithdraw, DeedLimitation, DeedSetBusiness, DeedNameHold, DeedInsolvency,
	}
}

// String names the deed where no door does, as in a log: "show F-12".
func (d Deed) String() string {
	return strings.TrimSpace(strings.ReplaceAll(string(d.Do), "_", " ") + " " + d.On)
}
