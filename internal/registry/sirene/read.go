package sirene

import (
	"encoding/json"
	"errors"
	"strings"

	"relance/internal/company"
	"relance/internal/dunning"
	"relance/internal/registry/wire"
)

type unitAnswer struct {
	Unit *unit `json:"uniteLegale"`
}

type unit struct {
	SIREN   string   `json:"siren"`
	Shown   string   `json:"statutDiffusionUniteLegale"` // O or P
	Short   string   `json:"sigleUniteLegale"`
	First   string   `json:"prenomUsuelUniteLegale"`
	First1  string   `json:"prenom1UniteLegale"`
	Size    string   `json:"categorieEntreprise"`
	Handled string   `json:"dateDernierTraitementUniteLegale"`
	Periods []period `json:"periodesUniteLegale"`
}

// period is how the company was from one day to another; the one without end is
// that of today.
type period struct {
	End     *string `json:"dateFin"`
	Begin   string  `json:"dateDebut"`
	State   string  `json:"etatAdministratifUniteLegale"` // A or C
	Name    string  `json:"denominationUniteLegale"`
	Trade1  string  `json:"denominationUsuelle1UniteLegale"`
	Trade2  string  `json:"denominationUsuelle2UniteLegale"`
	Trade3  string  `json:"denominationUsuelle3UniteLegale"`
	Surname string  `json:"nomUniteLegale"`
	Used    string  `json:"nomUsageUniteLegale"`
	Form    string  `json:"categorieJuridiqueUniteLegale"`
	NIC     string  `json:"nicSiegeUniteLegale"`
}

// current is the period of today; the newest when all have an end.
func (u unit) current() (period, bool) {
	var newest period
	for _, p := range u.Periods {
		if p.End == nil || *p.End == "" {
			return p, true
		}
		if p.Begin > newest.Begin {
			newest = p
		}
	}
	return newest, len(u.Periods) > 0
}

func readUnit(data []byte, out *company.Record) error {
	var a unitAnswer
	if err := json.Unmarshal(data, &a); err != nil {
		return err
	}
	if a.Unit == nil || a.Unit.SIREN != out.SIREN {
		return errors.New("the answer is not about the company that was asked for")
	}
	p, ok := a.Unit.current()
	if !ok {
		return errors.New("the answer has no period")
	}
	u := *a.Unit
	out.Found, out.Masked, out.Form, out.Size, out.Updated = true, u.Shown == "P", p.Form, u.Size, wire.Day(u.Handled)
	out.Sole, out.Public = p.Form == "1000", strings.HasPrefix(p.Form, "7")
	out.Name = wire.First(p.Name, wire.Join(wire.First(u.First, u.First1), wire.First(p.Used, p.Surname)))
	for _, n := range []string{u.Short, p.Trade1, p.Trade2, p.Trade3} {
		if n = strings.TrimSpace(n); n != "" {
			out.Others = append(out.Others, n)
		}
	}
	if out.Ceased = p.State == "C"; out.Ceased {
		out.CeasedOn = wire.Day(p.Begin)
	}
	if p.NIC != "" {
		out.Seat = u.SIREN + p.NIC
	}
	return nil
}

type seatAnswer struct {
	Establishment *struct {
		SIRET   string `json:"siret"`
		Address struct {
			Extra     string `json:"complementAdresseEtablissement"`
			Number    string `json:"numeroVoieEtablissement"`
			Repeat    string `json:"indiceRepetitionEtablissement"`
			Kind      string `json:"typeVoieEtablissement"`
			Street    string `json:"libelleVoieEtablissement"`
			Special   string `json:"distributionSpecialeEtablissement"`
			Postcode  string `json:"codePostalEtablissement"`
			Town      string `json:"libelleCommuneEtablissement"`
			Cedex     string `json:"codeCedexEtablissement"`
			CedexTown string `json:"libelleCedexEtablissement"`
			Country   string `json:"codePaysEtrangerEtablissement"`
		} `json:"adresseEtablissement"`
		Periods []struct {
			End   *string `json:"dateFin"`
			State string  `json:"etatAdministratifEtablissement"` // A or F
			Sign  string  `json:"enseigne1Etablissement"`
			Trade string  `json:"denominationUsuelleEtablissement"`
		} `json:"periodesEtablissement"`
	} `json:"etablissement"`
}

func readSeat(data []byte, out *company.Record) error {
	var a seatAnswer
	if err := json.Unmarshal(data, &a); err != nil {
		return err
	}
	e := a.Establishment
	if e == nil || e.SIRET != out.Seat {
		return errors.New("the answer is not about the seat that was asked for")
	}
	for _, p := range e.Periods {
		if p.End == nil || *p.End == "" {
			out.SeatClosed = p.State == "F"
			for _, n := range []string{p.Sign, p.Trade} {
				if n != "" {
					out.Others = append(out.Others, n)
				}
			}
		}
	}
	if at := e.Address; at.Country == "" {
		out.Address = dunning.Address{Postcode: wire.First(at.Cedex, at.Postcode), City: wire.First(at.CedexTown, at.Town), Country: "FR"}
		for _, line := range []string{at.Extra, at.Special, wire.Join(at.Number, at.Repeat, at.Kind, at.Street)} {
			if line = strings.TrimSpace(line); line != "" {
				out.Address.Lines = append(out.Address.Lines, line)
			}
		}
	}
	return nil
}
