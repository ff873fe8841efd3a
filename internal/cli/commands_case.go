package cli

// caseCommands tell facts to one case and show it.
type caseCommands struct{}
