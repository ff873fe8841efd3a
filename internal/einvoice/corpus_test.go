package einvoice

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"relance/internal/money"
)

const corpusDir = "../../../shared/corpus"

// keyRow is one line of the answer key: values by column name.
type keyRow map[string]string

func readKey(t testing.TB) []keyRow {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(corpusDir, "EXPECTED_invoices.tsv"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("no corpus beside this checkout: the comparison with published files is skipped")
	}
	lines := strings.Split(strings.TrimRight(string(raw), "\n"), "\n")
	head := strings.Split(lines[0], "\t")
	var rows []keyRow
	for _, line := range lines[1:] {
		row := keyRow{}
		for i, v := range strings.Split(line, "\t") {
			row[head[i]] = v
		}
		rows = append(rows, row)
	}
	return rows
}

func (k keyRow) read(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(corpusDir, k["kind"], k["file"]))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// comparedTerms gives the value of each term of the key in a Document.
var comparedTerms = map[string]func(Document) string{
	"BT-24":   func(d Document) string { return d.Specification },
	"BT-23":   func(d Document) string { return d.Frame },
	"BT-1":    func(d Document) string { return d.Number },
	"BT-3":    func(d Document) string { return d.TypeCode },
	"BT-2":    func(d Document) string { return d.IssueDate.String() },
	"BT-9":    func(d Document) string { return d.DueDate.String() },
	"BT-5":    func(d Document) string { return d.Currency },
	"BT-10":   func(d Document) string { return d.BuyerRef },
	"BT-13":   func(d Document) string { return d.OrderRef },
	"BT-20":   func(d Document) string { return d.Terms },
	"BT-25":   func(d Document) string { return precedingNumber(d) },
	"BT-27":   func(d Document) string { return d.Seller.Name },
	"BT-30":   func(d Document) string { return d.Seller.SIREN },
	"BT-44":   func(d Document) string { return d.Buyer.Name },
	"BT-47":   func(d Document) string { return d.Buyer.SIREN },
	"BT-48":   func(d Document) string { return d.Buyer.VAT },
	"BT-49":   func(d Document) string { return d.Buyer.Endpoint },
	"BT-49-1": func(d Document) string { return d.Buyer.EndpointScheme },
	"BT-52":   func(d Document) string { return d.Buyer.Address.City },
	"BT-53":   func(d Document) string { return d.Buyer.Address.Postcode },
	"BT-55":   func(d Document) string { return d.Buyer.Address.Country },
	"BT-58":   contactMail,
	"BT-59":   func(d Document) string { return d.Payee },
	"BT-81":   func(d Document) string { return d.MeansCode },
	"BT-83":   func(d Document) string { return d.PaymentRef },
	"BT-84":   func(d Document) string { return d.IBAN },
	"BT-86":   func(d Document) string { return d.BIC },
	"BT-89":   func(d Document) string { return d.Mandate },
	"BT-109":  func(d Document) string { return cents(d.Net) },
	"BT-110":  func(d Document) string { return cents(d.VAT) },
	"BT-112":  func(d Document) string { return cents(d.Total) },
	"BT-113":  func(d Document) string { return cents(d.Prepaid) },
	"BT-115":  func(d Document) string { return cents(d.Payable) },
	"notes":   noteCodes,
}

// keyTerms may not be silently wrong in any file.
var keyTerms = []string{"BT-1", "BT-5", "BT-9", "BT-115"}

func precedingNumber(d Document) string {
	if len(d.Preceding) == 0 {
		return ""
	}
	return d.Preceding[0].Number
}

// contactMail undoes the fallback on the electronic address.
func contactMail(d Document) string {
	if d.Buyer.EndpointScheme == emailScheme && d.Buyer.Email == d.Buyer.Endpoint {
		return "?" // either source
	}
	return d.Buyer.Email
}

func cents(c *money.Cents) string {
	if c == nil {
		return ""
	}
	return c.String()
}

func noteCodes(d Document) string {
	var codes []string
	for _, n := range d.Notes {
		if n.Code != "" {
			codes = append(codes, n.Code)
		}
	}
	sort.Strings(codes)
	return strings.Join(slices.Compact(codes), ",")
}

