package dunning

// Kinds of what Temporal is told.
const (
	OutboxStart  = "start"  // start the workflow of a case
	OutboxSignal = "signal" // tell it an event that is on record
)

// Outgoing is something that Temporal must still be told.
type Outgoing struct {
	ID       int64
	Kind     string
	Ref      Ref
	Workflow string // workflow id
	Case     Case   // of a start: as it stands now
	Event    Event  // of a signal: as recorded
	Attempts int    // this one included
}
