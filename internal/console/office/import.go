package office

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"relance/internal/backoffice"
	"relance/internal/console/page"
)

// importView is the page of the import: drop, look, take.
type importView struct {
	page.Frame
	Error   string
	Key     string // key of the files that were tried and may be taken; empty for none
	Again   string // of the list whose columns may be named; empty for none
	Fields  []columnField
	Open    bool // nothing can be taken before the columns are named
	Taken   bool
	Setting bool // taken at a first visit: what leaves is still to be chosen
	Counts  []page.AmountLine
	Rows    []importLine
	Cut     int
	Names   []string
}

// importLine is what became, or would become, of an invoice.
type importLine struct {
	Place, Debtor, Number, Due, Amount, Next string
	State, Tone                              string
	Notes                                    []string
}

// Bounds of an import by a page.
const (
	largestImport  = 20 << 20 // bytes of all files together
	mostImported   = 300      // lines that are shown; all are counted
	heldImports    = 16       // imports that wait for a yes, of all people together
	importPatience = 30 * time.Minute
)

func (d *Door) importPage(w http.ResponseWriter, _ *http.Request, s page.Frame) error {
	templates.Render(w, http.StatusOK, "import", importView{Frame: s.Titled("Import")})
	return nil
}

// tryImport reads the files that were dropped and says what they would bring;
// or takes those that were tried.
func (d *Door) tryImport(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	files, dry, fault := d.dropped(w, r, s, &d.waiting, "Choisissez un ou plusieurs fichiers de factures.")
	if fault.text != "" {
		templates.Render(w, fault.status, "import", importView{Frame: s.Titled("Import"), Error: fault.text})
		return nil
	}
	return d.runImport(w, r, s, files, dry)
}

// dropFault is what is wrong with files that were dropped; its text is empty when
// nothing is.
type dropFault struct {
	status int
	text   string
}

// dropped reads the files of a form, which are to be tried, or gives those that were
// tried and are to be taken. none says that there is no file.
func (d *Door) dropped(w http.ResponseWriter, r *http.Request, s page.Frame, room *waitingRoom, none string) (files uploaded, dry bool, fault dropFault) {
	r.Body = http.MaxBytesReader(w, r.Body, largestImport)
	if err := r.ParseMultipartForm(8 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return files, false, dropFault{http.StatusRequestEntityTooLarge, "Ces fichiers dépassent 20 Mo\u00a0: déposez-les en plusieurs fois."}
		}
		return files, false, dropFault{http.StatusUnprocessableEntity, "Ces fichiers ne se lisent pas."}
	}
	if key := r.PostFormValue("cle"); key != "" {
		files, ok := room.take(key, s.Who.Name)
		if r.PostFormValue("geste") == "colonnes" && ok {
			files.columns, files.at = namedColumns(r), d.Now()
			return files, true, fault
		}
		if !ok {
			fault = dropFault{http.StatusConflict, "L’essai est trop ancien, ou déjà pris\u00a0: déposez les fichiers de nouveau. Ce qui est enregistré n’est jamais pris deux fois."}
		}
		return files, false, fault
	}
	files, err := received(r)
	if err != nil || len(files.names) == 0 {
		return files, false, dropFault{http.StatusUnprocessableEntity, none}
	}
	files.owner, files.at = s.Who.Name, d.Now()
	return files, true, fault
}

