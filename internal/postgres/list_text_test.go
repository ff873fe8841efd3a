package postgres_test

import (
	"testing"

	"relance/internal/desk"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/views"
)

// A debtor's closed cases never crowd his open ones out of what a text finds, neither
// from the list nor from its sums.
func TestATextFindsEveryOpenCaseBesideManyClosedOnes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(invoice("F-0"))
	postgrestest.Multiply(t, b.Pool(), 2500)
	var want int
	b.must(b.Pool().QueryRow(b.ctx(), `select count(*) from cases c join debtors d on d.id = c.debtor_id
		where c.closed_at is null and d.name like 'Client 1%'`).Scan(&want))
	rows, err := b.Cases(b.ctx(), desk.CaseFilter{Text: " CLIENT 1", Open: true, Limit: 1000})
	b.must(err)
	if len(rows) != want || want < 300 {
		t.Errorf("the list has %d open cases of %d", len(rows), want)
	}
	sums, err := views.New(b.Store).Totals(b.ctx(), desk.Selection{Text: "client 1", On: day("2026-06-01")})
	b.must(err)
	if len(sums) != 1 || sums[0].Count != want {
		t.Errorf("the sums are %+v, of %d open cases", sums, want)
	}
}

// A sign that stands for any text in a search of PostgreSQL stands for itself here.
func TestATextIsTakenLetterByLetter(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(invoice("F_1%"))
	b.add(invoice("FX10"))
	rows, err := b.Cases(b.ctx(), desk.CaseFilter{Text: "F_1%"})
	b.must(err)
	if len(rows) != 1 || rows[0].Case.Number != "F_1%" {
		t.Errorf("found %d cases", len(rows))
	}
}

// Sums that leave cases out say so.
func TestSumsOfABroadTextSayThatTheyAreShort(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(invoice("F-0"))
	b.add(invoice("DUPONT-1"))
	postgrestest.Multiply(t, b.Pool(), 30)
	_, err := b.Pool().Exec(b.ctx(), `insert into debtors (creditor, key, name, regime, language, siren, vat, email, address, zone, plan, created_at, updated_at)
		select creditor, 'D-' || i, 'Dupont ' || i, regime, language, siren, vat, email, address, zone, plan, created_at, updated_at
		from (select * from debtors order by id limit 1) d, generate_series(1, $1) i`, desk.MostNamed+1)
	b.must(err)
	for text, short := range map[string]bool{"dupont": true, "client": false, "F-1": false, "": false} {
		sums, err := views.New(b.Store).Totals(b.ctx(), desk.Selection{Text: text, On: day("2026-06-01"), Closed: true})
		b.must(err)
		for _, s := range sums {
			if s.Short != short {
				t.Errorf("the sums of %q say short=%t", text, s.Short)
			}
		}
		if len(sums) == 0 {
			t.Errorf("%q finds nothing", text)
		}
	}
}

// A file holds the cases of every debtor that its text names, also of more than a page
// stands for.
func TestAWholeSelectionHoldsEveryDebtorThatItsTextNames(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(invoice("F-0"))
	postgrestest.Multiply(t, b.Pool(), desk.MostNamed+20)
	_, err := b.Pool().Exec(b.ctx(), `insert into debtors (creditor, key, name, regime, language, siren, vat, email, address, zone, plan, created_at, updated_at)
		select creditor, 'D-' || i, 'Dupont ' || i, regime, language, siren, vat, email, address, zone, plan, created_at, updated_at
		from (select * from debtors order by id limit 1) d, generate_series(1, $1) i`, desk.MostNamed+5)
	b.must(err)
	_, err = b.Pool().Exec(b.ctx(), `update cases c set debtor_id = d.id, closed_at = null
		from (select id, row_number() over (order by id) as n from debtors where key like 'D-%') d, (select id, row_number() over (order by id) as n from cases) k
		where k.id = c.id and k.n = d.n`)
	b.must(err)
	for whole, want := range map[bool]int{false: desk.MostNamed, true: desk.MostNamed + 5} {
		rows, err := views.New(b.Store).Cases(b.ctx(), desk.Selection{Text: "dupont", On: day("2026-06-01"), Closed: true, Limit: 5_000, Whole: whole})
		b.must(err)
		if len(rows) != want {
			t.Errorf("whole %v: %d cases, want %d", whole, len(rows), want)
		}
	}
}
