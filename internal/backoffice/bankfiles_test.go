package backoffice

import (
	"context"
	"errors"
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/reconcile"
)

const mt940 = ":20:STARTUMS\n:25:FR7630006000011234567890189\n:28C:1/1\n:60F:C260527EUR1000,00\n" +
	":61:2605280528C120,00NTRFNONREF//B1\n:86:VIREMENT F-1\n:62F:C260528EUR1120,00\n-\n"

// bankStore notes the imports that are begun.
type bankStore struct {
	creditors []dunning.Creditor
	reads     []reconcile.BankRead
	ends      []reconcile.FileEnd
	known     map[string]bool // entries on record, by fingerprint
	fault     error           // of each entry
}

func (b *bankStore) Creditors(context.Context) ([]dunning.Creditor, error) { return b.creditors, nil }

func (b *bankStore) BeginBankImport(_ context.Context, r reconcile.BankRead) (reconcile.Import, error) {
	b.reads = append(b.reads, r)
	return b, nil
}

func (b *bankStore) Take(_ context.Context, lot reconcile.BankLot) (out []reconcile.BankResult, err error) {
	for _, e := range lot.Entries {
		out = append(out, reconcile.BankResult{Line: 1, Known: b.known[e.Fingerprint], State: reconcile.LineMatched, Err: b.fault})
		b.known[e.Fingerprint] = true
	}
	return out, nil
}

func (b *bankStore) Finish(_ context.Context, e reconcile.FileEnd) error {
	b.ends = append(b.ends, e)
	return nil
}

func newBankStore() *bankStore {
	return &bankStore{known: map[string]bool{}, creditors: []dunning.Creditor{{ID: "brunel", IBAN: "FR7630006000011234567890189"}, {ID: "lenoir"}}}
}

func (b *bankStore) files() *BankFiles {
	return (&Office{CreditorReader: b, BankFeed: b}).BankFiles(claire)
}

func TestABankFileIsTakenInForTheCreditorOfItsAccount(t *testing.T) {
	t.Parallel()
	b := newBankStore()
	f := b.files()
	var given []BankEntry
	for range 2 {
		done, err := f.Take(t.Context(), "releve.sta", strings.NewReader(mt940), func(e BankEntry) error {
			given = append(given, e)
			return nil
		})
		if err != nil || done.Fault != nil || done.Entries != 1 || done.States[reconcile.LineMatched] != 1 {
			t.Fatalf("%+v, %v", done, err)
		}
	}
	if len(given) != 2 || given[0].Known || !given[1].Known || given[0].Creditor != "brunel" {
		t.Errorf("the entries are %+v", given)
	}
	if b.reads[0].Author != "claire" || b.reads[1].After == nil {
		t.Errorf("the imports are %+v", b.reads)
	}
	if want := (calendar.Date{Year: 2026, Month: 5, Day: 28}); b.ends[0].Until != want || len(b.ends[0].Sum) != 32 {
		t.Errorf("the file ended with %+v, want data up to %s", b.ends[0], want)
	}
}

func TestAFileThatMayLackBookingsIsNoFreshData(t *testing.T) {
	t.Parallel()
	b := newBankStore()
	done, err := b.files().Take(t.Context(), "releve.sta", strings.NewReader(strings.Replace(mt940, "1120,00", "1240,00", 1)),
		func(BankEntry) error { return nil })
	if err != nil || !b.ends[0].Until.IsZero() || !strings.Contains(strings.Join(done.Warnings, "\n"), "ne compte pas comme données bancaires à jour") {
		t.Errorf("%v, %+v, warnings %q", err, b.ends, done.Warnings)
	}
}

func TestADroppedBankFileSaysWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		text  string
		set   func(*bankStore)
		fault string
	}{
		"nothing":                      {mt940, func(*bankStore) {}, ""},
		"it is no bank file":           {"Bonjour", func(*bankStore) {}, "pas un fichier de banque lisible"},
		"the account is nobody's":      {mt940, func(b *bankStore) { b.creditors[0].IBAN = "" }, "belongs to none of the 2 creditors"},
		"a line could not be recorded": {mt940, func(b *bankStore) { b.fault = errors.New("no such day") }, "1 lines were not recorded; the last one: no such day"},
	} {
		b := newBankStore()
		row.set(b)
		_, fault, err := b.files().TakeWhole(t.Context(), "releve.sta", strings.NewReader(row.text))
		if err != nil || (fault == "") != (row.fault == "") || !strings.Contains(fault, row.fault) {
			t.Errorf("%s: fault %q (%v), want %q", name, fault, err, row.fault)
		}
	}
}

func TestWithoutACreditorNoBankFileIsTakenIn(t *testing.T) {
	t.Parallel()
	b := newBankStore()
	b.creditors = nil
	if _, err := b.files().Take(t.Context(), "releve.sta", strings.NewReader(mt940), nil); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("without a creditor: %v", err)
	}
}
