package mercifacteur

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// codes are what Merci Facteur's codes mean. An empty state says nothing.
var codes = map[string]dunning.LetterState{
	"wait": dunning.LetterAccepted, "imprime": dunning.LetterPrinted, annulled: dunning.LetterFailed,
	"pris_en_charge": dunning.LetterPosted, "traitement": dunning.LetterPosted, depositScan: dunning.LetterPosted,
	"attente_presentation": dunning.LetterPosted, "distribution_en_cours": dunning.LetterPosted,
	"attente_au_guichet": dunning.LetterPresented,
	"probleme_en_cours":  "", "probleme_resolu": "",
	"entree_douane": "", "sortie_douane": "", "retenu_douane": "", "transit_pays_intermediaire": "", "traitement_pays_destination": "",
	"prix_en_charge_pays_destinataire": "",
	"distribue":                        dunning.LetterDelivered, receiptScan: dunning.LetterDelivered,
	"non_distribuable": dunning.LetterReturned, "retour_expediteur": dunning.LetterReturned,
	"distribue_expediteur": dunning.LetterReturned, "archivage_pnd": dunning.LetterReturned,
}

const (
	depositScan = "scan_pdd"
	receiptScan = "retour_are"
	annulled    = "annule"
)

// sentences lead from what a line says to its code, the first that fits. They
// are written in small letters without accents.
var sentences = []struct {
	words *regexp.Regexp
	code  string
}{
	{regexp.MustCompile(`\b(annule|supprime)`), annulled},
	{regexp.MustCompile(`distribue a l.expediteur|remis a l.expediteur`), "distribue_expediteur"},
	{regexp.MustCompile(`(retour|renvo).*expediteur`), "retour_expediteur"},
	{regexp.MustCompile(`archiv.*(pnd|npai|non distribu)`), "archivage_pnd"},
	{regexp.MustCompile(`non distribuable|pas pu etre distribue`), "non_distribuable"},
	{regexp.MustCompile(`avis de reception|accuse de reception`), receiptScan},
	{regexp.MustCompile(`preuve de depot`), depositScan},
	{regexp.MustCompile(`attente d.impression`), "wait"},
	{regexp.MustCompile(`\bimprime`), "imprime"},
	{regexp.MustCompile(`guichet|avis de passage|bureau de poste`), "attente_au_guichet"},
	{regexp.MustCompile(`attente de (presentation|distribution)`), "attente_presentation"},
	{regexp.MustCompile(`cours de distribution|distribution en cours`), "distribution_en_cours"},
	{regexp.MustCompile(`probleme.*resolu`), "probleme_resolu"},
	{regexp.MustCompile(`probleme`), "probleme_en_cours"},
	{regexp.MustCompile(`douane`), "entree_douane"},
	{regexp.MustCompile(`pris en charge|prise en charge`), "pris_en_charge"},
	{regexp.MustCompile(`cours de traitement|en transit`), "traitement"},
	{regexp.MustCompile(`^(courrier |pli )?distribue( au destinataire)?\b`), "distribue"},
}

// Why a letter came back: there is no code for it, so the sentence is read.
var (
	refusal = regexp.MustCompile(`\brefuse\b`)
	neglect = regexp.MustCompile(`non reclame|pas (ete )?reclame|non retire|pas ete retire`)
)

var plain = strings.NewReplacer("é", "e", "è", "e", "ê", "e", "à", "a", "â", "a", "î", "i", "ï", "i", "ô", "o", "û", "u", "ù", "u", "ç", "c", "’", "'", "\u00a0", " ", "\u202f", " ")

// line is one of a letter's history.
type line struct {
	on    registeredmail.Date // zero when it names no day
	code  string              // empty when nobody knows what it says
	state dunning.LetterState
	text  string
}

