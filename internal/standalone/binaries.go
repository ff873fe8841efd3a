package standalone

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Binaries are the PostgreSQL server programs of one version.
type Binaries struct {
	// Dir is the absolute folder that holds initdb, pg_ctl and postgres.
	Dir string
	// Major is the PostgreSQL major version, such as 15.
	Major int
}

const (
	pgBinVariable = "RELANCE_PG_BIN"
	oldestMajor   = 12 // what Temporal's schema asks for
)

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// FindBinaries looks for the server programs in the folder named by
// RELANCE_PG_BIN, else on PATH, else where packages put them, newest version
// first. A major other than 0 asks for exactly that version (data folders
// belong to one). The error carries a hint on how to install them.
func FindBinaries(ctx context.Context, major int) (Binaries, error) {
	var found []string
	for _, dir := range candidateDirs() {
		b, err := readBinaries(ctx, dir)
		if err != nil {
			if dir == os.Getenv(pgBinVariable) {
				return Binaries{}, &hintError{message: pgBinVariable + "=" + dir, cause: err,
					hint: "let it name the folder that holds initdb, pg_ctl and postgres, or unset it"}
			}
			continue
		}
		if b.Major >= oldestMajor && (major == 0 || b.Major == major) {
			return b, nil
		}
		found = append(found, fmt.Sprintf("%d in %s", b.Major, b.Dir))
	}
	return Binaries{}, missingBinaries(major, found)
}

func missingBinaries(major int, found []string) error {
	hint := "run internal/standalone/install-postgres.sh (or install the package postgresql), or set DATABASE_URL to a server you have"
	switch {
	case len(found) == 0:
		return &hintError{message: "no PostgreSQL server programs found (initdb, pg_ctl, postgres)", hint: hint}
	case major == 0:
		return &hintError{message: fmt.Sprintf("PostgreSQL %d or newer is needed; found %s",
			oldestMajor, strings.Join(found, ", ")), hint: hint}
	}
	return &hintError{
		message: fmt.Sprintf("the data folder was made by PostgreSQL %d; found only %s", major, strings.Join(found, ", ")),
		hint:    fmt.Sprintf("install PostgreSQL %d again, or convert the data folder with pg_upgrade", major),
	}
}

func candidateDirs() []string {
	if dir := os.Getenv(pgBinVariable); dir != "" {
		return []string{dir}
	}
	var dirs []string
	for _, name := range []string{"initdb", "postgres"} {
		if path, err := exec.LookPath(name); err == nil {
			dirs = append(dirs, filepath.Dir(path))
		}
	}
	var packaged []string
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/libexec/postgresql*",
		"/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin", "/usr/local/pgsql/bin",
	} {
		matches, _ := filepath.Glob(pattern)
		packaged = append(packaged, matches...)
	}
	slices.SortStableFunc(packaged, func(a, b string) int { return versionIn(b) - versionIn(a) })
	return append(dirs, packaged...)
}

var digits = regexp.MustCompile(`\d+`)

// versionIn returns the first number in a path, 0 without one.
func versionIn(path string) int {
	n, _ := strconv.Atoi(digits.FindString(path))
	return n
}

func readBinaries(ctx context.Context, dir string) (Binaries, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return Binaries{}, fmt.Errorf("resolving %s: %w", dir, err)
	}
	for _, name := range []string{"initdb", "pg_ctl", "postgres"} {
		if _, err := exec.LookPath(filepath.Join(abs, name)); err != nil {
			return Binaries{}, fmt.Errorf("looking for %s: %w", name, err)
		}
	}
	out, err := exec.CommandContext(ctx, filepath.Join(abs, "postgres"), "--version").Output()
	if err != nil {
		return Binaries{}, fmt.Errorf("asking %s/postgres for its version: %w", abs, err)
	}
	match := versionPattern.FindSubmatch(out)
	if match == nil {
		return Binaries{}, fmt.Errorf("reading the version of %s/postgres: %q", abs, out)
	}
	major, _ := strconv.Atoi(string(match[1]))
	return Binaries{Dir: abs, Major: major}, nil
}

func (b Binaries) path(name string) string { return filepath.Join(b.Dir, name) }
