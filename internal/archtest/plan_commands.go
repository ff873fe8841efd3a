package archtest

import "slices"

const whyCommand = "a command asks the back office and words the answer"

// commandRows are the rooms of the command line.
func commandRows() map[string]Rule {
	// room is a room of commands with what it knows besides the frame, the back
	// office and what every door may show.
	room := func(own ...string) Rule {
		return Rule{Own: slices.Concat([]string{"cli/frame", "access", "backoffice"}, business, own), Why: whyCommand}
	}
	return map[string]Rule{
		"cli": {Own: []string{
			"cli/frame", "cli/cases", "cli/letters", "cli/court", "cli/parties", "cli/banking", "cli/invoices", "cli/mailbox", "cli/look", "cli/operate",
			"access", "audit", "dunning", "version",
		}, Third: []string{"github.com/alecthomas/kong"}, Why: "it lists the commands and runs one"},
		"cli/frame": {Own: slices.Concat([]string{
			"access", "audit", "backoffice", "backoffice/contacts", "backoffice/merging", "backoffice/debtorpages", "backoffice/planning", "backoffice/staff", "backoffice/texts", "recourse", "config", "standalone", "telemetry",
		}, business), Third: []string{"github.com/schollz/progressbar/v3", "golang.org/x/term"}, Why: "what every command stands on knows none of them, and not the assembly"},
		"cli/cases":    room("cli/parties", "backoffice/staff"),
		"cli/letters":  room("cli/cases", "backoffice/texts", "config", "posting"),
		"cli/court":    room("cli/cases", "recourse"),
		"cli/parties":  room("backoffice/contacts", "backoffice/merging", "backoffice/debtorpages"),
		"cli/banking":  room("dropfolder"),
		"cli/invoices": room("dropfolder"),
		"cli/mailbox":  room(),
		"cli/look":     room("backoffice/planning", "config"),
		"cli/operate": room("cli/look", "app", "backoffice/staff", "people", "audit", "webhook", "config", "posting", "patience", "dropfolder",
			"standalone", "temporalclient"),
	}
}
