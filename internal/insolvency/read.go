package insolvency

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"relance/internal/calendar"
)

// MaxBytes is the largest answer that is read; a month of collective notices is
// far smaller.
const MaxBytes = 256 << 20

// Read reads an answer of the open data service: that of its records call, or
// the list of an export. Notices come in the order of the answer; those that a
// later one of the same answer corrects or cancels say so. Errors are French
// sentences.
func Read(data []byte) ([]Notice, error) {
	records, err := parse(data)
	if err != nil {
		return nil, err
	}
	out := make([]Notice, len(records))
	for i, r := range records {
		out[i] = r.notice()
	}
	settle(out)
	return out, nil
}

func parse(data []byte) ([]record, error) {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	switch {
	case len(data) > MaxBytes:
		return nil, fmt.Errorf("fichier de plus de %d Mo\u00a0: ce n’est pas une réponse du BODACC\u00a0; demandez moins de jours à la fois", MaxBytes>>20)
	case len(data) == 0:
		return nil, errors.New("fichier vide")
	case data[0] == '[':
		var list []record
		if err := json.Unmarshal(data, &list); err != nil {
			return nil, unreadable(err)
		}
		return list, nil
	}
	var answer struct {
		Results []record `json:"results"`
		Error   string   `json:"error"`
		Message string   `json:"message"`
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return nil, unreadable(err)
	}
	if said := clean(answer.Error + " " + answer.Message); answer.Results == nil && said != "" {
		return nil, fmt.Errorf("le service du BODACC a répondu par une erreur\u00a0: %s", said)
	}
	if answer.Results == nil {
		return nil, errors.New("ce n’est pas une réponse du BODACC\u00a0: le champ «\u00a0results\u00a0» manque")
	}
	return answer.Results, nil
}

// unreadable words a fault of the JSON: where it ceases to be some, or that it holds
// something else than notices.
func unreadable(err error) error {
	if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
		return fmt.Errorf("réponse illisible ou coupée, après %d octets\u00a0: téléchargez-la de nouveau", syntax.Offset)
	}
	return errors.New("ce n’est pas une réponse du BODACC\u00a0: des annonces sont attendues, un objet chacune")
}

// record is a notice as published. Its inner parts are JSON texts, or objects in
// newer answers.
type record struct {
	ID        written         `json:"id"`
	Kind      written         `json:"typeavis"`
	KindLabel written         `json:"typeavis_lib"`
	Family    written         `json:"familleavis"`
	Published written         `json:"dateparution"`
	Court     written         `json:"tribunal"`
	Register  json.RawMessage `json:"registre"`
	Persons   json.RawMessage `json:"listepersonnes"`
	Judgment  json.RawMessage `json:"jugement"`
	Struck    json.RawMessage `json:"radiationaurcs"`
	Previous  json.RawMessage `json:"parutionavisprecedent"`
	URL       written         `json:"url_complete"`
}

// written is a field that ought to be a text. One that is something else is empty:
// an answer of thousands of notices is not refused for a field of one.
type written string

// UnmarshalJSON takes a text, and nothing else.
func (w *written) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*w = written(text)
	}
	return nil
}

type judgment struct {
	Family written `json:"famille"`
	Nature written `json:"nature"`
	Date   written `json:"date"`
	Text   written `json:"complementJugement"`
}

// unwrapped gives a part as JSON: some stand in a text, or in a text of a text.
func unwrapped(raw json.RawMessage) json.RawMessage {
	for range 3 {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			break
		}
		raw = []byte(text)
	}
	return bytes.TrimSpace(raw)
}

// inner reads a part that is an object, or a text that holds one, or the first of
// a list; false when it is absent or damaged.
func inner(raw json.RawMessage, into any) bool {
	raw = unwrapped(raw)
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil && len(list) > 0 {
		raw = unwrapped(list[0])
	}
	return len(raw) > 0 && raw[0] == '{' && json.Unmarshal(raw, into) == nil
}

// kind is annonce, rectificatif or annulation, however it is written; the label
// beside it tells where it is missing.
func (r record) kind() string {
	kind := plain(string(r.Kind))
	label := plain(string(r.KindLabel))
	switch {
	case kind != "":
		return kind
	case strings.Contains(label, "rectificatif"):
		return "rectificatif"
	case strings.Contains(label, "annulation"):
		return "annulation"
	}
	return ""
}

