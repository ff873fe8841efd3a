package console

import (
	"net/http"
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/publicbuyer"
)

// debtorForm is what a person may correct, as typed.
type debtorForm struct {
	Name, Email, Lines, Postcode, City, Country string
	Regimes, Languages, Periods                 []page.Choice
	SIREN, Plan                                 string
	Electronic                                  bool // he accepts electronic registered letters
	Consent, Manner                             string
}

func formOf(debtor dunning.Debtor) debtorForm {
	f := debtorForm{
		Name: debtor.Name, Email: debtor.Email, Lines: strings.Join(debtor.Address.Lines, "\n"), Postcode: debtor.Address.Postcode, City: debtor.Address.City,
		Country: debtor.Address.Country, SIREN: debtor.SIREN, Plan: debtor.Plan, Electronic: debtor.Electronic.Accepted, Manner: debtor.Electronic.Manner,
	}
	if on := debtor.Electronic.ConsentOn; !on.IsZero() {
		f.Consent = fr.ShortDate(on)
	}
	f.Languages = []page.Choice{{Value: "fr", Label: "français", Chosen: debtor.Language != "en"}, {Value: "en", Label: "anglais", Chosen: debtor.Language == "en"}}
	f.Periods = []page.Choice{{Value: "0", Label: "inconnu, ou sans objet", Chosen: debtor.PayDays == 0}}
	for _, n := range publicbuyer.PayPeriods() {
		f.Periods = append(f.Periods, page.Choice{Value: strconv.Itoa(n), Label: strconv.Itoa(n) + " jours", Chosen: debtor.PayDays == n})
	}
	for _, g := range dunning.Regimes() {
		f.Regimes = append(f.Regimes, page.Choice{Value: string(g), Label: page.Capital(fr.Regime(g)), Chosen: g == debtor.Regime})
	}
	return f
}

// typed keeps what the person has typed.
func (f *debtorForm) typed(r *http.Request) {
	f.Name, f.Email, f.Lines = r.PostFormValue("nom"), r.PostFormValue("email"), r.PostFormValue("adresse")
	f.Postcode, f.City, f.Country = r.PostFormValue("postal"), r.PostFormValue("ville"), r.PostFormValue("pays")
	f.SIREN, f.Plan, f.Electronic = r.PostFormValue("siren"), r.PostFormValue("plan"), r.PostFormValue("lre") != ""
	f.Consent, f.Manner = r.PostFormValue("accord-le"), r.PostFormValue("accord-par")
	for name, choices := range map[string][]page.Choice{"regime": f.Regimes, "langue": f.Languages, "delai": f.Periods} {
		for i := range choices {
			choices[i].Chosen = choices[i].Value == r.PostFormValue(name)
		}
	}
}

// correctDebtor records what a person corrects: only what differs.
func (d *Door) correctDebtor(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	debtor, a, err := d.account(r, s)
	if err != nil {
		return err
	}
	if r.PostFormValue("geste") == "suspendre" {
		return d.suspendDebtor(w, r, s, debtor)
	}
	whole, err := correctionOf(r)
	if err == nil {
		_, _, err = d.Debtors.CorrectDebtor(access.Seeing(r.Context(), versionOf(r)), s.Who, debtor, whole)
	}
	if dunning.NewerVersion(err) != 0 {
		return d.showDebtor(w, r, s, debtor, a, http.StatusConflict, "La fiche a changé entre-temps."+page.OnRecord(debtor, whole.From(debtor))+" Relisez, puis enregistrez si cela tient toujours.")
	}
	if c := dunning.ErrorCode(err); c == dunning.CodeInvalid || c == dunning.CodeConflict {
		return d.showDebtor(w, r, s, debtor, a, http.StatusUnprocessableEntity, page.Capital(page.Said(err))+".")
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, page.DebtorAddress(debtor.Creditor, debtor.Key)+"?note=corrige", http.StatusSeeOther)
	return nil
}

// correctionOf reads all that the form shows; the back office leaves of it what
// differs from the record.
func correctionOf(r *http.Request) (change.Debtor, error) {
	var f debtorForm
	f.typed(r)
	c := change.Debtor{Whole: true, Name: trimmed(f.Name), Email: trimmed(f.Email)}
	if g := dunning.Regime(r.PostFormValue("regime")); g != "" {
		c.Regime = &g
	}
	c.Address = &dunning.Address{Postcode: strings.TrimSpace(f.Postcode), City: strings.TrimSpace(f.City), Country: strings.ToUpper(strings.TrimSpace(f.Country))}
	for line := range strings.Lines(f.Lines) {
		if line = strings.TrimSpace(line); line != "" {
			c.Address.Lines = append(c.Address.Lines, line)
		}
	}
	if !r.PostForm.Has("langue") { // a form of before these fields
		return c, nil
	}
	c.Language, c.Plan, c.SIREN = trimmed(r.PostFormValue("langue")), trimmed(f.Plan), trimmed(strings.Join(strings.Fields(f.SIREN), ""))
	if n, err := strconv.Atoi(r.PostFormValue("delai")); err == nil {
		c.PayDays = &n
	}
	c.Electronic = &dunning.ElectronicLetters{Accepted: f.Electronic}
	if f.Electronic {
		c.Electronic.Manner = strings.TrimSpace(f.Manner)
		if f.Consent != "" {
			day, err := calendar.ParseLoose(f.Consent)
			if err != nil {
				return c, dunning.Errorf(dunning.CodeInvalid, "the day of the consent cannot be read")
			}
			c.Electronic.ConsentOn = day
		}
	}
	return c, nil
}

func trimmed(s string) *string {
	s = strings.TrimSpace(s)
	return &s
}

// suspendDebtor holds every open case of a debtor; those that are held already
// stay as they are.
func (d *Door) suspendDebtor(w http.ResponseWriter, r *http.Request, s page.Frame, debtor dunning.Debtor) error {
	sel := desk.Selection{Scope: desk.Scope{Creditor: debtor.Creditor}, Debtor: debtor.Key}
	for row, err := range d.Exports.EachCase(r.Context(), s.Who, sel) {
		if err != nil {
			return err
		}
		if row.Case.Held(dunning.HoldManual) {
			continue
		}
		if _, err := d.Work.Tell(r.Context(), s.Who, backoffice.Fact{Ref: row.Case.Ref(), Event: dunning.NewHold(calendar.Date{})}); err != nil {
			return err
		}
	}
	d.Seen.Forget(s.Who)
	page.NothingDone(w) // each case has it
	http.Redirect(w, r, page.DebtorAddress(debtor.Creditor, debtor.Key)+"?note=suspendu", http.StatusSeeOther)
	return nil
}
