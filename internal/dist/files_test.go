package dist_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"relance/internal/config"
)

// none is an environment without secrets.
func none(string) string { return "" }

func TestTheExampleConfigurationHoldsAndSendsNothing(t *testing.T) {
	t.Parallel()
	cfg, err := config.Load(filepath.Join("files", "relance.yaml"), none)
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Mail.Mode != config.Off || !strings.HasPrefix(cfg.Listen, "127.0.0.1:") || cfg.Staff.Listen != "" || cfg.Public.Listen != "" {
		t.Errorf("a fresh installation sends or listens: %s, %q, %q, %q", cfg.Mail.Mode, cfg.Listen, cfg.Staff.Listen, cfg.Public.Listen)
	}
	// What stands behind # holds as well, once it is written in.
	text, err := os.ReadFile(filepath.Join("files", "relance.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	whole := regexp.MustCompile(`(?m)^# ((?:creditors:|staff:| ).*)$`).ReplaceAllString(string(text), "$1")
	path := filepath.Join(t.TempDir(), "relance.yaml")
	if err := os.WriteFile(path, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err = config.Load(path, none)
	if err != nil || len(cfg.Creditors) != 1 || cfg.Staff.Certificate == "" {
		t.Errorf("with all that it suggests: %v, %d creditors, certificate %q", err, len(cfg.Creditors), cfg.Staff.Certificate)
	}
}

// TestTheServiceIsShutIn looks for what keeps a service that was broken into from
// the rest of the machine.
func TestTheServiceIsShutIn(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("files", "relance.service"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	for _, want := range []string{
		"User=relance", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes",
		"RestrictNamespaces=yes", "SystemCallFilter=@system-service", "UMask=0077", "StateDirectory=relance", "Restart=on-failure",
	} {
		found := false
		for _, l := range lines {
			found = found || l == want
		}
		if !found {
			t.Errorf("the unit lacks %s", want)
		}
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("the machine has no systemd-analyze to ask")
	}
	unit := filepath.Join(t.TempDir(), "relance.service")
	played := strings.Replace(string(text), "ExecStart=/usr/bin/relance", "ExecStart=/bin/true", 1) // verify looks whether the program is there
	if err := os.WriteFile(unit, []byte(played), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(analyze, "verify", "--man=no", unit).CombinedOutput()
	if err != nil || strings.Contains(string(out), "relance.service") {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// TestTheManPageIsReadable looks for what man would say of its form.
func TestTheManPageIsReadable(t *testing.T) {
	t.Parallel()
	page := filepath.Join("files", "relance.1")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "FILES", "ENVIRONMENT"} {
		if !strings.Contains(string(text), "\n.SH "+part+"\n") && !strings.Contains(string(text), ".SH \""+part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("the machine has no groff to ask")
	}
	out, err := exec.Command(groff, "-man", "-Tutf8", "-ww", "-z", page).CombinedOutput()
	if err != nil || len(out) != 0 {
		t.Errorf("groff: %v\n%s", err, out)
	}
}
