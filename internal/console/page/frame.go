package page

import (
	"relance/internal/access"
	"relance/internal/people"
)

// Frame is the frame around each page.
type Frame struct {
	Title string
	Who   access.Actor
	Path  string
	Sends string // what does not leave, for the banner
	Nav   []NavEntry
	// Creditors are those whom the person may look at; one of them, or all, is
	// chosen.
	Creditors []Choice
	Chosen    string // id; empty is all

	Session people.Session
	Known   map[string]string // names of creditors, by id
}

// Titled gives the frame a title.
func (s Frame) Titled(title string) Frame { s.Title = title; return s }

// StylePath is where the style sheet is.
func (Frame) StylePath() string { return Assets.path("console.css") }

// ScriptPath is where the script for keys is.
func (Frame) ScriptPath() string { return Assets.path("console.js") }

// PasskeyPath is where the script for passkeys is.
func (Frame) PasskeyPath() string { return Assets.path("passkey.js") }

// SignedIn tells whether there is a menu.
func (s Frame) SignedIn() bool { return s.Who.Name != "" }

// CreditorName gives the name of a creditor where several are on one page, else
// "".
func (s Frame) CreditorName(id string) string {
	if s.Chosen != "" || len(s.Creditors) < 2 {
		return ""
	}
	if name := s.Known[id]; name != "" {
		return name
	}
	return id
}
