//go:build dist

// These tests try what `make dist` made: the folder of the .deb and the tarball is
// named by RELANCE_DIST.
package dist_test

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// made finds one file of the folder.
func made(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(os.Getenv("RELANCE_DIST"), pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v, %v; run make dist", pattern, found, err)
	}
	return found[0]
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func TestThePackageInstallsAndItsProgramStarts(t *testing.T) {
	deb, root := made(t, "*.deb"), t.TempDir()
	for _, dir := range []string{"var/lib/dpkg/info", "var/lib/dpkg/updates"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"status", "available"} {
		if err := os.WriteFile(filepath.Join(root, "var/lib/dpkg", file), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run(t, "dpkg", "--root="+root, "--force-not-root", "--force-depends", "--force-script-chrootless", "-i", deb)
	if out := run(t, "dpkg", "--root="+root, "-s", "relance"); !strings.Contains(out, "Status: install ok installed") {
		t.Errorf("dpkg says\n%s", out)
	}
	for path, mode := range map[string]os.FileMode{
		"usr/lib/relance/relance": 0o755, "usr/lib/relance/temporald": 0o755, "usr/lib/systemd/system/relance.service": 0o644,
		"etc/relance/relance.yaml": 0o644, "etc/relance/environment": 0o600, "usr/share/man/man1/relance.1.gz": 0o644,
	} {
		info, err := os.Stat(filepath.Join(root, path))
		if err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
	if to, err := os.Readlink(filepath.Join(root, "usr/bin/relance")); err != nil || to != "/usr/lib/relance/relance" {
		t.Errorf("usr/bin/relance leads to %q: %v", to, err)
	}
	starts(t, filepath.Join(root, "usr/lib/relance/relance"), filepath.Join(root, "etc/relance/relance.yaml"))
}

func TestTheTarballHoldsAllAndItsProgramStarts(t *testing.T) {
	dir := t.TempDir()
	run(t, "tar", "-xzf", made(t, "*.tar.gz"), "-C", dir, "--strip-components=1")
	starts(t, filepath.Join(dir, "relance"), filepath.Join(dir, "relance.yaml"))
}

// starts runs everything from a folder with the shipped configuration until it is
// ready, and stops it.
func starts(t *testing.T, program, configuration string) {
	t.Helper()
	if out := run(t, program, "--version"); !strings.Contains(out, "v") {
		t.Errorf("--version says %q", out)
	}
	text, err := os.ReadFile(configuration)
	if err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	folder := t.TempDir()
	text = bytes.Replace(text, []byte("listen: 127.0.0.1:8070"), []byte("listen: "+address), 1)
	if err := os.WriteFile(filepath.Join(folder, "relance.yaml"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	up := exec.CommandContext(ctx, program, "up", "--no-ui")
	var said bytes.Buffer
	up.Dir, up.Stdout, up.Stderr = folder, &said, &said
	if err := up.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- up.Wait() }()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for ready := false; !ready; {
		select {
		case err := <-ended:
			t.Fatalf("it ended: %v\n%s", err, said.String())
		case <-tick.C:
			res, err := http.Get("http://" + address + "/readyz")
			ready = err == nil && res.StatusCode == http.StatusOK
			if err == nil {
				res.Body.Close()
			}
		}
	}
	if err := up.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("its stop: %v\n%s", err, said.String())
	}
	if state := stateIn(said.String()); state != "" && strings.HasPrefix(state, "/var/lib/relance/") {
		os.RemoveAll(state) // of this test's folder, as root
	}
}

// stateIn is the folder of PostgreSQL's files, as `up` says it.
func stateIn(said string) string {
	for line := range strings.Lines(said) {
		if rest, ok := strings.CutPrefix(line, "state "); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}
