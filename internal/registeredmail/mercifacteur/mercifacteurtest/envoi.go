package mercifacteurtest

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// envoi is a letter and what became of it.
type envoi struct {
	Letter
	number  string
	lines   []string // of its history
	last    string
	back    bool
	deposit bool
	scan    string // JPEG of the acknowledgement, base64
	plan    Scenario
}

// event is what happened to a letter.
type event struct {
	x    *envoi
	name string
	code string
	text string
	at   time.Time
}

// limits of an address, by key; all keys must be there.
var limits = map[string]int{
	"civilite": 12, "nom": 70, "prenom": 70, "societe": 90, "adresse1": 90, "adresse2": 90, "adresse3": 90, "cp": 12, "ville": 70, "pays": 70,
}

var references = regexp.MustCompile(`^[A-Za-z0-9 _-]{0,30}$`)

// addressFault gives the code of what is wrong with an address.
func addressFault(a map[string]any) string {
	for key, most := range limits {
		text, ok := a[key].(string)
		switch {
		case !ok:
			return "INFO_ADDRESS_MISSING"
		case utf8.RuneCountInString(text) > most:
			return "INFO_ADDRESS_TOO_LONG"
		}
	}
	if a["nom"] == "" && a["societe"] == "" || a["cp"] == "" || a["ville"] == "" {
		return "INFO_ADDRESS_MISSING"
	}
	country, _ := a["pays"].(string)
	if strings.ToUpper(country) != "FRANCE" && strings.ToUpper(country) != "MONACO" && strings.ToUpper(country) != "REUNION" {
		return "INVALID_COUNTRY"
	}
	return ""
}

// send accepts a letter, unless its antidoublon was used within 30 days.
func (s *Server) send(q url.Values) (object, string) {
	x, code := s.read(q)
	if code != "" {
		return nil, code
	}
	for _, other := range s.envois {
		if x.Antidoublon != "" && other.Antidoublon == x.Antidoublon && s.Now().Sub(other.At) < 30*day {
			return nil, s.o.Duplicate
		}
	}
	x.ID, x.At, x.plan = strconv.Itoa(s.next()), s.Now(), s.o.Scenario(x.Reference)
	s.envois = append(s.envois, x)
	s.apply(x, Step{Event: "new", Code: "wait", Text: "Courrier en attente d'impression"}, s.Now())
	id, _ := strconv.Atoi(x.ID)
	return object{
		"envoi_id": []int{id}, "price": object{"total": object{"ht": 7.55, "ttc": 8.12}}, "resume": object{"nb_dest": 1, "nb_page": 1},
	}, ""
}

// read takes a request apart.
func (s *Server) read(q url.Values) (*envoi, string) {
	var adress struct {
		From map[string]any   `json:"exp"`
		To   []map[string]any `json:"dest"`
	}
	var content struct {
		Photo, Card any
		Letter      struct {
			Files  any      `json:"files"`
			Base64 []string `json:"base64files"`
			Sides  string   `json:"print_sides"`
			Name   string   `json:"final_filename"`
		}
	}
	switch {
	case q.Get("idUser") != UserID:
		return nil, "USER_NOT_FOUND"
	case q.Get("modeEnvoi") != "lrare":
		return nil, "MODE_ENVOI_INVALID"
	case json.Unmarshal([]byte(q.Get("adress")), &adress) != nil || len(adress.To) != 1:
		return nil, "INVALID_ADRESS"
	case json.Unmarshal([]byte(q.Get("content")), &content) != nil || content.Letter.Files != "" || content.Photo != "" || content.Card != "":
		return nil, "LETTER_INVALID_FILES"
	case len(content.Letter.Base64) != 1 || len(content.Letter.Name) > 50 || len(q.Get("designation")) > 50 || len(q.Get("antidoublon")) > 200:
		return nil, "LETTER_INVALID_BASE64_FILES"
	}
	pdf, err := base64.StdEncoding.DecodeString(content.Letter.Base64[0])
	if err != nil || !strings.HasPrefix(string(pdf), "%PDF-") {
		return nil, "LETTER_INVALID_BASE64_FILES"
	}
	to := adress.To[0]
	for _, a := range []map[string]any{adress.From, to} {
		if code := addressFault(a); code != "" {
			return nil, code
		}
	}
	ref, _ := to["reference"].(string)
	if !references.MatchString(ref) {
		return nil, "REFERENCE_INVALID"
	}
	return &envoi{Letter: Letter{
		Reference: ref, Antidoublon: q.Get("antidoublon"), From: adress.From, To: to, PDF: pdf, Mode: q.Get("modeEnvoi"), Sides: content.Letter.Sides,
	}}, ""
}

// print is how far the printing is.
func (x *envoi) print() string {
	switch {
	case x.Deleted:
		return "annulé"
	case x.number == "":
		return "en attente d'impression"
	}
	return "imprimé"
}

// tracking is the letter as /getSuiviEnvoi shows it.
func (x *envoi) tracking() object {
	letter := object{
		"dest": x.To["societe"], "refCourrier": x.ID + "-1", "refTracking": nil, "modeEnvoi": x.Mode, "lastState": x.last,
		"historique": strings.Join(x.lines, "\n"), "pnd": "0", "are_base64_jpeg": "pending",
	}
	if x.number != "" {
		letter["refTracking"] = x.number
	}
	if x.back {
		letter["pnd"] = "1"
	}
	if x.scan != "" {
		letter["are_base64_jpeg"] = x.scan
	}
	return object{"statutPrintEnvoi": x.print(), "suiviCourrier": []object{letter}}
}

// head and detail are texts with JSON in them.
func (e event) head() string {
	n, _ := strconv.Atoi(UserID)
	b, _ := json.Marshal(object{"name_event": e.name, "id_user": n, "date_event": e.at.Unix()})
	return string(b)
}

func (e event) detail() string {
	d := object{
		"ref_courrier": e.x.ID + "-1", "mode_envoi": e.x.Mode, "id_envoi": e.x.ID, "statut_courrier": e.code,
		"statut_description": e.text, "ref_interne": e.x.Reference, "tracking_number": nil,
	}
	if e.x.number != "" {
		d["tracking_number"] = e.x.number
	}
	b, _ := json.Marshal([]object{d})
	return string(b)
}
