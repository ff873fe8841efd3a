package console

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"relance/internal/access"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/people"
)

// shell is the frame around each page.
type shell struct {
	Title string
	Who   access.Actor
	Path  string
	Sends string // what does not leave, for the banner
	Nav   []navEntry
	// Creditors are those whom the person may look at; one of them, or all, is
	// chosen.
	Creditors []choice
	Chosen    string // id; empty is all

	session people.Session
	known   map[string]string // names of creditors, by id
}

// navEntry is an entry of the navigation.
type navEntry struct {
	Address, Label, Count string
	Here, Apart           bool // Apart begins the second group
}

// titled gives the frame a title.
func (s shell) titled(title string) shell { s.Title = title; return s }

// StylePath is where the style sheet is.
func (shell) StylePath() string { return assets.path("console.css") }

// ScriptPath is where the script for keys is.
func (shell) ScriptPath() string { return assets.path("console.js") }

// SignedIn tells whether there is a menu.
func (s shell) SignedIn() bool { return s.Who.Name != "" }

// CreditorName gives the name of a creditor where several are on one page, else
// "".
func (s shell) CreditorName(id string) string {
	if s.Chosen != "" || len(s.Creditors) < 2 {
		return ""
	}
	if name := s.known[id]; name != "" {
		return name
	}
	return id
}

// section is a part of the console as the navigation names it.
type section struct {
	address, label string
	deed           access.Deed
	apart          bool
	count          func(desk.Counts) int
	most           int
}

// sections lists the navigation. What this installation does not have is left
// out by Door.has.
var sections = []section{
	{address: "/", label: "Aujourd’hui", deed: access.SeeCases, count: func(c desk.Counts) int { return c.Jobs }, most: desk.MostJobs},
	{address: "/dossiers", label: "Dossiers", deed: access.SeeCases, count: func(c desk.Counts) int { return c.Cases }, most: desk.MostCases},
	{address: "/banque", label: "Banque", deed: access.SeeBank, count: func(c desk.Counts) int { return c.Lines }, most: desk.MostJobs},
	{address: "/courrier", label: "Courrier", deed: access.SeeCases},
	{address: "/lettres", label: "Lettres", deed: access.SeeCases, count: func(c desk.Counts) int { return c.Letters }, most: desk.MostJobs},
	{address: "/debiteurs", label: "Débiteurs", deed: access.SeeCases},
	{address: "/plans", label: "Plans et textes", deed: access.Rehearse, apart: true},
	{address: "/tableau", label: "Tableau de bord", deed: access.SeeCases},
	{address: "/import", label: "Import", deed: access.ImportBills},
	{address: "/reglages", label: "Réglages", deed: access.Operate},
	{address: "/utilisateurs", label: "Utilisateurs", deed: access.Operate},
	{address: "/journal", label: "Journal", deed: access.Operate},
}

// may tells whether an actor may do a deed for any of his creditors.
func may(who access.Actor, deed access.Deed) bool {
	if access.May(who, deed, "") == nil {
		return true
	}
	ids, _ := who.Creditors()
	for _, id := range ids {
		if access.May(who, deed, id) == nil {
			return true
		}
	}
	return false
}

// navigation gives the entries for a person, with what waits behind each.
func navigation(who access.Actor, at string, c desk.Counts, has func(address string) bool) []navEntry {
	var out []navEntry
	for _, s := range sections {
		if !has(s.address) || !may(who, s.deed) {
			continue
		}
		e := navEntry{Address: s.address, Label: s.label, Here: at == s.address || s.address != "/" && strings.HasPrefix(at, s.address), Apart: s.apart}
		if s.address == "/" {
			e.Here = at == "/" || strings.HasPrefix(at, "/taches")
		}
		if s.count != nil {
			e.Count = capped(s.count(c), s.most)
		}
		out = append(out, e)
	}
	return out
}

// capped writes a count that is not counted beyond a bound.
func capped(n, most int) string {
	switch {
	case n == 0:
		return ""
	case n >= most:
		return thousands(most) + "+"
	}
	return thousands(n)
}

