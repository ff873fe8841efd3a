package bank_test

import (
	"os"
	"path/filepath"
	"testing"

	"relance/internal/bank"
	"relance/internal/bank/banktest"
)

// fuzz seeds f with samples and the corpus folder of a format, and checks what
// must hold for any input.
func fuzz(f *testing.F, folder string, samples ...string) {
	for _, s := range samples {
		f.Add([]byte(s))
	}
	files, _ := filepath.Glob(filepath.Join(corpus, folder, "*"))
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil && len(data) < 8<<10 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := bank.Parse("fuzz", data, bank.Options{MaxEntries: 5000})
		if (err == nil) != (got.Error == "") {
			t.Fatalf("error %v but text %q", err, got.Error)
		}
		for _, st := range got.Statements {
			sound(t, st)
		}
		if len(got.Statements) > 0 && got.Format == bank.CFONB {
			banktest.CFONB(got.Statements, banktest.CFONBOptions{})
		}
	})
}

// sound checks what every statement promises.
func sound(t *testing.T, st bank.Statement) {
	seen := map[string]bool{}
	sum := st.Opening
	for _, e := range st.Entries {
		if e.ID == "" || seen[e.ID] {
			t.Fatalf("id %q is empty or repeated", e.ID)
		}
		seen[e.ID] = true
		if e.Status != bank.Booked && e.Status != bank.Pending && e.Status != bank.Info {
			t.Fatalf("status %q", e.Status)
		}
		if sum != nil && e.Status == bank.Booked {
			next := *sum + e.Amount
			sum = &next
		}
	}
	if st.Balanced != nil && *st.Balanced && *sum != *st.Closing {
		t.Fatal("balanced, but the entries do not add up")
	}
	if (st.Balanced == nil) != (st.Opening == nil || st.Closing == nil) {
		t.Fatal("balanced must be known exactly when both balances are")
	}
}

func FuzzCamt(f *testing.F) {
	fuzz(f, "camt", camt053("1010.00", ntry("10.00", "CRDT", "<Sts><Cd>BOOK</Cd></Sts>")))
}
func FuzzCFONB(f *testing.F) {
	fuzz(f, "cfonb", cfonb120("NPYVASSEUR", "LCCFACTURE"), rec("07", nil))
}
func FuzzMT940(f *testing.F) {
	fuzz(f, "mt940", mt(":61:2603020302RDR120,00NTRFREF//BK1\n:86:166?20EREF+E?32NOM"))
}
func FuzzOFX(f *testing.F) { fuzz(f, "ofx", sgml, asXML) }
func FuzzCSV(f *testing.F) {
	fuzz(f, "none", "Date;Débit;Crédit;Libellé;Solde\n01/03/2026;5,00;;CHEQUE;1,00\n", "02/03/2026;VIR;120,00\n03/03/2026;VIR;5,00\n", "a,b\n\"")
}