// runImport reads the files and says what they bring.
func (d *Door) runImport(w http.ResponseWriter, r *http.Request, s page.Frame, files uploaded, dry bool) error {
	v := importView{Frame: s.Titled("Import"), Taken: !dry, Names: files.names}
	in := backoffice.Import{Files: files.names, Source: files, Creditor: s.Chosen, DryRun: dry, Map: files.columns}
	if in.Creditor == "" && len(s.Creditors) == 1 {
		in.Creditor = s.Creditors[0].Value
	}
	counts := map[backoffice.ImportOutcome]int{}
	for e, err := range d.Importer.Import(r.Context(), s.Who, in) {
		if err != nil {
			return err
		}
		counts[e.Outcome]++
		if len(v.Rows) == mostImported {
			v.Cut++
			continue
		}
		v.Rows = append(v.Rows, importedOf(e))
	}
	for _, o := range outcomes {
		if n := counts[o.code]; n > 0 {
			v.Counts = append(v.Counts, page.AmountLine{Label: o.label, Amount: page.Thousands(n)})
		}
	}
	v.Fields = columnFields(files)
	fits := counts[backoffice.WouldStart]+counts[backoffice.WouldCredit]+counts[backoffice.OnRecord] > 0
	if dry && (fits || len(v.Fields) > 0) {
		key, err := d.Key()
		if err != nil {
			return err
		}
		if d.waiting.put(key, files); fits {
			v.Key = key
		}
		if v.Open = !fits; len(v.Fields) > 0 {
			v.Again = key
		}
	}
	if dry {
		page.NothingDone(w)
	} else {
		v.Setting = d.settingUp(r, s)
		page.About(w, in.Creditor, strings.Join(files.names, ", "))
		d.Seen.Forget(s.Who)
	}
	templates.Render(w, http.StatusOK, "import", v)
	return nil
}

// outcomes words what becomes of invoices, and of one, what matters first.
var outcomes = []struct {
	code             backoffice.ImportOutcome
	label, one, tone string
}{
	{backoffice.Failed, "Refusées", "Refusée", "red"}, {backoffice.Conflicting, "Connues autrement", "Connue autrement", "red"},
	{backoffice.WouldStart, "Nouvelles, à prendre", "Nouvelle", "green"}, {backoffice.Started, "Prises", "Prise", "green"},
	{backoffice.WouldCredit, "Avoirs à imputer", "Avoir à imputer", "green"}, {backoffice.Credited, "Avoirs imputés", "Avoir imputé", "green"},
	{backoffice.AlreadyIn, "Déjà connues", "Déjà connue", ""}, {backoffice.OnRecord, "Déjà connues", "Déjà connue", ""},
	{backoffice.Repeated, "En double dans le fichier", "En double dans le fichier", ""}, {backoffice.NotChased, "Non relancées", "Non relancée", "amber"},
	{backoffice.Attached, "PDF joints", "PDF joint", ""}, {backoffice.Remark, "Remarques", "Remarque", "amber"},
}

func importedOf(e backoffice.Entry) importLine {
	line := importLine{Place: placeOf(e.File, e.Line), Debtor: e.DebtorName, Number: e.Number, Due: fr.Date(e.Due)}
	if e.Currency != "" {
		line.Amount = fr.Amount(e.Payable, e.Currency)
	}
	for _, o := range outcomes {
		if o.code == e.Outcome {
			line.State, line.Tone = o.one, o.tone
		}
	}
	if !e.FirstAt.IsZero() {
		line.Next = "premier envoi le " + fr.Date(page.Today(e.FirstAt))
	}
	if e.NoAddress {
		line.Notes = append(line.Notes, "sans adresse e-mail\u00a0: le dossier l’attend")
	}
	if e.Text != "" {
		line.Notes = append(line.Notes, e.Text)
	}
	if e.Err != nil {
		line.Notes = append(line.Notes, faultOf(page.Said(e.Err), line.Place))
	}
	for _, diff := range e.Differences {
		line.Notes = append(line.Notes, page.Capital(fr.Field(diff.Field))+"\u00a0: connu «\u00a0"+fr.FieldValue(diff.Field, diff.Recorded)+"\u00a0», lu «\u00a0"+fr.FieldValue(diff.Field, diff.Given)+"\u00a0»")
	}
	for _, n := range e.Notes {
		if n.Text != "" {
			line.Notes = append(line.Notes, n.Text)
		}
	}
	return line
}

// placeOf says where in what file something stands: "factures.csv, ligne 4".
func placeOf(file string, line int) string {
	if line == 0 {
		return file
	}
	return file + ", ligne " + strconv.Itoa(line)
}

// faultOf words what is wrong with a line: the place is said beside it, and a field
// of the file by what people call it.
func faultOf(said, place string) string {
	said = strings.TrimLeft(strings.TrimPrefix(said, place), "\u00a0: ")
	if name, rest, found := strings.Cut(said, ":"); found && !strings.ContainsAny(strings.TrimSpace(name), " \u00a0") {
		said = fr.Field(strings.TrimSpace(name)) + "\u00a0:" + rest
	}
	return page.Capital(said)
}