// normal brings a key value and ours to one form: dates and amounts are
// written differently in the two syntaxes, spaces are not compared.
func normal(term, v string) string {
	v = strings.Join(strings.Fields(v), " ")
	switch term {
	case "BT-2", "BT-9":
		if d, _, ok := parseDate(v, ""); ok {
			return d.String()
		}
	case "BT-109", "BT-110", "BT-112", "BT-113", "BT-115":
		if c, _, err := parseDecimal(v); err == nil {
			return c.String()
		}
	}
	return v
}

// TestCorpus compares every published sample file with its answer key. Each
// disagreement must be listed with its reason in testdata/disagreements.tsv,
// and a listed one that no longer occurs must be removed.
func TestCorpus(t *testing.T) {
	t.Parallel()
	rows := readKey(t)
	reasons := readDisagreements(t)
	var fields, wrong int
	perTerm := map[string][2]int{}
	for _, k := range rows {
		d, err := Parse(k["file"], k.read(t))
		if ok := k["status"] == "ok"; ok != (err == nil) {
			t.Errorf("%s: status %q, but error is %v", k["file"], k["status"], err)
			continue
		} else if !ok {
			checkRefusal(t, k, err)
			continue
		}
		for term, value := range comparedTerms {
			want, got := normal(term, k[term]), normal(term, value(d))
			n := perTerm[term]
			n[1]++
			fields++
			if got == want || term == "BT-58" && got == "?" {
				n[0]++
			} else {
				wrong++
				id := k["kind"] + "/" + k["file"] + "\t" + term
				if reasons[id] == "" {
					t.Errorf("unexplained disagreement\n%s\t%s\t%s", id, want, got)
				}
				delete(reasons, id)
			}
			perTerm[term] = n
		}
	}
	for id := range reasons {
		t.Errorf("listed disagreement does not occur any more: %s", id)
	}
	report(t, perTerm, fields, wrong)
}

func report(t *testing.T, perTerm map[string][2]int, fields, wrong int) {
	t.Helper()
	terms := make([]string, 0, len(perTerm))
	for term := range perTerm {
		terms = append(terms, term)
	}
	sort.Strings(terms)
	for _, term := range terms {
		n := perTerm[term]
		t.Logf("%-8s %d/%d", term, n[0], n[1])
	}
	agreement := 100 * float64(fields-wrong) / float64(fields)
	t.Logf("%d fields, %d disagreements, %.2f %% agree", fields, wrong, agreement)
	if agreement < 99 {
		t.Errorf("agreement %.2f %% is below 99 %%", agreement)
	}
}

// checkRefusal asks that a file which is no invoice is refused with its class.
func checkRefusal(t *testing.T, k keyRow, err error) {
	t.Helper()
	want := Malformed
	switch {
	case strings.HasPrefix(k["status"], "unsupported-root"):
		want = Unsupported
	case k["status"] == "no-embedded-xml":
		want = NoInvoice
	}
	var e *Error
	if !errors.As(err, &e) || e.Code != want || e.Message == "" {
		t.Errorf("%s: refused with %v, want class %s", k["file"], err, want)
	}
	if strings.Contains(k["status"], "CrossIndustryDocument") && !strings.Contains(err.Error(), "ZUGFeRD 1") {
		t.Errorf("%s: the message does not name ZUGFeRD 1: %v", k["file"], err)
	}
}

// readDisagreements lists the explained differences: kind/file, term, reason.
func readDisagreements(t *testing.T) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("testdata/disagreements.tsv")
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(string(raw)))
	r.Comma, r.Comment, r.LazyQuotes, r.FieldsPerRecord = '\t', '#', true, 3
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, row := range rows {
		out[row[0]+"\t"+row[1]] = row[2]
	}
	return out
}

// TestCorpusIsNeverSilentlyWrong looks at the four keys that decide about
// money: where they differ from the answer key, the document must carry a
// warning about that term.
func TestCorpusIsNeverSilentlyWrong(t *testing.T) {
	t.Parallel()
	for _, k := range readKey(t) {
		d, err := Parse(k["file"], k.read(t))
		if err != nil || k["status"] != "ok" {
			continue
		}
		for _, term := range keyTerms {
			got, want := normal(term, comparedTerms[term](d)), normal(term, k[term])
			if got != want && !strings.Contains(strings.Join(d.Warnings, "\n"), term+french(" :")) {
				t.Errorf("%s: %s is %q, key %q, without a warning: %v", k["file"], term, got, want, d.Warnings)
			}
		}
	}
}
