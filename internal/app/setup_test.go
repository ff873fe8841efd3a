package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/config"
	"relance/internal/console/office"
	"relance/internal/dunning"
	"relance/internal/smtp"
	"relance/internal/smtp/smtptest"
)

func TestAFirstVisitWritesTheFileAndBeginsAnew(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), config.FileName)
	begun := 0
	a := &App{Config: config.Default(), Renewal: Renewal{File: path, Env: func(string) string { return "" }, Began: time.Unix(1, 0), Begin: func() { begun++ }}}
	use, root := a.setup(), access.Shell("root")
	in := office.Installation{Mode: "off", Creditor: dunning.Creditor{
		ID: "fournil", Name: "Le Fournil", SIREN: "732829320", IBAN: "FR7630006000011234567890188", Email: "fournil@example.com", Signatory: "Jeanne Roux",
		Address: dunning.Address{Lines: []string{"3 rue du Four"}, Postcode: "01000", City: "Bourg-en-Bresse"},
	}}
	if faults, err := use.Install(t.Context(), root, in); err != nil || len(faults) == 0 || begun != 0 {
		t.Fatalf("a wrong account: %v, %v, begun %d times", faults, err, begun)
	}
	in.Creditor.IBAN = "FR7630006000011234567890189"
	if faults, err := use.Install(t.Context(), root, in); err != nil || len(faults) != 0 || begun != 1 {
		t.Fatalf("%v, %v, begun %d times", faults, err, begun)
	}
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), "Le Fournil") {
		t.Errorf("the file says %s, %v", text, err)
	}
	cfg, err := config.Load(path, a.Renewal.Env)
	if err != nil {
		t.Fatal(err)
	}
	a.Config = cfg // it has begun anew
	if got, err := use.Installed(t.Context(), root); err != nil || got.Changed {
		t.Errorf("what was set here counts as changed by hand: %v", err)
	}
	text, _ := os.ReadFile(path)
	byHand := strings.Replace(string(text), "Le Fournil", "Le Fournil de Jeanne", 1)
	if err := os.WriteFile(path, []byte(byHand), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := use.Installed(t.Context(), root); err != nil || !got.Changed {
		t.Errorf("the page does not say that the file was changed: %v", err)
	}
	if faults, err := use.Install(t.Context(), root, in); err != nil || len(faults) != 1 || begun != 1 {
		t.Errorf("%v, %v: what was changed by hand is overwritten", faults, err)
	}
	if now, _ := os.ReadFile(path); string(now) != byHand {
		t.Errorf("the file says %s", now)
	}
	if faults, err := use.Reread(t.Context(), root); err != nil || len(faults) != 0 || begun != 2 {
		t.Errorf("%v, %v, begun %d times", faults, err, begun)
	}
	if err := os.WriteFile(path, []byte("creditors: [{id: x}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if faults, err := use.Reread(t.Context(), root); err != nil || len(faults) == 0 || begun != 2 {
		t.Errorf("%v, %v: it begins anew with a file that is wrong", faults, err)
	}
	clerk := access.Actor{Name: "c", Roles: access.Everywhere(access.Clerk)}
	if _, err := use.Install(t.Context(), clerk, in); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("a clerk sets up: %v", err)
	}
	if _, err := use.Reread(t.Context(), clerk); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("a clerk lets the program begin anew: %v", err)
	}
}

func TestATestMailLeavesInEveryMode(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{})
	cfg := config.Default()
	cfg.Mail.SMTP = config.SMTP{Host: srv.Host, Port: srv.Port, TLS: "none"}
	a := &App{Config: cfg, Renewal: Renewal{Begin: func() {}}}
	if err := a.setup().TestMail(t.Context(), access.Shell("root"), "moi@example.com"); err != nil {
		t.Fatal(err)
	}
	if got := srv.To("moi@example.com"); len(got) != 1 {
		t.Errorf("%d mails arrived", len(got))
	}
}

func TestATestMailThatDoesNotLeaveSaysWhatToMend(t *testing.T) {
	t.Parallel()
	server := config.SMTP{Host: "smtp.example.com"}
	for want, out := range map[string]smtp.Outcome{
		"no mail server is called": {Verdict: smtp.Retry, Stage: smtp.StageConnect, Cause: fmt.Errorf("connecting: %w", &net.DNSError{Name: "smtp.example.com", IsNotFound: true})},
		"nobody answers":           {Verdict: smtp.Retry, Stage: smtp.StageConnect, Cause: fmt.Errorf("connecting: %w", &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)})},
		"does not answer":          {Verdict: smtp.Retry, Stage: smtp.StageConnect, Cause: fmt.Errorf("connecting: %w", context.DeadlineExceeded)},
		"another kind":             {Verdict: smtp.Retry, Stage: smtp.StageConnect, Cause: fmt.Errorf("connecting: %w", tls.RecordHeaderError{Msg: "no TLS"})},
		"refused the account":      {Verdict: smtp.Refused, Stage: smtp.StageConnect, Reply: smtp.Reply{Code: 535}},
		"did not take":             {Verdict: smtp.Refused, Stage: smtp.StageRcpt, Reply: smtp.Reply{Code: 550}},
	} {
		var said *dunning.Error
		if err := untaken(server, out); !errors.As(err, &said) || !strings.Contains(err.Error(), want) || said.Hint == "" {
			t.Errorf("%v: %v; want %q and how to mend it", out, err, want)
		}
	}
	if err := untaken(server, smtp.Outcome{Verdict: smtp.Accepted}); err != nil {
		t.Errorf("a mail that left: %v", err)
	}
}