// collective tells whether the notice is one of collective procedures: its family
// says so, or is missing while a judgment is there.
func (n Notice) collective(r record) bool {
	return n.Family == "collective" || n.Family == "" && len(unwrapped(r.Judgment)) > 0 && !bytes.Equal(unwrapped(r.Judgment), []byte("null"))
}

func (r record) notice() Notice {
	n := Notice{
		ID: clean(string(r.ID)), Kind: r.kind(), Family: plain(string(r.Family)), Court: clean(string(r.Court)), URL: clean(string(r.URL)),
		SIRENs: r.sirens(), Warnings: []string{},
	}
	if len(n.SIRENs) > 0 {
		n.SIREN = n.SIRENs[0]
	}
	var err error
	if n.Published, err = calendar.ParseLoose(string(r.Published)); err != nil {
		n.warn("date de parution illisible\u00a0: «\u00a0%s\u00a0»", clean(string(r.Published)))
	}
	n.Replaces, n.replacedOn = r.previous()
	switch {
	case n.Kind == "annulation":
		n.Effect, n.Action = Annulment, Ask
	case n.Family == "radiation":
		n.Effect, n.Action = r.struck()
	case n.collective(r):
		r.judge(&n)
	default:
		n.Effect, n.Action = Other, Nothing
	}
	return n
}

// judge fills in what the judgment says.
func (r record) judge(n *Notice) {
	var j judgment
	if !inner(r.Judgment, &j) || clean(string(j.Nature+j.Text)) == "" {
		n.Effect, n.Action = Unreadable, Ask
		n.warn("le jugement de l’annonce est illisible\u00a0: lisez-la au BODACC")
		return
	}
	n.Nature, n.Text = clean(string(j.Nature)), clean(string(j.Text))
	day := clean(string(j.Date))
	is := judge(string(j.Family), n.Nature, n.Text)
	n.Effect, n.Procedure, n.Action = is.effect, is.procedure, is.action
	if n.Judgment = judgmentDay(day, n.Published); n.Judgment.IsZero() && day != "" {
		n.warn("date du jugement impossible, laissée de côté\u00a0: «\u00a0%s\u00a0»", day)
	}
	switch n.Effect {
	case Opening, MaybeOpening, Conversion:
		h := findHolder(n.Procedure, n.Text)
		n.Role, n.Holder, n.Address = h.role, h.name, h.address
	}
	if (n.Effect == Opening || n.Effect == MaybeOpening) && !n.Published.IsZero() {
		n.ClaimBy = n.Published.AddMonths(claimMonths)
	}
}

// struck reads a notice about the register of companies.
func (r record) struck() (Effect, Action) {
	switch text := plain(string(r.Struck)); {
	case strings.Contains(text, "transfert du siege") || strings.Contains(text, "hors ressort"):
		return Moved, Nothing
	case strings.Contains(text, "rapport de radiation") || strings.Contains(text, "rapport de la radiation"):
		return StrikingUndone, Ask
	}
	return StruckOff, Ask
}

// settle applies corrections and annulments to the notices that they name.
func settle(all []Notice) {
	at := make(map[string]int, len(all))
	for i, n := range all {
		at[n.ID] = i
	}
	for i := range all {
		n := &all[i]
		j, found := at[n.Replaces]
		if n.Replaces == "" {
			continue
		}
		if n.Kind == "rectificatif" && !n.ClaimBy.IsZero() {
			first := n.replacedOn
			if found && !all[j].Published.IsZero() {
				first = all[j].Published
			}
			n.keepEarlier(first)
		}
		if found && i != j {
			all[j].replacedBy(*n)
		}
	}
}

// keepEarlier leaves the last day to declare where the first publication set it.
func (n *Notice) keepEarlier(first calendar.Date) {
	if day := first.AddMonths(claimMonths); !first.IsZero() && day.Before(n.ClaimBy) {
		n.ClaimBy = day
		n.warn("avis rectificatif\u00a0: le délai reste compté de la première parution, une personne en décide")
	}
}

// replacedBy notes the notice that corrects or cancels this one.
func (n *Notice) replacedBy(by Notice) {
	n.ReplacedBy = by.ID
	if by.Kind == "annulation" {
		n.Effect, n.Role, n.Holder, n.Address, n.ClaimBy = Void, "", "", "", calendar.Date{}
	}
	n.Action = Nothing
}

func (n *Notice) warn(format string, args ...any) {
	n.Warnings = append(n.Warnings, fmt.Sprintf(format, args...))
}