// creditorCookie keeps which creditor a person looks at.
const creditorCookie = "creancier"

// frame fills the frame in for a person: the creditors, the one that is chosen,
// the navigation.
func (d *Door) frame(ctx context.Context, r *http.Request, s *shell) error {
	m, err := d.seen.get(s.Who, d.clock(), func() (m memo, err error) {
		if m.creditors, err = d.Overview.Creditors(ctx, s.Who); err != nil {
			return m, err
		}
		m.counts = map[string]desk.Counts{}
		return m, nil
	})
	if err != nil {
		return err
	}
	s.known = map[string]string{}
	if c, err := r.Cookie(creditorCookie); err == nil {
		s.Chosen = c.Value
	}
	found := false
	for _, c := range m.creditors {
		s.known[c.ID] = c.Name
		found = found || c.ID == s.Chosen
		s.Creditors = append(s.Creditors, choice{Value: c.ID, Label: c.Name, Chosen: c.ID == s.Chosen})
	}
	if !found {
		s.Chosen = ""
	}
	counts, err := d.seen.counts(s.Who, s.Chosen, d.clock(), func() (desk.Counts, error) { return d.Overview.Counts(ctx, s.Who, s.Chosen) })
	s.Nav = navigation(s.Who, s.Path, counts, d.has)
	return err
}

// has tells whether this installation has a section.
func (d *Door) has(address string) bool {
	for _, r := range d.routes() {
		if r.Method == http.MethodGet && (r.Pattern == address || address == "/" && r.Pattern == "/{$}") {
			return true
		}
	}
	return false
}

// memory keeps for a few seconds what every page shows, so that it costs no
// query of its own. It is safe for concurrent use.
type memory struct {
	mu   sync.Mutex
	kept map[string]memo
}

type memo struct {
	at        time.Time
	creditors []dunning.Creditor
	counts    map[string]desk.Counts
	counted   map[string]time.Time
}

// How long the frame may be behind, and how many people it is kept for.
const (
	frameAge    = 10 * time.Second
	mostFrames  = 1000
	everyFrames = time.Minute
)

func (m *memory) get(who access.Actor, now time.Time, read func() (memo, error)) (memo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k, ok := m.kept[who.Name]; ok && now.Sub(k.at) < everyFrames && now.Sub(k.at) >= 0 {
		return k, nil
	}
	k, err := read()
	if err != nil {
		return k, err
	}
	k.at, k.counted = now, map[string]time.Time{}
	if m.kept == nil || len(m.kept) >= mostFrames {
		m.kept = map[string]memo{}
	}
	m.kept[who.Name] = k
	return k, nil
}

func (m *memory) counts(who access.Actor, creditor string, now time.Time, read func() (desk.Counts, error)) (desk.Counts, error) {
	m.mu.Lock()
	k, ok := m.kept[who.Name]
	if ok && !k.counted[creditor].IsZero() && now.Sub(k.counted[creditor]) < frameAge && now.Sub(k.counted[creditor]) >= 0 {
		defer m.mu.Unlock()
		return k.counts[creditor], nil
	}
	m.mu.Unlock()
	c, err := read()
	if err == nil && ok {
		m.mu.Lock()
		defer m.mu.Unlock()
		k.counts[creditor], k.counted[creditor] = c, now
	}
	return c, err
}

// forget lets the next page count anew: a deed has just changed something.
func (m *memory) forget(who access.Actor) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.kept, who.Name)
}

// chooseCreditor keeps whom the person looks at from now on.
func (d *Door) chooseCreditor(w http.ResponseWriter, r *http.Request, s shell) error {
	id := r.PostFormValue("creancier")
	if id != "" && access.May(s.Who, access.SeeCases, id) != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no creditor %q", id)
	}
	http.SetCookie(w, &http.Cookie{
		Name: creditorCookie, Value: id, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, ownPath(r.PostFormValue("suite")), http.StatusSeeOther)
	return nil
}
