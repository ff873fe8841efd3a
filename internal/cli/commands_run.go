package cli

// runCommands run the program and look after it.
type runCommands struct {
	Up       upCmd       `cmd:"" group:"run" help:"Run everything on this machine: PostgreSQL, Temporal, worker."`
	Demo     demoCmd     `cmd:"" group:"run" help:"Play sample invoices through a whole plan in about a minute."`
	Worker   workerCmd   `cmd:"" group:"run" help:"Run the worker against your own PostgreSQL and Temporal."`
	Migrate  migrateCmd  `cmd:"" group:"run" help:"Bring the database and Temporal's search attributes up to date."`
	Pause    pauseCmd    `cmd:"" group:"run" help:"Stop every send within seconds."`
	Resume   resumeCmd   `cmd:"" group:"run" help:"Let sends go on after a pause."`
	User     userCmd     `cmd:"" group:"run" help:"Who may sign in, and with what role."`
	Creditor creditorCmd `cmd:"" group:"run" help:"Changes of creditors that wait for two people."`
	Token    tokenCmd    `cmd:"" group:"run" help:"Tokens with which programs use the API."`
	Webhook  webhookCmd  `cmd:"" group:"run" help:"Programs that are told what happens to cases."`
	Audit    auditCmd    `cmd:"" group:"run" help:"What people and programs did besides facts of cases."`
}
