package cli

// runCommands run the program and look after it.
type runCommands struct {
	Worker  workerCmd  `cmd:"" group:"run" help:"Run the worker against your own PostgreSQL and Temporal."`
	Migrate migrateCmd `cmd:"" group:"run" help:"Bring the database and Temporal's search attributes up to date."`
	Pause   pauseCmd   `cmd:"" group:"run" help:"Stop every send within seconds."`
	Resume  resumeCmd  `cmd:"" group:"run" help:"Let sends go on after a pause."`
}
