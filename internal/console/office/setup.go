package office

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"relance/internal/access"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/identifier"
)

// Installation holds the settings of a first visit, as the configuration file has them.
type Installation struct {
	File     string // name of the configuration file
	Creditor dunning.Creditor
	Others   int // number of other creditors in the file

	Mode       string // off, redirect or live
	RedirectTo string

	Host, TLS, Username string
	Port                int
	HasPassword         bool
	Password            string // password to be kept; never given back
	Since               string // when the program began with these settings
	Changed             bool   // the file says something else by now: somebody changed it by hand
}

// Setup sets the installation up by its file: what it says holds, and nothing else.
type Setup interface {
	Installed(ctx context.Context, who access.Actor) (Installation, error)
	// Install writes the file and lets the program begin anew. What is wrong comes
	// back as faults, and nothing has changed.
	Install(ctx context.Context, who access.Actor, in Installation) ([]dunning.Fault, error)
	// Reread lets the program begin anew with what the file says by now; faults as of Install.
	Reread(ctx context.Context, who access.Actor) ([]dunning.Fault, error)
	TestMail(ctx context.Context, who access.Actor, to string) error
}

// errNoSetup says where the settings are changed instead.
var errNoSetup = dunning.Errorf(dunning.CodeUnavailable, "ce service se règle dans son fichier de configuration").
	WithHint("changez le fichier, puis redémarrez le service")

// maySetUp tells whether the person may set up what can be set up here.
func (d *Door) maySetUp(s page.Frame) error {
	if err := access.May(s.Who, access.Operate, ""); err != nil {
		return err
	}
	if d.Setup == nil {
		return errNoSetup
	}
	return nil
}

// setupView is the page of the first visit.
type setupView struct {
	page.Frame
	In           Installation
	Lines        string // lines of the postal address
	Port         string
	Steps        []setupStep
	Modes        []modeChoice
	TLS          []page.Choice
	TestTo       string
	Faults       []setupFault
	Unsent       string // why the test mail did not leave
	Confirmation string
	Waiting      bool // the program begins anew
	HasMail      bool
	Begun        bool // there is a creditor
}

// Settled tells that every part is done.
func (v setupView) Settled() bool {
	return !slices.ContainsFunc(v.Steps, func(s setupStep) bool { return !s.Done })
}

// settingUp tells whether the person is at a first visit, whose last part is not done.
func (d *Door) settingUp(r *http.Request, s page.Frame) bool {
	if d.maySetUp(s) != nil {
		return false
	}
	in, err := d.Setup.Installed(r.Context(), s.Who)
	return err == nil && in.Mode != "live"
}

// setupFault is what is wrong with a field of a form; without a field, with the file.
type setupFault struct{ Field, Text string }

// Wrong is what is wrong with a field; empty for nothing.
func (v setupView) Wrong(field string) string {
	for _, f := range v.Faults {
		if f.Field == field {
			return f.Text
		}
	}
	return ""
}

// setupStep says of a part of the first visit whether it is done.
type setupStep struct {
	Label, Anchor string
	Done          bool
}

type modeChoice struct {
	page.Choice
	Means string
}

func (d *Door) setup(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if err := d.maySetUp(s); err != nil {
		return err
	}
	in, err := d.Setup.Installed(r.Context(), s.Who)
	if err != nil {
		return err
	}
	w.Header().Set("X-Since", in.Since)
	v := setupOf(s, in)
	v.Confirmation = setupConfirmations[r.URL.Query().Get("note")]
	templates.Render(w, http.StatusOK, "setup", v)
	return nil
}

var setupConfirmations = map[string]string{
	"pris":   "C’est enregistré, et déjà en usage.",
	"essaye": "Le message d’essai est parti\u00a0: regardez s’il est arrivé, aussi dans les indésirables.",
}

// modeMeanings say what each mode does, the harmless one first.
var modeMeanings = []modeChoice{
	{page.Choice{Value: "off", Label: "Essai à blanc"}, "Tout est préparé et conservé, rien ne part. Vous pouvez tout regarder sans rien risquer."},
	{page.Choice{Value: "redirect", Label: "Vers ma boîte"}, "Chaque message part à une adresse à vous. Aucun client n’est écrit, aucun dossier n’avance\u00a0: relisez-vous quelques jours."},
	{page.Choice{Value: "live", Label: "En service"}, "Les messages partent aux clients, selon le plan. Les lettres recommandées attendent toujours votre accord."},
}

