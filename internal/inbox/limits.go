package inbox

// The most that is read of one mail. Beyond a limit the rest is left out with a
// warning; nothing is refused for its size.
const (
	// MaxRaw is the most that a door keeps of one mail, in bytes.
	MaxRaw = 35 << 20

	maxParsed     = 10 << 20  // bytes taken apart
	maxParts      = 200       // parts in one mail, those of enclosed mails included
	maxNesting    = 10        // parts within parts
	maxHeader     = 256 << 10 // bytes of one header
	maxField      = 16 << 10  // bytes of one field
	maxFields     = 1000      // fields of one header
	maxText       = 256 << 10 // bytes of text that rules look at
	maxNotice     = 64 << 10  // bytes of a failure report that rules look at
	maxList       = 50        // addresses, references and reports kept of each kind
	maxIntents    = 20
	maxSentence   = 2000     // bytes of one sentence
	maxIntentText = 32 << 10 // bytes in which intents are looked for
	maxWarnings   = 20
)
