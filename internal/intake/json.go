package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"relance/internal/einvoice"
)

// readJSON reads one object, an array of objects, or objects one after the
// other. A broken line of the last kind is skipped to its end.
func (res *Result) readJSON(data []byte, o Options) {
	text, encoding := toText(data)
	if encoding != "" {
		res.warn("encodage %s supposé", encoding)
	}
	j := jsonReader{res: res, text: text, b: builder{file: res.File, format: einvoice.JSON, mark: '.', computed: true}, o: o}
	if p := strings.TrimLeft(text, " \t\r\n"); strings.HasPrefix(p, "[") {
		j.array(len(text) - len(p))
	} else {
		j.sequence()
	}
	if len(res.Items) == 0 {
		res.fail(Unreadable, "aucune facture dans le fichier")
	}
}

type jsonReader struct {
	res  *Result
	text string
	b    builder
	o    Options

	seen, seenLine int // the last position whose line was asked for
}

// sequence reads objects that follow one another.
func (j *jsonReader) sequence() {
	at := 0
	for at < len(j.text) && len(j.res.Items) < maxItems {
		dec := json.NewDecoder(strings.NewReader(j.text[at:]))
		var raw json.RawMessage
		err := dec.Decode(&raw)
		switch {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			start := at + len(j.text[at:]) - len(strings.TrimLeft(j.text[at:], " \t\r\n"))
			j.broken(start, err)
			end := strings.IndexByte(j.text[start:], '\n')
			if end < 0 {
				return
			}
			at = start + end + 1
		default:
			end := at + int(dec.InputOffset())
			j.value(end-len(raw), raw)
			at = end
		}
	}
}

// array reads the elements of an array, each on its own.
func (j *jsonReader) array(start int) {
	dec := json.NewDecoder(strings.NewReader(j.text[start:]))
	if _, err := dec.Token(); err != nil {
		j.broken(start, err)
		return
	}
	for dec.More() && len(j.res.Items) < maxItems {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			j.broken(start+int(dec.InputOffset()), err)
			return
		}
		j.value(start+int(dec.InputOffset())-len(raw), raw)
	}
	if _, err := dec.Token(); err != nil {
		j.broken(len(j.text), err)
	}
}

// broken reports text that is no JSON, at the line of the fault.
func (j *jsonReader) broken(at int, err error) {
	j.res.addError(j.line(at), Unreadable, fmt.Sprintf(french("JSON mal formé : %s"), jsonFault(err)))
}

func jsonFault(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return "le texte s’arrête trop tôt"
	}
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return french("un signe n’est pas à sa place")
	}
	return shorten(err.Error())
}

// line counts on from the last answer, since positions mostly grow.
func (j *jsonReader) line(at int) int {
	at = min(at, len(j.text))
	if at < j.seen {
		j.seen, j.seenLine = 0, 0
	}
	j.seenLine += strings.Count(j.text[j.seen:at], "\n")
	j.seen = at
	return 1 + j.seenLine
}

// value reads one object, or the objects that it wraps.
func (j *jsonReader) value(at int, raw json.RawMessage) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		j.broken(at, err)
		return
	}
	object, ok := v.(map[string]any)
	if !ok {
		j.res.addError(j.line(at), Unreadable, french("une facture doit être un objet JSON, comme {\"number\": …}"))
		return
	}
	for _, key := range []string{"invoices", "factures"} {
		if _, wraps := object[key].([]any); wraps && object["number"] == nil {
			inner := at + max(0, strings.Index(j.text[at:], "["))
			j.array(inner)
			return
		}
	}
	j.object(at, object)
}

// object turns a JSON object into an item. Its names are those of CSV, flat or
// nested.
func (j *jsonReader) object(at int, object map[string]any) {
	flat := map[string]string{}
	flatten("", object, flat)
	names := slices.Sorted(maps.Keys(flat))
	values := map[string]string{}
	var unknown []string
	for i, c := range mapColumns(names, j.o.Map, nil) {
		switch {
		case c.Field != "":
			values[c.Field] = strings.TrimSpace(flat[names[i]])
		case !inspectOnly[names[i]] && flat[names[i]] != "":
			unknown = append(unknown, names[i])
		}
	}
	item := j.b.build(j.line(at), values)
	if len(unknown) > 0 {
		item.Document.Warnings = append(item.Document.Warnings, fmt.Sprintf(french("champs non lus : %s"), shorten(strings.Join(unknown, ", "))))
	}
	j.res.Items = append(j.res.Items, item)
}

// inspectOnly are the names that « relance inspect » prints and that say
// nothing about an invoice to start.
var inspectOnly = map[string]bool{
	"format": true, "profile": true, "due_date_rule": true, "warnings": true, "error": true, "specification": true,
}

// nestedNames are the nested names of « relance inspect » that differ from the
// flat ones.
var nestedNames = map[string]string{
	"buyer_address_lines":    "buyer_address",
	"buyer_address_postcode": "buyer_postcode",
	"buyer_address_city":     "buyer_city",
	"buyer_address_country":  "buyer_country",
}

// flatten joins nested names with an underscore. The lines of an address and
// other lists of texts become one text; of objects in lists the number is kept.
func flatten(prefix string, v any, out map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			flatten(strings.TrimPrefix(prefix+"_"+key, "_"), inner, out)
		}
		return
	case []any:
		var lines []string
		for _, inner := range v {
			if named, ok := inner.(map[string]any); ok {
				inner = named["number"] // the preceding invoices of a credit note
			}
			if s, ok := inner.(string); ok {
				lines = append(lines, s)
			}
		}
		setFlat(out, prefix, strings.Join(lines, "\n"))
	case string:
		setFlat(out, prefix, v)
	case nil:
	default:
		setFlat(out, prefix, fmt.Sprint(v))
	}
}

func setFlat(out map[string]string, name, value string) {
	if flat, ok := nestedNames[name]; ok {
		name = flat
	}
	if value != "" {
		out[name] = value
	}
}
