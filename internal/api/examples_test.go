package api_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"relance/internal/api"
)

// TestTheExamplesOfTheManualRun runs what docs/api.md shows, as it stands there,
// against an installation of its own each.
func TestTheExamplesOfTheManualRun(t *testing.T) {
	t.Parallel()
	manual, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, run := range map[string][]string{"sh": {"sh", "-eu"}, "python": {"python3"}, "go": {"go", "run"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(run[0]); err != nil {
				t.Skipf("%s is not installed", run[0])
			}
			blocks := regexp.MustCompile("(?s)```"+name+"\n(.*?)```").FindAllStringSubmatch(string(manual), -1)
			text := blocks[len(blocks)-1][1]
			w := open(t)
			if name == "sh" {
				if _, err := exec.LookPath("curl"); err != nil {
					t.Skip("curl is not installed")
				}
				text = strings.Replace(text, "https://relance.example.com/api/v1", w.server.URL+api.Prefix, 1)
			}
			file := filepath.Join(t.TempDir(), "example."+map[string]string{"sh": "sh", "python": "py", "go": "go"}[name])
			w.must(os.WriteFile(file, []byte(text), 0o600))
			cmd := exec.CommandContext(t.Context(), run[0], append(run[1:], file)...)
			cmd.Env = append(os.Environ(), "TOKEN="+w.tokens["clerk of atelier"], "RELANCE_API="+w.server.URL+api.Prefix)
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			a := w.ask("reader of atelier", http.MethodGet, "/cases/atelier/F-2026-014", "")
			if a.json["balance"] != "1000.00" || !strings.Contains(string(out), a.json["next"].(map[string]any)["reason"].(string)) {
				t.Errorf("the example said %s; the case is %s", out, a.text)
			}
		})
	}
}
