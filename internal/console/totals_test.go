package console_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/people"
)

// anyPortfolio gives a creditor invoices of several debtors with payments, credit
// notes, returned payments, disputes, promises and cases that were closed.
func anyPortfolio(v *visit, r *rand.Rand, creditor string) {
	ctx, today := v.t.Context(), calendar.DateOf(v.db.Now())
	v.must(v.db.SaveCreditor(ctx, dunning.Creditor{ID: creditor, Name: "Maison " + creditor, Email: creditor + "@example.com"}, []dunning.Plan{dunning.DefaultPlan()}))
	for i := range 4 + r.IntN(10) {
		due, total := today.AddDays(60-r.IntN(220)), money.Cents(100+r.IntN(900_000))
		currency := "EUR"
		if r.IntN(9) == 0 {
			currency = "CHF"
		}
		key := "C-" + strconv.Itoa(r.IntN(4))
		added, err := v.db.AddInvoice(ctx, dunning.NewInvoice{
			Creditor: creditor, Debtor: dunning.Debtor{Key: key, Name: hostile + " " + key, Email: "client@example.org"}, Now: v.db.Now(), Author: "test",
			Invoice: dunning.Invoice{
				Number: fmt.Sprintf("F-%d", i), Issued: due.AddDays(-60 - r.IntN(30)), Due: due, DueRule: dunning.DueStated, Currency: currency, Total: total, Payable: total, Source: "test",
			},
		})
		v.must(err)
		tell := func(e dunning.Event) {
			_, err := v.office.Tell(ctx, access.Shell("root"), backoffice.Fact{Ref: added.Ref, Event: e})
			if err != nil && dunning.ErrorCode(err) == "" {
				v.t.Fatal(err)
			}
		}
		past := func() calendar.Date { return today.AddDays(-r.IntN(60)) }
		for range r.IntN(4) {
			part := money.Cents(1 + r.Int64N(int64(total)*5/4))
			switch r.IntN(7) {
			case 0, 1:
				tell(dunning.NewPaid(part, past()))
			case 2:
				tell(dunning.NewPaidBesides(part, 4_000, past()))
			case 3:
				tell(dunning.NewCredited(part, past()))
			case 4:
				tell(dunning.NewDispute(part, "quality"))
			case 5:
				tell(dunning.NewPromise(0, today.AddDays(r.IntN(20))))
			case 6:
				tell(dunning.NewClose([]dunning.Outcome{dunning.WrittenOff, dunning.Settled, dunning.Cancelled}[r.IntN(3)]))
			}
		}
	}
}

// sums are what a page or a file says in all.
type sums struct {
	total, credit money.Cents
	buckets       [5]money.Cents
}

// euroCents reads an amount as a page writes it.
func euroCents(t *testing.T, text string) money.Cents {
	t.Helper()
	text = strings.NewReplacer("\u202f", "", "\u00a0", "", " ", "", "€", "", "−", "-").Replace(html.UnescapeString(text))
	if text == "—" || text == "" {
		return 0
	}
	c, err := money.ParseDecimal(text, money.CommaDecimal)
	if err != nil {
		t.Fatalf("%q is no amount: %v", text, err)
	}
	return c
}

