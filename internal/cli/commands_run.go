package cli

import (
	"relance/internal/cli/operate"
	"relance/internal/cli/parties"
)

// runCommands run the program and look after it.
type runCommands struct {
	Up       operate.Up       `cmd:"" group:"run" help:"Run everything on this machine: PostgreSQL, Temporal, worker."`
	Demo     operate.Demo     `cmd:"" group:"run" help:"Play sample invoices through a whole plan in about a minute."`
	Worker   operate.Worker   `cmd:"" group:"run" help:"Run the worker against your own PostgreSQL and Temporal."`
	Migrate  operate.Migrate  `cmd:"" group:"run" help:"Bring the database and Temporal's search attributes up to date."`
	Pause    operate.Pause    `cmd:"" group:"run" help:"Stop every send within seconds."`
	Resume   operate.Resume   `cmd:"" group:"run" help:"Let sends go on after a pause."`
	User     operate.User     `cmd:"" group:"run" help:"Who may sign in, and with what role."`
	Creditor parties.Creditor `cmd:"" group:"run" help:"Changes of creditors that wait for two people."`
	Token    operate.Token    `cmd:"" group:"run" help:"Tokens with which programs use the API."`
	Webhook  operate.Webhook  `cmd:"" group:"run" help:"Programs that are told what happens to cases."`
	Audit    operate.Audit    `cmd:"" group:"run" help:"What people and programs did besides facts of cases."`
}
