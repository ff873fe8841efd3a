package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relance/internal/cli"
	"relance/internal/cli/frame"
	"relance/internal/postgres/postgrestest"
)

// stopAt is a standard output that ends the run once it has seen a text.
type stopAt struct {
	bytes.Buffer
	text string
	stop context.CancelFunc
}

func (w *stopAt) Write(p []byte) (int, error) {
	n, err := w.Buffer.Write(p)
	if strings.Contains(w.String(), w.text) {
		w.stop()
	}
	return n, err
}

const watchedStatement = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>1</Id>
<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Ntry><Amt Ccy="EUR">15.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-19</Dt></BookgDt>
<AcctSvcrRef>BK20261119009</AcctSvcrRef><AddtlNtryInf>VIREMENT</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>`

func TestAWatchedFolderIsEmptiedIntoDoneAndFailed(t *testing.T) {
	t.Parallel()
	store, dir := postgrestest.New(t), t.TempDir()
	in := filepath.Join(dir, "in")
	files := map[string]string{
		filepath.Join(dir, "relance.yaml"): "creditors:\n  - {id: brunel, name: Atelier Brunel SARL, email: compta@brunel.example.fr, " +
			"signatory: Claire Brunel, iban: FR7630006000011234567890189,\n     address: {lines: [1 rue des Tanneurs], postcode: \"69001\", city: Lyon}}\n",
		filepath.Join(in, "a-broken.txt"): "Bonjour", filepath.Join(in, "b-good.xml"): watchedStatement,
	}
	if err := os.Mkdir(in, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	out := &stopAt{text: "b-good.xml: 1 line", stop: stop}
	var errs bytes.Buffer
	environment := map[string]string{
		"DATABASE_URL": store.Pool().Config().ConnString(), "TEMPORAL_ADDRESS": "127.0.0.1:1", "USER": "claire",
	}
	status := cli.Run(ctx, []string{"-c", filepath.Join(dir, "relance.yaml"), "reconcile", "--watch", in, "--every", "1ms"}, frame.Env{
		Stdin: strings.NewReader(""), Stdout: out, Stderr: &errs, Getenv: func(k string) string { return environment[k] }, Now: time.Now,
	})
	if status != frame.ExitOK {
		t.Errorf("status %d, want 0: %s", status, errs.String())
	}
	for _, name := range []string{"done/b-good.xml", "failed/a-broken.txt", "failed/a-broken.txt.txt"} {
		if _, err := os.Stat(filepath.Join(in, name)); err != nil {
			t.Errorf("%v\n%s%s", err, out.String(), errs.String())
		}
	}
	if !strings.Contains(errs.String(), "error: a-broken.txt: ") {
		t.Errorf("the broken file is not named:\n%s", errs.String())
	}
}
