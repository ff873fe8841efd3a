// Package registrytest is a stand-in for the two registers of companies, with
// the shapes in which they answer: the open search of the State and INSEE's own
// service. It refuses, fails and cuts answers as told.
package registrytest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Key is the key that INSEE's service wants.
const Key = "cle-de-test"

// Company is a company as registered.
type Company struct {
	SIREN, Name, Short, Form       string
	Closed                         string // day on which it ceased; "" is active
	SeatClosed, Masked, Sole       bool
	NIC, Street, Postcode, Town    string // of the seat; the street without its number
	Number, Kind                   string // of the street
	OfficerFirst, Officer, Quality string
}

// Service answers as the registers do: /search is the open search, /siren/ and
// /siret/ are INSEE's.
type Service struct {
	*httptest.Server
	mu        sync.Mutex
	companies map[string]Company
	failures  []string // of the next answers: "429", "429 2", "500", "html", "cut", "302", "other", "null"
	Asked     []string // paths with their queries
	Agents    []string
}

// New starts a service that is stopped with the test.
func New(t testing.TB) *Service {
	t.Helper()
	s := &Service{companies: map[string]Company{}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

// Register puts companies into the register, or replaces them.
func (s *Service) Register(list ...Company) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range list {
		s.companies[c.SIREN] = c
	}
}

// Fail makes the next answers fail.
func (s *Service) Fail(how ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = append(s.failures, how...)
}

// Requests gives what was asked so far.
func (s *Service) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.Asked...)
}

func (s *Service) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Asked, s.Agents = append(s.Asked, r.URL.RequestURI()), append(s.Agents, r.UserAgent())
	how := ""
	if len(s.failures) > 0 {
		how, s.failures = s.failures[0], s.failures[1:]
	}
	if how != "" && how != "cut" && how != "other" && how != "null" {
		fail(w, how)
		return
	}
	body, code := s.body(r, how)
	data, _ := json.Marshal(body)
	if how == "cut" {
		data = data[:len(data)/2]
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(data)
}

func fail(w http.ResponseWriter, how string) {
	if code, after, ok := strings.Cut(how, " "); ok {
		w.Header().Set("Retry-After", after)
		how = code
	}
	if how == "html" {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html><body>Maintenance</body></html>"))
		return
	}
	code, _ := strconv.Atoi(how)
	w.Header().Set("Location", "/elsewhere")
	w.WriteHeader(code)
	_, _ = fmt.Fprintf(w, `{"erreur":"%s"}`, how)
}

// body is the answer to a request: "other" makes it one about another company, as
// a search by likeness may give, and "null" one that names no company.
func (s *Service) body(r *http.Request, how string) (body any, code int) {
	about := func(answer map[string]any) map[string]any {
		switch how {
		case "other":
			answer["siren"] = "000000000"
		case "null":
			answer["siren"] = nil
		}
		return answer
	}
	switch {
	case r.URL.Path == "/search":
		found := []any{}
		if c, ok := s.companies[r.URL.Query().Get("q")]; ok {
			found = append(found, about(c.searched()))
		}
		return map[string]any{"results": found, "total_results": len(found), "page": 1, "per_page": 1, "total_pages": 1}, http.StatusOK
	case r.Header.Get("X-INSEE-Api-Key-Integration") != Key:
		return map[string]any{"message": "Unauthorized"}, http.StatusUnauthorized
	}
	number := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	c, ok := s.companies[number[:min(9, len(number))]]
	head := map[string]any{"statut": 200, "message": "ok"}
	switch {
	case !ok:
		return map[string]any{"header": map[string]any{"statut": 404, "message": "Aucun élément trouvé pour le siren " + number}}, http.StatusNotFound
	case strings.HasPrefix(r.URL.Path, "/siret/"):
		return map[string]any{"header": head, "etablissement": c.establishment()}, http.StatusOK
	}
	return map[string]any{"header": head, "uniteLegale": about(c.unit())}, http.StatusOK
}

// masked is what the open search shows instead of a value that is hidden.
const masked = "[NON-DIFFUSIBLE]"

func (c Company) shown(value string) any {
	if c.Masked {
		return masked
	}
	if value == "" {
		return nil
	}
	return value
}

func state(closed bool, word string) string {
	if closed {
		return word
	}
	return "A"
}

func diffusion(hidden bool) string {
	if hidden {
		return "P"
	}
	return "O"
}