func setupOf(s page.Frame, in Installation) setupView {
	v := setupView{
		Frame: s.Titled("Mise en route"), In: in, Lines: strings.Join(in.Creditor.Address.Lines, "\n"), TestTo: s.Who.Name,
		HasMail: in.Host != "", Begun: in.Creditor.ID != "",
	}
	if !strings.Contains(v.TestTo, "@") {
		v.TestTo = in.Creditor.Email
	}
	if in.Port != 0 {
		v.Port = strconv.Itoa(in.Port)
	}
	for _, m := range modeMeanings {
		m.Chosen = m.Value == in.Mode
		v.Modes = append(v.Modes, m)
	}
	for _, c := range []page.Choice{{Value: "", Label: "STARTTLS, port 587 (le plus courant)"}, {Value: "implicit", Label: "SSL/TLS, port 465"}, {Value: "none", Label: "Aucun (cette machine seulement)"}} {
		c.Chosen = c.Value == in.TLS || c.Value == "" && in.TLS == "starttls"
		v.TLS = append(v.TLS, c)
	}
	v.Steps = []setupStep{
		{"Votre entreprise", "entreprise", v.Begun}, {"Votre messagerie", "messagerie", v.HasMail},
		{"Vos factures", "factures", slices.ContainsFunc(s.Nav, func(e page.NavEntry) bool { return e.Address == "/dossiers" && e.Count != "" })}, {"Ce qui part", "mode", in.Mode == "live"},
	}
	return v
}

// install takes one part of the first visit in.
func (d *Door) install(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if err := d.maySetUp(s); err != nil {
		return err
	}
	in, err := d.Setup.Installed(r.Context(), s.Who)
	if err != nil {
		return err
	}
	before := setupOf(s, in)
	if r.PostFormValue("geste") == "essai" {
		return d.testMail(w, r, s, in)
	}
	var faults []setupFault
	set := func(ctx context.Context) ([]dunning.Fault, error) { return d.Setup.Install(ctx, s.Who, in) }
	switch r.PostFormValue("geste") {
	case "relire":
		set = func(ctx context.Context) ([]dunning.Fault, error) { return d.Setup.Reread(ctx, s.Who) }
	case "entreprise":
		faults = readBusiness(r, &in.Creditor)
	case "messagerie":
		faults = readServer(r, &in)
	case "mode":
		faults = readMode(r, &in)
	default:
		return dunning.Errorf(dunning.CodeInvalid, "nothing was asked for")
	}
	if len(faults) == 0 {
		wrong, err := set(r.Context())
		if err != nil {
			return err
		}
		for _, f := range wrong {
			faults = append(faults, setupFault{"", faultText(f)})
		}
	}
	v := setupOf(s, in)
	if v.Faults = faults; len(faults) > 0 {
		v.Steps, v.HasMail, v.Begun = before.Steps, before.HasMail, before.Begun // nothing of it was kept
		templates.Render(w, http.StatusUnprocessableEntity, "setup", v)
		return nil
	}
	page.About(w, in.Creditor.ID, r.PostFormValue("geste"))
	v.Waiting, v.In.Since = true, before.In.Since
	templates.Render(w, http.StatusOK, "setup", v)
	return nil
}

func (d *Door) testMail(w http.ResponseWriter, r *http.Request, s page.Frame, in Installation) error {
	to := strings.TrimSpace(r.PostFormValue("essai"))
	err := d.Setup.TestMail(r.Context(), s.Who, to)
	if err == nil {
		http.Redirect(w, r, "/installation?note=essaye", http.StatusSeeOther)
		return nil
	}
	v := setupOf(s, in)
	v.TestTo, v.Unsent = to, "Le message d’essai n’est pas parti\u00a0: "+page.Said(err)+"."
	templates.Render(w, http.StatusUnprocessableEntity, "setup", v)
	return nil
}

