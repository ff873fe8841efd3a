package recherche

import (
	"encoding/json"
	"errors"
	"strings"

	"relance/internal/company"
	"relance/internal/dunning"
	"relance/internal/registry/wire"
)

// answer is what the service sends, as far as it is used.
type answer struct {
	Results *[]result `json:"results"`
}

type result struct {
	SIREN       string      `json:"siren"`
	Name        string      `json:"nom_raison_sociale"`
	Whole       string      `json:"nom_complet"`
	Short       string      `json:"sigle"`
	Form        string      `json:"nature_juridique"`
	State       string      `json:"etat_administratif"` // A or C
	ClosedOn    string      `json:"date_fermeture"`
	Shown       string      `json:"statut_diffusion"` // O or P
	Size        string      `json:"categorie_entreprise"`
	Updated     string      `json:"date_mise_a_jour"` // with its hour
	AtINSEE     string      `json:"date_mise_a_jour_insee"`
	Seat        seat        `json:"siege"`
	Officers    []officer   `json:"dirigeants"`
	Complements complements `json:"complements"`
}

type seat struct {
	SIRET     string   `json:"siret"`
	Shown     string   `json:"statut_diffusion_etablissement"` // O or P
	State     string   `json:"etat_administratif"`             // A or F
	Extra     string   `json:"complement_adresse"`
	Number    string   `json:"numero_voie"`
	Repeat    string   `json:"indice_repetition"`
	Kind      string   `json:"type_voie"`
	Street    string   `json:"libelle_voie"`
	Special   string   `json:"distribution_speciale"`
	Postcode  string   `json:"code_postal"`
	Town      string   `json:"libelle_commune"`
	Cedex     string   `json:"cedex"`
	CedexTown string   `json:"libelle_cedex"`
	Country   string   `json:"code_pays_etranger"`
	Signs     []string `json:"liste_enseignes"`
	Trade     string   `json:"nom_commercial"`
}

type officer struct {
	Surname string `json:"nom"`
	First   string `json:"prenoms"`
	Company string `json:"denomination"`
	Quality string `json:"qualite"`
}

type complements struct {
	Sole    bool `json:"est_entrepreneur_individuel"`
	Service bool `json:"est_service_public"`
	State   bool `json:"est_l100_3"` // an administration (CRPA L100-3)
}

// read gives the company that was asked for. Another one's entry is none: the
// service also finds by likeness.
func read(data []byte, siren string) (company.Record, error) {
	none := company.Record{SIREN: siren, Source: company.Recherche}
	var a answer
	if err := json.Unmarshal(data, &a); err != nil {
		return none, err
	}
	if a.Results == nil {
		return none, errors.New("the answer has no results")
	}
	for _, r := range *a.Results {
		if r.SIREN == siren {
			return r.record(), nil
		}
	}
	return none, nil
}

func (r result) record() company.Record {
	out := company.Record{
		SIREN: r.SIREN, Source: company.Recherche, Found: true, Masked: r.Shown == "P" || r.Seat.Shown == "P", Name: wire.First(r.Name, r.Whole), Form: r.Form, Sole: r.Complements.Sole,
		Public: r.Complements.Service || r.Complements.State || strings.HasPrefix(r.Form, "7"), Ceased: r.State == "C", CeasedOn: wire.Day(r.ClosedOn),
		Seat: r.Seat.SIRET, SeatClosed: r.Seat.State == "F", Size: r.Size, Updated: wire.Day(wire.First(r.AtINSEE, r.Updated)), Address: r.Seat.address(),
	}
	for _, n := range append([]string{r.Whole, r.Short, r.Seat.Trade}, r.Seat.Signs...) {
		if n = strings.TrimSpace(n); n != "" && n != out.Name {
			out.Others = append(out.Others, n)
		}
	}
	// "NOM COMPLET (SIGLE)": the part before counts by itself.
	if head, _, ok := strings.Cut(r.Whole, " ("); ok && head != out.Name {
		out.Others = append(out.Others, head)
	}
	for _, o := range r.Officers {
		if text := o.text(); text != "" && !out.Masked {
			out.Officers = append(out.Officers, text)
		}
	}
	return out
}

func (s seat) address() dunning.Address {
	if s.Country != "" {
		return dunning.Address{} // a seat abroad is written in other fields, and is for a person to read
	}
	out := dunning.Address{Postcode: wire.First(s.Cedex, s.Postcode), City: wire.First(s.CedexTown, s.Town), Country: "FR"}
	// The street is the last line: what completes it stands before.
	for _, line := range []string{s.Extra, s.Special, wire.Join(s.Number, s.Repeat, s.Kind, s.Street)} {
		if line = strings.TrimSpace(line); line != "" {
			out.Lines = append(out.Lines, line)
		}
	}
	return out
}

func (o officer) text() string {
	name := wire.First(wire.Join(o.First, o.Surname), o.Company)
	if name == "" || o.Quality == "" {
		return name
	}
	return name + ", " + o.Quality
}
