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
	Proved   time.Time `json:"proved"`    // when the person last proved who he is
	Ended    time.Time `json:"ended"`     // zero while it lives
}

// Alive tells whether the session still counts.
func (s Session) Alive(now time.Time) bool {
	return s.Ended.IsZero() && now.Before(s.LastSeen.Add(Idle)) && now.Before(s.Created.Add(Absolute))
}

// FreshFor is how long a proof of who one is lets change how one signs in.
const FreshFor = 10 * time.Minute

// Fresh tells whether the person proved a short while ago who he is. A browser
// that was left open is not enough to change how one signs in.
func (s Session) Fresh(now time.Time) bool { return now.Before(s.Proved.Add(FreshFor)) }

// Credentials are what a try to sign in is held against.
type Credentials struct {
	User        int64
	Password    string // argon2id; empty for a user without one
	TOTPSecret  string // of the authenticator; empty without one
	TOTPStep    int64  // the last step that was accepted
	Pending     string // secret of an authenticator that no code has confirmed yet
	PendingFrom time.Time
	Disabled    bool
}

// Ways to prove who one is.
const (
	ByPassword  = "password"
	ByPasskey   = "passkey"
	ByDirectory = "directory" // of the company, by OpenID Connect
)

// NewSession is a session to open.
type NewSession struct {
	User           int64
	Login          string
	Hash           Hash
	Address, Agent string
	By             string   // ByPassword, ByPasskey or ByDirectory
	Second         Second   // factor that was given besides
	Passkey        *Passkey // that was used, with its new counter
}

// Second is a second factor that was given; both empty without one.
type Second struct {
	Step     int64 // of the code of the authenticator
	Recovery Hash  // of the recovery code
}

// Given tells whether there was one. A passkey is two factors by itself: the
// device, and what unlocks it.
func (n NewSession) Given() bool { return n.Second != Second{} || n.By == ByPasskey }
