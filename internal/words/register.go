package words

import (
	"relance/internal/calendar"
	"relance/internal/company"
	"relance/internal/dunning"
)

// RegisterState says what a look at the register of companies brought.
func (w Words) RegisterState(s company.State) string { return of(w, registerStates, s) }

var registerStates = map[company.State]both{
	company.Alike:    {"conforme", "the same"},
	company.Filled:   {"complété", "completed"},
	company.Differs:  {"à comparer", "to be compared"},
	company.Stopped:  {"étapes formelles arrêtées", "formal steps stopped"},
	company.Absent:   {"absent ou non diffusible", "absent or not to be shown"},
	company.NoNumber: {"sans SIREN", "no company number"},
	company.Failed:   {"registre muet", "no answer from the register"},
}

// RegisterField names what a register and the record may tell differently.
func (w Words) RegisterField(f company.Field) string { return of(w, registerFields, f) }

var registerFields = map[company.Field]both{
	company.FieldName:    {"nom", "name"},
	company.FieldAddress: {"adresse", "address"},
	company.FieldSeat:    {"siège", "seat"},
	company.FieldState:   {"activité", "activity"},
	company.FieldRegime:  {"régime", "regime"},
	company.FieldAbsent:  {"présence au registre", "presence in the register"},
}

// registerHalt says why formal steps stop.
func (w Words) registerHalt(h company.Halt) string { return of(w, registerHalts, h) }

var registerHalts = map[company.Halt]both{
	company.Ceased:     {"l’entreprise a cessé son activité, ce qui ne dit ni radiation ni insolvabilité", "the company has ceased its activity, which says neither struck off nor insolvent"},
	company.SeatClosed: {"l’établissement du siège est fermé", "the establishment of the seat is closed"},
	company.Moved:      {"le siège est dans une autre commune", "the seat is in another town"},
	company.StruckOff:  {"l’entreprise est radiée du registre (BODACC) ; la dette demeure", "the company is struck off the register (BODACC); the debt remains"},
	dunning.AwaitsLook: {"le registre reste à consulter", "the register is to be looked at"},
}

// RegisterDifference says what differs, in one line.
func (w Words) RegisterDifference(d company.Difference) string {
	switch {
	case d.Field == company.FieldState && d.Theirs == "":
		return w.Pick("activité cessée, à une date que le registre ne dit pas", "activity ceased on a day that the register does not tell")
	case d.Field == company.FieldState:
		on, _ := calendar.ParseDate(d.Theirs)
		return w.Pick("activité cessée le ", "activity ceased on ") + w.Date(on)
	case d.Field == company.FieldAbsent:
		return w.Pick("absent du registre, ou non diffusible", "absent from the register, or not to be shown")
	case d.Field == company.FieldSeat && d.Theirs == "":
		return w.Pick("l’établissement du siège est fermé", "the establishment of the seat is closed")
	case d.Field == company.FieldRegime:
		return w.Pick("acheteur public d’après le registre", "a public buyer by the register")
	}
	return w.RegisterField(d.Field) + w.Pick("\u00a0: le registre dit «\u00a0"+d.Theirs+"\u00a0»", ": the register says “"+d.Theirs+"”")
}

// RegisterFilled says which blank was filled.
func (w Words) RegisterFilled(f company.Field) string {
	return w.RegisterField(f) + w.Pick("\u00a0: blanc complété", ": blank filled")
}

// RegisterStopped says that formal steps of an invoice stop.
func (w Words) RegisterStopped(number string) string {
	return number + w.Pick("\u00a0: étapes formelles arrêtées", ": formal steps stop")
}

// RegisterEntry says that the register's entry is old.
func (w Words) RegisterEntry(updated calendar.Date) string {
	return w.Pick("fiche du ", "entry of ") + w.Date(updated)
}
