package page

import (
	"strings"

	"relance/internal/access"
	"relance/internal/desk"
)

// NavEntry is an entry of the navigation.
type NavEntry struct {
	Address, Label, Count string
	Here, Apart           bool // Apart begins the second group
}

// section is a part of the console as the navigation names it.
type section struct {
	address, label string
	deed           access.Deed
	apart          bool
	whole          bool // it concerns the whole installation: a right for one creditor does not open it
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
	{address: "/procedures", label: "Procédures", deed: access.SeeCases},
	{address: "/plans", label: "Plans et textes", deed: access.Rehearse, apart: true},
	{address: "/tableau", label: "Tableau de bord", deed: access.SeeCases},
	{address: "/import", label: "Import", deed: access.ImportBills},
	{address: "/reglages", label: "Réglages", deed: access.Operate},
	{address: "/utilisateurs", label: "Utilisateurs", deed: access.Operate, whole: true},
	{address: "/journal", label: "Journal", deed: access.Operate, whole: true},
}

// Navigation gives the entries for a person, with what waits behind each.
func Navigation(who access.Actor, at string, c desk.Counts, has func(address string) bool) []NavEntry {
	var out []NavEntry
	for _, s := range sections {
		if !has(s.address) || access.MayForOne(who, s.deed) != nil || s.whole && access.May(who, s.deed, "") != nil {
			continue
		}
		e := NavEntry{Address: s.address, Label: s.label, Here: at == s.address || s.address != "/" && strings.HasPrefix(at, s.address), Apart: s.apart}
		if s.address == "/plans" {
			e.Here = e.Here || strings.HasPrefix(at, "/textes")
		}
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

// capped writes a count, with a plus sign when counting stopped at the bound.
func capped(n, most int) string {
	switch {
	case n == 0:
		return ""
	case n >= most:
		return Thousands(most) + "+"
	}
	return Thousands(n)
}
