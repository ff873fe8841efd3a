package intake

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"relance/internal/einvoice"
)

// headerSearch is how many records may precede the header line.
const headerSearch = 40

func (res *Result) readCSV(data []byte, o Options) {
	text, encoding := toText(data)
	if encoding != "" {
		res.warn("encodage %s supposé", encoding)
	}
	comma := guessComma(text)
	head, profile, ok := res.findHeader(scanCSV(text, comma, headerSearch), o)
	if !ok {
		return
	}
	records := scanCSV(text, comma, maxItems+headerSearch)
	res.Columns = mapColumns(records[head].cells, o.Map, profile)
	res.reportHeader(records, head, profile)
	rows := records[head+1:]
	if len(rows) > maxItems {
		res.warn("fichier limité à %d lignes : découpez-le", maxItems)
		rows = rows[:maxItems]
	}
	b := builder{file: res.File, format: einvoice.CSV, mark: res.decimalMark(rows)}
	b.computed = !res.has("payable")
	for _, r := range rows {
		switch {
		case r.empty():
		case isSum(r):
			res.warn("ligne %d : ligne de total, non lue", r.line)
		default:
			res.addRow(b, r)
		}
	}
	if len(res.Items) == 0 {
		res.fail(Unreadable, french("aucune facture sous la ligne d’en-tête"))
	}
}

// isSum recognises the totals that exports put below a list.
func isSum(r record) bool {
	for _, c := range r.cells {
		if c = normalise(c); c != "" {
			return c == "total" || c == "totaux" || c == "total general" || c == "sous total"
		}
	}
	return false
}

// tooWide refuses a record that nobody wrote as a line of a list.
var tooWide = fmt.Sprintf("plus de %d colonnes : ne gardez que celles des factures, et vérifiez le séparateur", maxColumns)

// findHeader looks for the line with the most known headers. A data line can
// hold a word or two that are headers too, so it must have at least two.
func (res *Result) findHeader(records []record, o Options) (at int, p *profile, ok bool) {
	if o.Profile != "" {
		if p = profileNamed(o.Profile); p == nil {
			res.fail(Invalid, fmt.Sprintf(french("profil « %s » inconnu : choisissez parmi %s"), o.Profile, strings.Join(Profiles(), ", ")))
			return 0, nil, false
		}
	}
	best, wide := 1, 0
	at = -1
	for i, r := range records {
		if r.wide {
			wide = max(wide, r.line)
			continue
		}
		if n, key := recognised(mapColumns(r.cells, o.Map, profileFor(r, p))); key && n > best {
			at, best = i, n
		}
	}
	if at < 0 && wide > 0 {
		res.addError(wide, Unreadable, french(tooWide))
		return 0, nil, false
	}
	if at < 0 {
		res.fail(Unreadable, res.noHeader(records))
		return 0, nil, false
	}
	return at, profileFor(records[at], p), res.checkMap(records[at], o.Map)
}

func profileFor(r record, chosen *profile) *profile {
	if chosen != nil {
		return chosen
	}
	var headers []string
	for _, c := range r.cells {
		headers = append(headers, normalise(c))
	}
	return profileOf(headers)
}

// noHeader explains a file without a header, showing the first line as it was
// cut.
func (res *Result) noHeader(records []record) string {
	first := "rien"
	for _, r := range records {
		if !r.empty() {
			first = strings.Join(r.cells[:min(len(r.cells), 12)], " | ")
			break
		}
	}
	return fmt.Sprintf(french("aucune ligne d’en-tête reconnue (première ligne : « %s ») : nommez les colonnes, par exemple number, issue_date, total, ou indiquez-les avec --map"), shorten(first))
}

// checkMap refuses a mapping that names no field or no column.
func (res *Result) checkMap(header record, given map[string]string) bool {
	var headers []string
	for _, c := range header.cells {
		headers = append(headers, normalise(c))
	}
	ok := true
	for _, field := range sortedKeys(given) {
		switch column := given[field]; {
		case !slices.Contains(fieldNames, field):
			res.fail(Invalid, fmt.Sprintf(french("champ « %s » inconnu : choisissez parmi %s"), shorten(field), strings.Join(fieldNames, ", ")))
			ok = false
		case column != "" && columnNamed(headers, column) < 0:
			res.fail(Invalid, fmt.Sprintf(french("aucune colonne « %s » pour le champ %s : colonnes du fichier %s"), shorten(column), field, shorten(strings.Join(header.cells, ", "))))
			ok = false
		}
	}
	return ok
}

func (res *Result) reportHeader(records []record, head int, p *profile) {
	if p != nil {
		res.warn("export reconnu : %s", p.name)
	}
	preamble := 0
	for _, r := range records[:head] {
		if !r.empty() && !strings.HasPrefix(r.cells[0], "sep=") {
			preamble++
		}
	}
	if preamble > 0 {
		res.warn("%d lignes avant l’en-tête (ligne %d) n’ont pas été lues", preamble, records[head].line)
	}
	if !res.has("due_date") && !res.has("terms") {
		res.warn("pas de colonne « échéance » ni « conditions » : l’échéance est celle du débiteur ou par défaut")
	}
	if unread := res.unread(); p == nil && unread != "" {
		res.warn("colonnes non lues : %s (--map CHAMP=COLONNE en lit une)", unread)
	}
	if !res.has("payable") {
		res.warn("pas de colonne « reste dû » : le net à payer est le total moins le déjà réglé")
	}
	if !res.has("currency") {
		res.warn("pas de colonne « devise » : euros supposés")
	}
}

// unread names the columns that were taken for no field.
func (res *Result) unread() string {
	var names []string
	for _, c := range res.Columns {
		if name := strings.TrimSpace(c.Header); c.Field == "" && name != "" {
			names = append(names, shorten(name))
		}
	}
	return strings.Join(names[:min(len(names), 12)], ", ")
}

func (res *Result) has(field string) bool {
	return slices.ContainsFunc(res.Columns, func(c Column) bool { return c.Field == field })
}

// addRow turns a record into an item.
func (res *Result) addRow(b builder, r record) {
	switch {
	case r.wide:
		res.addError(r.line, Unreadable, french(tooWide))
		return
	case r.broken:
		res.addError(r.line, Unreadable, french("guillemet non fermé : fermez-le, ou doublez-le s’il fait partie du texte"))
		return
	}
	values := map[string]string{}
	for i, c := range r.cells {
		if i >= len(res.Columns) {
			if strings.TrimSpace(c) != "" {
				res.addError(r.line, Unreadable, fmt.Sprintf(french("%d colonnes au lieu de %d : un séparateur de trop, ou un texte à mettre entre guillemets"), len(r.cells), len(res.Columns)))
				return
			}
			continue
		}
		if field := res.Columns[i].Field; field != "" {
			values[field] = strings.TrimSpace(c)
		}
	}
	if len(r.cells) < len(res.Columns) && len(r.cells) <= lastNeeded(res.Columns) {
		res.addError(r.line, Unreadable, fmt.Sprintf(french("%d colonnes au lieu de %d : ligne incomplète"), len(r.cells), len(res.Columns)))
		return
	}
	res.Items = append(res.Items, b.build(r.line, values))
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// lastNeeded is the position of the last column that a line must reach.
func lastNeeded(columns []Column) int {
	last := 0
	for i, c := range columns {
		if slices.Contains([]string{"number", "issue_date", "total", "payable"}, c.Field) {
			last = i
		}
	}
	return last
}
