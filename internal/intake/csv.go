package intake

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"relance/internal/einvoice"
	"relance/internal/tabular"
)

// headerSearch is how many records may precede the header line.
const headerSearch = 40

// csvList is a CSV file whose header was found.
type csvList struct {
	res   *Result
	b     builder
	text  string
	comma byte
	head  record // the header line
	cut   bool   // there are more lines than are read
}

// readCSV finds out how to read a list, and gives its items, which are read one
// at a time: a list of a million lines is never in memory as a whole. It looks
// through the lines once before, for what only all of them can tell.
func (res *Result) readCSV(data []byte, o Options) iter.Seq[Item] {
	text, encoding := toText(data)
	if encoding != "" {
		res.warn("encodage %s supposé", encoding)
	}
	comma := guessComma(text)
	top := scanCSV(text, comma, headerSearch)
	head, profile, ok := res.findHeader(top, o)
	if !ok {
		return res.taken(o)
	}
	res.Columns = mapColumns(top[head].cells, o.Map, profile)
	res.reportHeader(top, head, profile)
	res.propose(top[head+1:])
	l := csvList{res: res, text: text, comma: comma, head: top[head]}
	l.b = builder{file: res.File, format: einvoice.CSV, computed: !res.has("payable"), heads: res.heads()}
	if res.Count = l.lookThrough(); res.Count == 0 {
		res.fail(Unreadable, french("aucune facture sous la ligne d’en-tête"))
		return res.taken(o)
	}
	return l.items(o)
}

// rows gives the lines below the header, without the empty ones, at most
// maxItems of them.
func (l *csvList) rows() iter.Seq[record] {
	return func(yield func(record) bool) {
		n := 0
		for r := range eachRecord(l.text[l.head.at:], l.comma) {
			if r.line, r.at = r.line+l.head.line-1, r.at+l.head.at; r.line == l.head.line {
				continue
			}
			if n++; n > maxItems {
				l.cut = true
				return
			}
			if !r.empty() && !yield(r) {
				return
			}
		}
	}
}

// lookThrough finds the decimal mark and the order of days, names the lines of totals, and counts the
// others.
func (l *csvList) lookThrough() (count int) {
	var seen survey
	var sums []int
	for r := range l.rows() {
		if seen.see(r, l.res.Columns); isSum(r) {
			sums = append(sums, r.line)
		} else {
			count++
		}
	}
	l.b.mark, l.b.order = seen.marks.Mark(), seen.days.Order()
	switch l.b.order {
	case tabular.MonthFirst:
		l.res.warn("dates lues mois d’abord (mm/jj/aaaa), comme le prouvent certaines lignes")
	case tabular.Mixed:
		l.res.warn("dates contradictoires : certaines lignes prouvent que le jour vient d’abord, d’autres que c’est le mois ; exportez-les en aaaa-mm-jj")
	}
	if l.cut {
		l.res.warn("fichier limité à %d lignes : découpez-le", maxItems)
	}
	for _, line := range sums {
		l.res.warn("ligne %d : ligne de total, non lue", line)
	}
	return count
}

// items reads the lines one at a time.
func (l *csvList) items(o Options) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		d := duplicates{file: l.res.File, first: map[[2]string]place{}, read: func(p place) einvoice.Document {
			r, _ := recordAt(l.text[p.at:], l.comma)
			r.line = p.line
			item := l.res.row(l.b, r)
			item.complete(o)
			return item.Document
		}}
		for r := range l.rows() {
			if isSum(r) {
				continue
			}
			item := l.res.row(l.b, r)
			item.complete(o)
			d.mark(&item, r.at)
			if !yield(item) {
				return
			}
		}
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
	return fmt.Sprintf(french("aucune ligne d’en-tête reconnue (première ligne : « %s ») : nommez les colonnes, par exemple number, issue_date, total, ou donnez leur correspondance%s"), shorten(first), proposedFor(records))
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
		res.warn("colonnes non lues : %s (une correspondance CHAMP=COLONNE en lit une)", unread)
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

// heads are the file's own names of the columns, by field.
func (res *Result) heads() map[string]string {
	out := map[string]string{}
	for _, c := range res.Columns {
		if name := strings.TrimSpace(c.Header); c.Field != "" && name != "" {
			out[c.Field] = shorten(name)
		}
	}
	return out
}

func (res *Result) has(field string) bool {
	return slices.ContainsFunc(res.Columns, func(c Column) bool { return c.Field == field })
}

// row turns a record into an item.
func (res *Result) row(b builder, r record) Item {
	bad := func(message string) Item { return res.unusable(r.line, Unreadable, message) }
	switch {
	case r.wide:
		return bad(french(tooWide))
	case r.broken:
		return bad(french("guillemet non fermé : fermez-le, ou doublez-le s’il fait partie du texte"))
	}
	values := map[string]string{}
	for i, c := range r.cells {
		if i >= len(res.Columns) {
			if strings.TrimSpace(c) != "" {
				return bad(fmt.Sprintf(french("%d colonnes au lieu de %d : un séparateur de trop, ou un texte à mettre entre guillemets"), len(r.cells), len(res.Columns)))
			}
			continue
		}
		if field := res.Columns[i].Field; field != "" {
			values[field] = tabular.Cell(c)
		}
	}
	if len(r.cells) < len(res.Columns) && len(r.cells) <= lastNeeded(res.Columns) {
		return bad(fmt.Sprintf(french("%d colonnes au lieu de %d : ligne incomplète"), len(r.cells), len(res.Columns)))
	}
	return b.build(r.line, values)
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
