package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relance/internal/cli/frame"
)

// Whoever names a configuration, or slips, does not run another one: what the
// program worker is given counts, and what it does not know is refused.
func TestTheProgramWorkerHeedsItsArguments(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "trial.yaml")
	if err := os.WriteFile(broken, []byte("mail: {mode: sometimes}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"help":                       {[]string{"--help"}, frame.ExitOK, "Usage: worker"},
		"version":                    {[]string{"--version"}, frame.ExitOK, "relance "},
		"the file that is named":     {[]string{"--config", broken}, frame.ExitFailed, `unknown mode "sometimes"`},
		"in short":                   {[]string{"-c", broken}, frame.ExitFailed, `unknown mode "sometimes"`},
		"a file that does not exist": {[]string{"--config", broken + ".yml"}, frame.ExitFailed, "the configuration cannot be read"},
		"an unknown flag":            {[]string{"--dry-run"}, frame.ExitUsage, "unknown flag --dry-run"},
		"a command":                  {[]string{"worker"}, frame.ExitUsage, "unexpected argument worker"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			env := frame.Env{Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }}
			if status := RunWorker(t.Context(), tt.args, env); status != tt.status || !strings.Contains(out.String(), tt.says) {
				t.Errorf("status %d, want %d and %q in\n%s", status, tt.status, tt.says, &out)
			}
		})
	}
}
