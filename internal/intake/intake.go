package intake

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/einvoice"
	"relance/internal/tabular"
)

// Limits of a CSV or JSON file.
const (
	maxBytes = 256 << 20
	maxItems = 1_000_000
)

// Options say how to read a file. The zero value guesses everything.
type Options struct {
	// Map names the column (by its header, or "#3" by its position) of a
	// field, before any guess. An empty column name leaves the field unread.
	Map map[string]string
	// Profile is the name of an export profile (see Profiles); "" tries all.
	Profile string
	// Creditor is set on items that do not name their creditor.
	Creditor string
	// CustomerTerms gives the terms agreed with a buyer, "" when there are
	// none; nil skips that rule.
	CustomerTerms func(einvoice.Buyer) string
}

// Result is what a file contains.
type Result struct {
	File     string
	Format   einvoice.Format // "" when the file was not recognised
	Count    int             // number of items
	Items    []Item          // in the order of the file, at least one
	Columns  []Column        // what each column of a CSV file was taken for
	Warnings []string        // French, about the file as a whole
}

// Item is one invoice of a file, or one line that could not be read.
type Item struct {
	Line     int // first line in a CSV or JSON file, 0 for a file that is one invoice
	Document einvoice.Document
	Extra    Extra
	// DuplicateOf is the line of the same invoice with the same content, 0
	// for its first appearance.
	DuplicateOf int
	Error       *Error // nil when the document is usable
}

// Extra holds what a list may say about an invoice besides its content.
type Extra struct {
	Creditor   string // which creditor the invoice belongs to
	Customer   string // the creditor's own reference of the buyer
	Language   string // of the debtor, "fr" when not said
	Regime     string // b2b, b2c, public, non_professional; "" when not said
	Attachment string // file name of the PDF beside the list
	// Received is the day on which the buyer received the invoice, and PayDays
	// the payment period of a public buyer: 30, 50 or 60 days; 0 when not said.
	Received calendar.Date
	PayDays  int
}

// Code classes the errors of items.
type Code string

// The classes of errors.
const (
	Unreadable Code = "unreadable" // the file or the line cannot be read at all
	Invalid    Code = "invalid"    // a value is missing, impossible or contradictory
	Conflict   Code = "conflict"   // the number appears twice with different content
	NotIssued  Code = "not_issued" // a draft or a cancelled invoice
	NotFound   Code = "not_found"  // its creditor is not configured
)

// Error says in French what is wrong with an item and how to mend it.
type Error struct {
	File    string
	Line    int // 0 when the whole file is meant
	Code    Code
	Message string
	Cause   error // an *einvoice.Error for electronic invoices
}

// Error gives file, line and message.
func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s\u00a0: %s", e.File, e.Message)
	}
	return fmt.Sprintf("%s, ligne %d\u00a0: %s", e.File, e.Line, e.Message)
}

// Unwrap gives the cause, nil when there is none.
func (e *Error) Unwrap() error { return e.Cause }

// Read reads a file of any supported format. name is shown in messages and may
// be a path. Read does not fail: what cannot be read is an item with an error.
func Read(name string, data []byte, o Options) Result {
	res, items := Open(name, data, o)
	res.Items = slices.Collect(items)
	return res
}

// Open is Read for files of any length: it gives what is known of the file as a
// whole, and its items one at a time as they are asked for. They may be asked
// for once. Result.Items is empty, Result.Count tells how many there are.
func Open(name string, data []byte, o Options) (Result, iter.Seq[Item]) {
	res := &Result{File: name}
	var items iter.Seq[Item]
	switch kind := sniff(data); kind {
	case "":
		res.fail(Unreadable, fileKind(data))
	case einvoice.CSV:
		res.Format = kind
		items = res.readCSV(data, o)
	case einvoice.JSON:
		res.Format = kind
		res.readJSON(data, o)
	default:
		res.readEInvoice(data)
	}
	if items == nil {
		items = res.taken(o)
	}
	return *res, items
}

// taken completes the items that are in memory and takes them out of the
// result.
func (res *Result) taken(o Options) iter.Seq[Item] {
	all := res.Items
	d := duplicates{file: res.File, first: map[[2]string]place{}, read: func(p place) einvoice.Document { return all[p.at].Document }}
	for i := range all {
		all[i].complete(o)
		d.mark(&all[i], i)
	}
	res.Items, res.Count = nil, len(all)
	return slices.Values(all)
}

// sniff tells how to read a file; "" is a file of no use.
func sniff(data []byte) einvoice.Format {
	head := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	switch {
	case len(head) == 0 || len(data) > maxBytes:
		return ""
	case bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")):
		return einvoice.FacturX
	case tabular.NotAList(data) != "":
		return ""
	case head[0] == '<' || bytes.HasPrefix(utf16Start(data), []byte("<")):
		return einvoice.CII
	case head[0] == '{' || head[0] == '[':
		return einvoice.JSON
	case isUTF16(data) || bytes.IndexByte(data[:min(len(data), 4096)], 0) < 0:
		return einvoice.CSV
	}
	return ""
}

// fileKind names a file that sniff refused.
func fileKind(data []byte) string {
	switch {
	case len(data) > maxBytes:
		return fmt.Sprintf("fichier de plus de %d Mo\u00a0: découpez-le", maxBytes>>20)
	case len(bytes.TrimSpace(data)) == 0:
		return "fichier vide"
	}
	if other := tabular.NotAList(data); other != "" {
		return other
	}
	return "format inconnu\u00a0: attendu une facture électronique (PDF Factur-X, XML), un CSV ou un JSON"
}

func (res *Result) readEInvoice(data []byte) {
	doc, err := einvoice.Parse(res.File, data)
	item := Item{Document: doc}
	res.Format = doc.Format
	if err != nil {
		item.Error = &Error{File: res.File, Code: Unreadable, Message: err.Error(), Cause: err}
		var e *einvoice.Error
		if errors.As(err, &e) {
			item.Error.Line = e.Line
		}
		item.Document.Error = err.Error()
	}
	res.Items = append(res.Items, item)
}

func (res *Result) fail(code Code, message string) {
	res.addError(0, code, message)
}

func (res *Result) addError(line int, code Code, message string) {
	res.Items = append(res.Items, res.unusable(line, code, message))
}

// unusable is an item that says what is wrong with a line.
func (res *Result) unusable(line int, code Code, message string) Item {
	item := Item{Line: line, Error: &Error{File: res.File, Line: line, Code: code, Message: message}}
	item.Document = newDocument(res.File, res.Format)
	item.Document.Error = message
	return item
}

func (res *Result) warn(format string, args ...any) {
	res.Warnings = append(res.Warnings, fmt.Sprintf(french(format), args...))
}

// french sets the spaces that French wants before double punctuation and
// inside quotation marks. It is applied to formats, never to data.
var french = strings.NewReplacer(" :", "\u00a0:", " ;", "\u202f;", "« ", "«\u00a0", " »", "\u00a0»").Replace

func newDocument(file string, format einvoice.Format) einvoice.Document {
	d := einvoice.Document{File: file, Format: format, Warnings: []string{}, OtherMeans: []einvoice.Means{}}
	d.Buyer.Address.Lines = []string{}
	return d
}

// complete adds what the rules say to a readable item.
func (item *Item) complete(o Options) {
	if item.Error != nil {
		return
	}
	if item.Extra.Creditor == "" {
		item.Extra.Creditor = o.Creditor
	}
	customer := ""
	if o.CustomerTerms != nil {
		customer = o.CustomerTerms(item.Document.Buyer)
	}
	d := &item.Document
	d.DueDate, d.DueDateRule = dueDate(*d, customer)
}
