package standalone

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// rootStateDir is where root keeps the state of all folders.
const rootStateDir = "/var/lib/relance"

// stateDir returns where the state of a folder is kept: "var" inside it, or,
// for root, /var/lib/relance/<hash of the folder> unless "var" already holds
// a cluster that another user made. Nothing is created.
func stateDir(folder string) (string, error) {
	abs, err := absolute(folder)
	if err != nil {
		return "", err
	}
	local, shared := filepath.Join(abs, "var"), rootDir(abs)
	if os.Geteuid() != 0 {
		if !exists(filepath.Join(local, dataName)) && exists(filepath.Join(shared, dataName+".port")) {
			return "", &hintError{message: "the database of " + abs + " was made by root and is kept in " + shared,
				hint: "run this command as root, or work in another folder"}
		}
		return local, nil
	}
	if uid, _, err := owner(filepath.Join(local, dataName)); err == nil && uid != 0 {
		return local, nil
	}
	return shared, nil
}

// absolute resolves links too, so that one folder has one state.
func absolute(folder string) (string, error) {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return "", fmt.Errorf("resolving the folder %s: %w", folder, err)
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		return real, nil
	}
	return abs, nil
}

func rootDir(abs string) string {
	sum := sha256.Sum256([]byte(abs))
	return filepath.Join(rootStateDir, hex.EncodeToString(sum[:6]))
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func owner(path string) (uid, gid int, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, 0, fmt.Errorf("looking at %s: %w", path, err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, fmt.Errorf("looking at %s: no owner is known on this system", path)
	}
	return int(stat.Uid), int(stat.Gid), nil
}

// writePrivate replaces a file that only its owner may read. Root leaves it
// to the owner of the folder, who may be another user.
func writePrivate(path string, data []byte) error {
	temporary := path + ".new"
	if err := os.WriteFile(temporary, data, 0o600); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if os.Geteuid() == 0 {
		if uid, gid, err := owner(filepath.Dir(path)); err == nil {
			_ = os.Lchown(temporary, uid, gid)
		}
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// readText returns the trimmed contents of a small file, "" when it is absent.
func readText(path string) (string, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", path, err)
	}
	return strings.TrimSpace(string(data)), nil
}

// account is the user that runs PostgreSQL; other is true when it is not the
// user who runs this process.
type account struct {
	uid, gid int
	other    bool
}

// serverAccount chooses who runs PostgreSQL on a data folder: this user, or,
// for root, the folder's owner, else postgres, else nobody.
func serverAccount(dataDir string) (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: os.Geteuid(), gid: os.Getegid()}, nil
	}
	if uid, gid, err := owner(dataDir); err == nil && uid != 0 {
		return account{uid: uid, gid: gid, other: true}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.Atoi(u.Uid)
		gid, errGID := strconv.Atoi(u.Gid)
		if errUID == nil && errGID == nil && uid != 0 {
			return account{uid: uid, gid: gid, other: true}, nil
		}
	}
	return account{}, &hintError{message: "PostgreSQL does not run as root, and this system has neither a user postgres nor nobody",
		hint: "run this command as an ordinary user"}
}

// credential is what a child process needs to run as this account, nil when
// it is our own.
func (a account) credential() *syscall.Credential {
	if !a.other {
		return nil
	}
	return &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid), NoSetGroups: false}
}

// give hands a file or folder to the account.
func (a account) give(path string) error {
	if !a.other {
		return nil
	}
	if err := os.Lchown(path, a.uid, a.gid); err != nil {
		return fmt.Errorf("giving %s to user %d: %w", path, a.uid, err)
	}
	return nil
}
