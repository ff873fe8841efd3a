package people

import "time"

// How long signing in lasts.
const (
	Idle     = 8 * time.Hour      // without a request
	Absolute = 7 * 24 * time.Hour // whatever happens
	LinkLife = time.Hour          // of a one-time link
)

// Session is a person signed in with one browser.
type Session struct {
	ID       int64     `json:"id"`
	User     int64     `json:"user"`
	Created  time.Time `json:"created"`
	LastSeen time.Time `json:"last_seen"` // written at most once a minute
	Address  string    `json:"address"`   // of the network, as last seen
	Agent    string    `json:"agent"`     // the browser, as it calls itself
	Second   time.Time `json:"second"`    // when the second factor was given; zero without one
	Ended    time.Time `json:"ended"`     // zero while it lives
}

// Alive tells whether the session still counts.
func (s Session) Alive(now time.Time) bool {
	return s.Ended.IsZero() && now.Before(s.LastSeen.Add(Idle)) && now.Before(s.Created.Add(Absolute))
}

// Credentials are what a try to sign in is held against.
type Credentials struct {
	User       int64
	Password   string // argon2id; empty for a user without one
	TOTPSecret string // of the authenticator; empty without one
	TOTPStep   int64  // the last step that was accepted
	Failures   int    // in a row
	FailedAt   time.Time
	Disabled   bool
}

// NewSession is a session to open.
type NewSession struct {
	User           int64
	Hash           Hash
	Address, Agent string
	Step           int64 // of the code of the authenticator; 0 without one
}

// freeTries is how often a password may be mistyped without a wait.
const freeTries = 5

// longestWait bounds the wait between two tries: nobody is locked out for ever,
// least of all by a stranger.
const longestWait = 15 * time.Minute

// Wait is how long the next try to sign in must wait after so many failures in a
// row: nothing at first, then 2 s, 4 s, 8 s … up to a quarter of an hour.
func Wait(failures int) time.Duration {
	over := failures - freeTries
	switch {
	case over < 0:
		return 0
	case over > 9:
		return longestWait
	}
	return min(time.Second<<(over+1), longestWait)
}