// searched is the company in the shape of the open search.
func (c Company) searched() map[string]any {
	whole := c.Name
	if c.Short != "" {
		whole += " (" + c.Short + ")"
	}
	officers := []any{}
	if c.Officer != "" {
		officers = append(officers, map[string]any{
			"nom": c.Officer, "prenoms": c.OfficerFirst, "annee_de_naissance": "1970", "qualite": c.Quality, "type_dirigeant": "personne physique",
		})
	}
	name := c.shown(c.Name)
	if c.Sole {
		name = nil
	}
	var closed any
	if c.Closed != "" {
		closed = c.Closed
	}
	return map[string]any{
		"siren": c.SIREN, "nom_complet": c.shown(whole), "nom_raison_sociale": name, "sigle": c.shown(c.Short), "nombre_etablissements": 1,
		"nature_juridique": c.Form, "etat_administratif": state(c.Closed != "", "C"), "date_fermeture": closed, "date_creation": "2008-01-01",
		"statut_diffusion": diffusion(c.Masked), "categorie_entreprise": "PME", "date_mise_a_jour": "2026-11-02T05:32:11", "date_mise_a_jour_insee": "2026-11-01T00:00:00",
		"siege": map[string]any{
			"siret": c.SIREN + c.NIC, "etat_administratif": state(c.SeatClosed || c.Closed != "", "F"), "statut_diffusion_etablissement": diffusion(c.Masked),
			"adresse": c.shown(strings.TrimSpace(c.Number + " " + c.Kind + " " + c.Street + " " + c.Postcode + " " + c.Town)), "numero_voie": c.shown(c.Number),
			"type_voie": c.shown(c.Kind), "libelle_voie": c.shown(c.Street), "code_postal": c.shown(c.Postcode), "commune": "69383",
			"libelle_commune": c.Town, "complement_adresse": nil, "cedex": nil, "libelle_cedex": nil, "code_pays_etranger": nil, "liste_enseignes": nil,
			"nom_commercial": nil, "est_siege": true,
		},
		"dirigeants": officers,
		"complements": map[string]any{
			"est_entrepreneur_individuel": c.Sole, "est_association": false, "est_service_public": strings.HasPrefix(c.Form, "7"), "est_l100_3": strings.HasPrefix(c.Form, "7"),
		},
	}
}

// unit is the company in the shape of INSEE's register, with a period that is
// over.
func (c Company) unit() map[string]any {
	begin := "2020-01-01"
	if c.Closed != "" {
		begin = c.Closed
	}
	now := map[string]any{
		"dateFin": nil, "dateDebut": begin, "etatAdministratifUniteLegale": state(c.Closed != "", "C"), "denominationUniteLegale": c.Name,
		"nomUniteLegale": nil, "categorieJuridiqueUniteLegale": c.Form, "nicSiegeUniteLegale": c.NIC,
	}
	if c.Sole {
		now["denominationUniteLegale"], now["nomUniteLegale"] = nil, c.Name
	}
	return map[string]any{
		"siren": c.SIREN, "statutDiffusionUniteLegale": diffusion(c.Masked), "dateCreationUniteLegale": "2008-01-01", "sigleUniteLegale": c.Short,
		"prenom1UniteLegale": c.OfficerFirst, "categorieEntreprise": "PME", "dateDernierTraitementUniteLegale": "2026-10-30T08:12:01.000", "nombrePeriodesUniteLegale": 2,
		"periodesUniteLegale": []any{now, map[string]any{
			"dateFin": "2019-12-31", "dateDebut": "2008-01-01", "etatAdministratifUniteLegale": "A", "denominationUniteLegale": "ANCIEN NOM", "nicSiegeUniteLegale": "00011",
		}},
	}
}

func (c Company) establishment() map[string]any {
	return map[string]any{
		"siren": c.SIREN, "nic": c.NIC, "siret": c.SIREN + c.NIC, "etablissementSiege": true,
		"adresseEtablissement": map[string]any{
			"complementAdresseEtablissement": nil, "numeroVoieEtablissement": c.Number, "indiceRepetitionEtablissement": nil, "typeVoieEtablissement": c.Kind,
			"libelleVoieEtablissement": c.Street, "codePostalEtablissement": c.Postcode, "libelleCommuneEtablissement": c.Town, "codePaysEtrangerEtablissement": nil,
		},
		"periodesEtablissement": []any{map[string]any{"dateFin": nil, "dateDebut": "2020-01-01", "etatAdministratifEtablissement": state(c.SeatClosed || c.Closed != "", "F")}},
	}
}