// readBusiness reads the creditor; what is checked here is said beside the form
// before anything is written.
func readBusiness(r *http.Request, c *dunning.Creditor) (faults []setupFault) {
	at := func(field string) string { return strings.TrimSpace(r.PostFormValue(field)) }
	c.Name, c.LegalForm, c.RCS, c.Phone, c.Email = at("nom"), at("forme"), at("rcs"), at("telephone"), at("email")
	c.Signatory, c.Capacity = at("signataire"), at("qualite")
	c.Address.Postcode, c.Address.City, c.Address.Lines = at("postal"), at("ville"), nil
	for line := range strings.Lines(at("adresse")) {
		if line = strings.TrimSpace(line); line != "" {
			c.Address.Lines = append(c.Address.Lines, line)
		}
	}
	if siren, err := identifier.ParseSIREN(at("siren")); err != nil {
		faults = append(faults, setupFault{"siren", labelled("SIREN", err)})
		c.SIREN = at("siren")
	} else {
		c.SIREN = string(siren)
	}
	if iban, err := identifier.ParseIBAN(at("iban")); err != nil {
		faults = append(faults, setupFault{"iban", labelled("IBAN", err)})
		c.IBAN = at("iban")
	} else {
		c.IBAN = string(iban)
	}
	for _, f := range []struct{ field, label, value string }{
		{"nom", "Le nom", c.Name}, {"adresse", "L’adresse", strings.Join(c.Address.Lines, "")}, {"ville", "La ville", c.Address.City}, {"email", "L’adresse e-mail", c.Email},
		{"signataire", "Le nom de qui signe", c.Signatory},
	} {
		if f.value == "" {
			faults = append(faults, setupFault{f.field, f.label + " manque."})
		}
	}
	if c.ID == "" {
		c.ID = shortName(c.Name)
	}
	return faults
}

// labelled says what is wrong with a field, under its name once.
func labelled(field string, err error) string {
	said := page.Said(err)
	if !strings.HasPrefix(said, field) {
		said = field + "\u00a0: " + said
	}
	return said + "."
}

var unaccented = strings.NewReplacer("à", "a", "â", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i", "ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u", "œ", "oe", "æ", "ae")

// shortName makes an identifier out of a name: its first word, in plain letters.
func shortName(name string) string {
	var b strings.Builder
	for _, r := range unaccented.Replace(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-") && b.Len() < 30 && (unicode.IsSpace(r) || r == '-'):
			b.WriteByte('-')
		}
	}
	if id := strings.Trim(b.String(), "-"); id != "" {
		return id
	}
	return "entreprise"
}

func readServer(r *http.Request, in *Installation) (faults []setupFault) {
	at := func(field string) string { return strings.TrimSpace(r.PostFormValue(field)) }
	in.Host, in.TLS, in.Username, in.Password, in.Port = at("serveur"), at("chiffrement"), at("compte"), r.PostFormValue("secret"), 0
	if text := at("port"); text != "" {
		port, err := strconv.Atoi(text)
		if err != nil || port < 1 || port > 65535 {
			faults = append(faults, setupFault{"port", "Le port est un nombre, comme 587 ou 465."})
		}
		in.Port = port
	}
	if in.Host == "" {
		faults = append(faults, setupFault{"serveur", "Le nom du serveur manque."})
	}
	return faults
}

func readMode(r *http.Request, in *Installation) (faults []setupFault) {
	in.Mode, in.RedirectTo = r.PostFormValue("mode"), strings.TrimSpace(r.PostFormValue("vers"))
	switch {
	case in.Mode == "redirect" && in.RedirectTo == "":
		faults = append(faults, setupFault{"vers", "Dites à quelle adresse les essais doivent aller."})
	case in.Mode != "off" && in.Host == "":
		faults = append(faults, setupFault{"serveur", "Réglez d’abord votre messagerie\u00a0: sans serveur, rien ne peut partir."})
	}
	if in.Mode != "redirect" {
		in.RedirectTo = ""
	}
	return faults
}

// faultText words what is wrong with the file.
func faultText(f dunning.Fault) string {
	text := page.Capital(fr.Text(f.Text))
	if f.Hint != "" {
		text += " (" + fr.Text(f.Hint) + ")"
	}
	return text + " · dans le fichier\u00a0: " + f.Path
}
