package standalone

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
)

const (
	dataName = "postgres" // the data folder, in the state folder
	pgUser   = "relance"  // superuser of the private cluster
)

// dataMajor returns the PostgreSQL version that made a data folder, 0 when
// there is none yet.
func dataMajor(dataDir string) (int, error) {
	text, err := readText(filepath.Join(dataDir, "PG_VERSION"))
	if err != nil || text == "" {
		return 0, err
	}
	major, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("reading the version of %s: %w", dataDir, err)
	}
	return major, nil
}

// makeCluster creates the data folder under another name and renames it when
// complete, so that an interruption leaves nothing that looks like a cluster.
func makeCluster(ctx context.Context, b Binaries, who account, dataDir, password string, sync bool) error {
	unfinished, passwordFile := dataDir+".new", dataDir+".initdb"
	defer func() { _ = os.Remove(passwordFile) }()
	if err := errors.Join(os.RemoveAll(unfinished), os.RemoveAll(passwordFile), os.Mkdir(unfinished, 0o700), who.give(unfinished),
		os.WriteFile(passwordFile, []byte(password+"\n"), 0o600), who.give(passwordFile)); err != nil {
		return fmt.Errorf("preparing %s: %w", unfinished, err)
	}
	err := runInitdb(ctx, b, who, unfinished, passwordFile, "C.UTF-8", sync)
	if err != nil && ctx.Err() == nil {
		// Not every system has that locale; plain C always exists.
		_ = os.RemoveAll(unfinished)
		if err := errors.Join(os.Mkdir(unfinished, 0o700), who.give(unfinished)); err != nil {
			return fmt.Errorf("preparing %s: %w", unfinished, err)
		}
		err = runInitdb(ctx, b, who, unfinished, passwordFile, "C", sync)
	}
	if err != nil {
		return err
	}
	if err := os.Rename(unfinished, dataDir); err != nil {
		return fmt.Errorf("keeping the new cluster: %w", err)
	}
	return nil
}

func runInitdb(ctx context.Context, b Binaries, who account, dir, passwordFile, locale string, sync bool) error {
	args := []string{
		"-D", dir, "-U", pgUser, "--pwfile", passwordFile, "-A", "scram-sha-256",
		"-E", "UTF8", "--locale", locale,
	}
	if !sync {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, b.path("initdb"), args...)
	cmd.Dir = dir
	cmd.Env = serverEnvironment()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: who.credential()}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("making a PostgreSQL cluster with initdb: %w\n%s", err, lastLines(string(out), 8))
	}
	return nil
}

// serverEnvironment keeps the user's own PG… and DATABASE_URL settings away
// from the private server.
func serverEnvironment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
}

// keptSecret returns the random text kept in a private file, made on first use.
func keptSecret(path string) (string, error) {
	secret, err := readText(path)
	if err != nil || secret != "" {
		return secret, err
	}
	random := make([]byte, 24)
	_, _ = rand.Read(random) // never fails
	secret = hex.EncodeToString(random)
	return secret, writePrivate(path, []byte(secret+"\n"))
}
