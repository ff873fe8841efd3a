package standalone_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// fakeGo is a go command that builds 120 packages, and fails where it is told
// to.
const fakeGo = `#!/bin/sh
case $1 in
list) i=0; while [ $i -lt 120 ]; do echo x; echo; i=$((i + 1)); done ;;
build)
	i=0
	while [ $i -lt 120 ]; do echo "example.com/a-b/p$i" >&2; i=$((i + 1)); done
	if [ -n "${BROKEN-}" ]; then echo "# example.com/a-b/p119" >&2; echo "./x.go:1:2: undefined: y" >&2; exit 3; fi
	;;
esac
`

// In a log the build of the embedded server tells at once how many packages there
// are, then every fiftieth, passes
// on what the compiler says, and fails as the compiler does.
func TestTheBuildTellsHowFarItIs(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "go")
	if err := os.WriteFile(program, []byte(fakeGo), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		env    string
		status int
		want   []string
	}{
		"a build": {"BROKEN=", 0, []string{
			"building temporald: 0 of 120 packages", "building temporald: 50 of 120 packages", "building temporald: 100 of 120 packages", "built temporald: 120 packages",
		}},
		"one that fails": {"BROKEN=1", 3, []string{
			"building temporald: 0 of 120 packages", "building temporald: 50 of 120 packages", "building temporald: 100 of 120 packages", "# example.com/a-b/p119", "./x.go:1:2: undefined: y",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), "sh", "build-progress.sh", "temporald", "-o", "x", ".")
			cmd.Env = append(os.Environ(), "GO="+program, row.env)
			var out bytes.Buffer
			cmd.Stderr = &out
			_ = cmd.Run() // its status is looked at
			if got := strings.Split(strings.TrimSpace(out.String()), "\n"); cmd.ProcessState.ExitCode() != row.status || strings.Join(got, "|") != strings.Join(row.want, "|") {
				t.Errorf("status %d, want %d\n%s", cmd.ProcessState.ExitCode(), row.status, &out)
			}
		})
	}
}