// found gives the first group of every match.
func found(pattern, text string) (out []string) {
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// bytesOf reads a file.
func (v *visit) bytesOf(path string) []byte {
	v.t.Helper()
	res, err := v.browser.Get(v.server.URL + path)
	v.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	v.must(err)
	if res.StatusCode != http.StatusOK {
		v.t.Fatalf("%s: %d", path, res.StatusCode)
	}
	return body
}

// table reads a table that was taken out, by its head; amounts as cents in both forms.
func (v *visit) table(path string) (rows []map[string]string) {
	v.t.Helper()
	body := v.bytesOf(path)
	var all [][]string
	if strings.Contains(path, ".xlsx") {
		f, err := excelize.OpenReader(bytes.NewReader(body))
		v.must(err)
		defer f.Close()
		all, err = f.GetRows(f.GetSheetName(0), excelize.Options{RawCellValue: true})
		v.must(err)
	} else {
		c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
		c.Comma = ';'
		var err error
		all, err = c.ReadAll()
		v.must(err)
	}
	for _, line := range all[1:] {
		row := map[string]string{}
		for i, cell := range line {
			row[all[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// cell reads an amount of a table: 12,30 in CSV, 12.3 in XLSX.
func cell(t *testing.T, text string) money.Cents {
	t.Helper()
	if text == "" {
		return 0
	}
	f, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil {
		t.Fatalf("%q is no amount", text)
	}
	if f < 0 {
		return money.Cents(f*100 - 0.5)
	}
	return money.Cents(f*100 + 0.5)
}

var bucketHeads = [5]string{"Non échu", "1 à 30 jours", "31 à 60 jours", "61 à 90 jours", "Plus de 90 jours"}

// TestTotalsAgree draws portfolios and looks whether the list of cases, the dashboard,
// the lists behind its figures, the pages of the debtors and every export come to the
// same sums on the same day: today, and on days that are past.
func TestTotalsAgree(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("admin", people.Everyone)
	today := calendar.DateOf(v.db.Now())
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 12)) //nolint:gosec // a portfolio, not a secret
		creditor := "p" + strconv.FormatUint(seed, 10)
		anyPortfolio(v, r, creditor)
		v.door.Seen.Forget(access.Actor{Name: "admin.*@example.fr"})
		v.post("/creancier", "creancier", creditor, "suite", "/")
		for _, day := range []calendar.Date{today, today.AddDays(-1 - r.IntN(20)), today.AddDays(-30 - r.IntN(60))} {
			name := fmt.Sprintf("seed %d on %s", seed, day)
			want := v.dashboard(t, day)
			check := func(what string, got sums) {
				if got != want {
					t.Errorf("%s: %s comes to %v, the dashboard to %v", name, what, got, want)
				}
			}
			for _, form := range []string{"csv", "xlsx"} {
				check("the aged balance as "+form, v.agedExport(t, day, form))
			}
			check("the lists behind the figures", v.figureLists(t, day))
			check("the exports of these lists", v.figureExports(t, day))
			for _, form := range []string{"", "csv", "xlsx"} {
				if got := v.accounts(t, creditor, day, form); got != want.total-want.credit {
					t.Errorf("%s: the accounts of debtors %s come to %s, the dashboard to %s", name, form, got, want.total-want.credit)
				}
			}
			if day == today {
				check("the list of cases", v.caseList(t))
				check("the list of cases as CSV", v.caseExport(t, "csv"))
				check("the list of cases as XLSX", v.caseExport(t, "xlsx"))
			}
		}
	}
}

func (v *visit) dashboard(t *testing.T, day calendar.Date) (s sums) {
	t.Helper()
	p := v.get("/tableau?au=" + day.String())
	s.total = euroCents(t, found(`<p>Encours client</p><p class="big"><a [^>]*>([^<]*)</a>`, p.html)[0])
	if credit := found(`non déduits&nbsp;: <a [^>]*>([^<]*)<`, p.html); len(credit) > 0 {
		s.credit = euroCents(t, credit[0])
	}
	_, foot, _ := strings.Cut(p.html, "<tfoot>")
	cells := found(`<td class="num"(?: data-label="[^"]*")?>(?:<a [^>]*>)?([^<]*)`, foot[:strings.Index(foot, "</tfoot>")])
	for i := range s.buckets {
		s.buckets[i] = euroCents(t, cells[i])
	}
	if total := euroCents(t, cells[5]); total != s.total {
		t.Errorf("the table of the dashboard comes to %s, its tile to %s", total, s.total)
	}
	bars := found(`<text [^>]*text-anchor="end">([^<]*)</text><rect `, p.html)
	for i := range s.buckets {
		if bar := euroCents(t, bars[i]); bar != s.buckets[i] {
			t.Errorf("a bar says %s, the table %s", bar, s.buckets[i])
		}
	}
	return s
}

func (v *visit) agedExport(t *testing.T, day calendar.Date, form string) (s sums) {
	t.Helper()
	var last sums
	for _, row := range v.table("/tableau/balance." + form + "?au=" + day.String()) {
		one := sums{total: cell(t, row["Total"]), credit: cell(t, row["Avoirs et trop-perçus"])}
		for i, h := range bucketHeads {
			one.buckets[i] = cell(t, row[h])
		}
		if row["Client"] == "Total" && row["Référence"] == "" {
			last = one
			continue
		}
		s.total, s.credit = s.total+one.total, s.credit+one.credit
		for i := range one.buckets {
			s.buckets[i] += one.buckets[i]
		}
	}
	if s != last {
		t.Errorf("the rows of the aged balance come to %v, its last line says %v", s, last)
	}
	return s
}

var bucketKeys = [5]string{"0", "1-30", "31-60", "61-90", "91"}

// figureLists adds up the rows of the lists behind the figures.
func (v *visit) figureLists(t *testing.T, day calendar.Date) (s sums) {
	t.Helper()
	list := func(query string) (sum money.Cents) {
		p := v.get("/tableau/liste?" + query + "&au=" + day.String())
		for _, cell := range found(`data-label="(?:Reste dû|À leur crédit)" class="num">([^<]*)<`, strings.Split(p.html, "<tfoot>")[0]) {
			sum += euroCents(t, cell)
		}
		if _, foot, ok := strings.Cut(p.html, "<tfoot>"); ok {
			if said := euroCents(t, found(`data-label="(?:Reste dû|À leur crédit)" class="num">([^<]*)<`, foot)[0]); said != sum {
				t.Errorf("the rows of %s come to %s, its foot says %s", query, sum, said)
			}
		}
		return sum
	}
	s.total, s.credit = list("chiffre=encours"), list("chiffre=avoirs")
	for i, key := range bucketKeys {
		s.buckets[i] = list("chiffre=encours&tranche=" + key)
	}
	return s
}

func (v *visit) figureExports(t *testing.T, day calendar.Date) (s sums) {
	t.Helper()
	list := func(query, form string) (sum money.Cents) {
		for _, row := range v.table("/tableau/liste." + form + "?" + query + "&au=" + day.String()) {
			if row["Facture"] != "" {
				sum += cell(t, row["Reste dû"]) + cell(t, row["À leur crédit"])
			}
		}
		return sum
	}
	s.total, s.credit = list("chiffre=encours", "csv"), list("chiffre=avoirs", "xlsx")
	for i, key := range bucketKeys {
		s.buckets[i] = list("chiffre=encours&tranche="+key, []string{"csv", "xlsx"}[i%2])
	}
	return s
}

// accounts adds up what debtors owe in euros by their pages, or their statements.
func (v *visit) accounts(t *testing.T, creditor string, day calendar.Date, form string) (sum money.Cents) {
	t.Helper()
	for i := range 4 {
		at := "/debiteurs/" + creditor + "/C-" + strconv.Itoa(i)
		if form == "" {
			p := v.get(at + "?au=" + day.String())
			if p.status != http.StatusOK {
				continue
			}
			sum += euroCents(t, found(`<p>Reste dû au [^<]*</p><p class="big">([^<]*)<`, p.html)[0])
			if credit := found(`<p>À son crédit</p><p class="big">([^<]*)<`, p.html); len(credit) > 0 {
				sum -= euroCents(t, credit[0])
			}
			continue
		}
		if v.get(at).status != http.StatusOK {
			continue
		}
		rows := v.table(at + "/releve." + form + "?au=" + day.String())
		sum += cell(t, rows[len(rows)-1]["Solde"])
	}
	return sum
}

func (v *visit) caseList(t *testing.T) (s sums) {
	t.Helper()
	p := v.get("/dossiers")
	head := found(`<h1>Dossiers</h1>\s*<p class="muted">([^<]*)<`, p.html)[0]
	for _, part := range strings.Split(head, " · ") {
		if !strings.Contains(part, "€") {
			continue
		}
		_, rest, _ := strings.Cut(part, ", ") // after how many
		sum, credit, _ := strings.Cut(rest, ", avoirs ")
		s.total, s.credit = euroCents(t, sum), euroCents(t, credit)
	}
	for i, key := range bucketKeys {
		narrowed := v.get("/dossiers?retard=" + url.QueryEscape(key))
		for _, c := range found(`data-label="Reste dû" class="num">([^<]*€)<`, narrowed.html) {
			s.buckets[i] += euroCents(t, c)
		}
	}
	return s
}

func (v *visit) caseExport(t *testing.T, form string) (s sums) {
	t.Helper()
	for _, row := range v.table("/dossiers/export." + form) {
		if row["Devise"] != "EUR" {
			continue
		}
		switch c := cell(t, row["Reste dû"]); {
		case c < 0:
			s.credit -= c
		default:
			s.total += c
		}
	}
	for i, key := range bucketKeys {
		for _, row := range v.table("/dossiers/export." + form + "?retard=" + url.QueryEscape(key)) {
			if c := cell(t, row["Reste dû"]); row["Devise"] == "EUR" && c > 0 {
				s.buckets[i] += c
			}
		}
	}
	return s
}
