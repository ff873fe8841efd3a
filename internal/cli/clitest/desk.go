// Package clitest is a person at the command line, in front of a store of his
// own.
package clitest

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"relance/internal/cli"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
)

// init keeps the tests away from any Temporal that happens to run here.
func init() {
	if os.Getenv("TEMPORAL_ADDRESS") == "" {
		_ = os.Setenv("TEMPORAL_ADDRESS", "127.0.0.1:1") // a name without "=" can be set
	}
}

// Desk is a person at the command line, in front of a store.
type Desk struct {
	*postgres.Store
	T   *testing.T
	Dir string    // of the configuration
	At  time.Time // case time
}

const deskConfig = `
creditors:
  - id: brunel
    name: Atelier Brunel SARL
    siren: "732829320"
    signatory: Claire Brunel
    email: compta@brunel.example.fr
    iban: FR7630006000011234567890189
    address: {lines: [1 rue des Tanneurs], postcode: "69001", city: Lyon}
plans:
  papier:
    steps:
      - {id: mise, at: +5d, channel: registered_letter, level: formal_notice, approval: required, deadline: 15d}
`

// New starts one case, due long ago, on a Tuesday afternoon.
func New(t *testing.T, plan string) *Desk {
	t.Helper()
	d := &Desk{postgrestest.New(t), t, t.TempDir(), time.Date(2026, 11, 24, 15, 0, 0, 0, time.UTC)}
	d.Now = func() time.Time { return d.At }
	d.Write("relance.yaml", deskConfig)
	d.Write("f.csv", "number;issue_date;due_date;total;buyer_name;buyer_siren;buyer_email;buyer_address;buyer_postcode;buyer_city\n"+
		"F-1;2026-10-01;2026-10-31;1200,00;Menuiserie Caron;404833048;compta@caron.example.fr;3 rue Haute;44000;Nantes\n")
	d.Run(0, "start", filepath.Join(d.Dir, "f.csv"), "--plan", plan)
	return d
}

// Write writes a file beside the configuration.
func (d *Desk) Write(name, text string) {
	d.T.Helper()
	if err := os.WriteFile(filepath.Join(d.Dir, name), []byte(text), 0o600); err != nil {
		d.T.Fatal(err)
	}
}

// Run runs one command and gives all it printed.
func (d *Desk) Run(want int, args ...string) string {
	d.T.Helper()
	env, out := d.Env()
	if got := cli.Run(d.T.Context(), append([]string{"--config", filepath.Join(d.Dir, "relance.yaml")}, args...), env); got != want {
		d.T.Fatalf("relance %s: status %d, want %d\n%s", strings.Join(args, " "), got, want, out)
	}
	return out.String()
}

// Env is the world of the desk; what is printed goes into one buffer.
func (d *Desk) Env() (frame.Env, *bytes.Buffer) {
	out := &bytes.Buffer{}
	env := frame.Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: out, Now: func() time.Time { return d.At }}
	env.Getenv = func(name string) string {
		return map[string]string{
			"DATABASE_URL": d.Pool().Config().ConnString(), "USER": "claire", "TEMPORAL_ADDRESS": "127.0.0.1:1",
		}[name]
	}
	return env, out
}

// Says fails unless the output matches.
func (d *Desk) Says(output, pattern string) {
	d.T.Helper()
	if !regexp.MustCompile(pattern).MatchString(output) {
		d.T.Errorf("no %q in\n%s", pattern, output)
	}
}

// F1 is the invoice that the desk begins with.
var F1 = dunning.Ref{Creditor: "brunel", Number: "F-1"}

// Loaded is the case of F1 as it stands.
func (d *Desk) Loaded() dunning.Case {
	d.T.Helper()
	c, err := d.LoadCase(d.T.Context(), F1)
	d.Must(err)
	return c
}

// Must fails on an error.
func (d *Desk) Must(err error) {
	d.T.Helper()
	if err != nil {
		d.T.Fatal(err)
	}
}

// Send plays the worker's part in sending a step, up to an outcome.
func (d *Desk) Send(step string, outcome dunning.SendOutcome) (message int64) {
	d.T.Helper()
	ctx := d.T.Context()
	got, err := sending.New(d.Store).Reserve(ctx, dunning.ReserveRequest{Ref: F1, Step: step, Known: d.Loaded().Version, Now: d.At, Owner: "test"})
	d.Must(err)
	if got.State != dunning.ReserveGranted {
		d.T.Fatalf("claim: %s %+v", got.State, got.Events)
	}
	_, err = sending.New(d.Store).SaveRendered(ctx, got.Message.ID, dunning.Rendered{
		MessageID: "relance.1@brunel.example.fr", Subject: "Facture F-1", Recipient: "compta@caron.example.fr",
		MediaType: "message/rfc822", Bytes: []byte("bytes"),
	})
	d.Must(err)
	ok, err := sending.New(d.Store).HandOver(ctx, got.Message.ID, "test", d.At)
	if err != nil || !ok {
		d.T.Fatalf("hand-over: %v %v", ok, err)
	}
	_, err = sending.New(d.Store).Finish(ctx, dunning.Finished{Message: got.Message.ID, Outcome: outcome, Reply: "250 OK", At: d.At, Ref: F1})
	d.Must(err)
	return got.Message.ID
}
