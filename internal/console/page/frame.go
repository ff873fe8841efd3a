package page

import (
	"relance/internal/access"
	"relance/internal/people"
)

// Frame holds what every page shows around its own content.
type Frame struct {
	Title string
	Who   access.Actor
	Path  string
	Sends string // text of the banner when messages do not leave; empty when they do
	Nav   []NavEntry
	// Creditors are those whom the person may look at; one of them, or all, is
	// chosen.
	Creditors []Choice
	Chosen    string // id of the chosen creditor; empty means all

	Session people.Session
	Known   map[string]string // names of creditors, by id
}

// Titled gives the frame a title.
func (s Frame) Titled(title string) Frame { s.Title = title; return s }

// StylePath is the address of the style sheet.
func (Frame) StylePath() string { return Assets.path("console.css") }

// ScriptPath is the address of the script for keyboard shortcuts.
func (Frame) ScriptPath() string { return Assets.path("console.js") }

// PasskeyPath is the address of the script for passkeys.
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