var (
	datedLine = regexp.MustCompile(`^(\d{2})/(\d{2})/(\d{4})(?:(?: à)? \d{1,2}[:h]\d{2}(?::\d{2})?)?\s*[:–-]?\s*(.*)$`)
	breaks    = regexp.MustCompile(`(?i)<br\s*/?>|\r?\n`)
)

// read understands a line, such as "14/02/2020 : Courrier imprimé".
func (c *Carrier) read(written string) line {
	l := line{text: strings.TrimSpace(written)}
	if m := datedLine.FindStringSubmatch(l.text); m != nil {
		l.on, l.text = c.paris.Day(m[3]+"-"+m[2]+"-"+m[1]), m[4]
	}
	said := plain.Replace(strings.ToLower(l.text))
	if _, ok := codes[said]; ok {
		l.code = said
	}
	for _, s := range sentences {
		if l.code == "" && s.words.MatchString(said) {
			l.code = s.code
		}
	}
	l.state = codes[l.code]
	switch {
	case l.code == "":
		l.state = dunning.LetterUnknown
	case l.state == dunning.LetterReturned && refusal.MatchString(said):
		l.state = dunning.LetterRefused
	case l.state == dunning.LetterReturned && neglect.MatchString(said):
		l.state = dunning.LetterUnclaimed
	}
	return l
}

// history reads the lines of a letter's history, whichever way they are
// written: a text of lines, a list of texts, a list of things with a date.
func (c *Carrier) history(raw json.RawMessage) (out []line) {
	var list []json.RawMessage
	text := wire.Text("")
	if json.Unmarshal(raw, &list) != nil {
		if json.Unmarshal(raw, &text) != nil {
			return nil
		}
		if json.Unmarshal([]byte(text), &list) != nil {
			list = nil
		}
	}
	for _, item := range list {
		out = append(out, c.item(item))
	}
	if list == nil {
		for _, s := range breaks.Split(string(text), -1) {
			if strings.TrimSpace(s) != "" {
				out = append(out, c.read(s))
			}
		}
	}
	if n := len(out); n > 1 && !out[0].on.IsZero() && out[n-1].on.Before(out[0].on) {
		slices.Reverse(out) // the newest came first
	}
	return out
}

// item reads one thing of a list.
func (c *Carrier) item(raw json.RawMessage) line {
	var thing struct {
		Code wire.Text `json:"statut_courrier"`
		Text wire.Text `json:"statut_description"`
		Date wire.Text `json:"date"`
	}
	if json.Unmarshal(raw, &thing) != nil || thing.Code+thing.Text == "" {
		var text wire.Text
		_ = json.Unmarshal(raw, &text)
		return c.read(string(text))
	}
	l := c.read(string(thing.Text))
	if state, ok := codes[string(thing.Code)]; ok && l.code != string(thing.Code) {
		l.code, l.state = string(thing.Code), state
	}
	if at, ok := instant(thing.Date); ok && l.on.IsZero() {
		l.on = c.paris.Day(at.UTC().Format("2006-01-02T15:04:05Z07:00"))
	} else if l.on.IsZero() {
		l.on = c.paris.Day(string(thing.Date))
	}
	return l
}

// noteLimit bounds what of a sentence is told.
const noteLimit = 120

// event tells a line. Without its day, a state that the law hangs on is told as
// Unknown.
func (l line) event() registeredmail.Event {
	e := registeredmail.Event{State: l.state, Date: l.on, Code: l.code, Note: l.text}
	if r := []rune(e.Note); len(r) > noteLimit {
		e.Note = string(r[:noteLimit]) + "…"
	}
	switch {
	case l.state == dunning.LetterUnknown:
		e.Note = "statut inconnu de Merci Facteur : " + e.Note
	case l.on.IsZero() && l.state != dunning.LetterAccepted && l.state != dunning.LetterPrinted && l.state != dunning.LetterFailed:
		e.State, e.Note = dunning.LetterUnknown, fmt.Sprintf("annoncé sans date par Merci Facteur : %s", e.Note)
	}
	return e
}
