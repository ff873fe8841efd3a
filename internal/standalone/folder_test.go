package standalone

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStateDirIsInTheFolderExceptForRoot(t *testing.T) {
	t.Parallel()
	folder := openFolder(t)
	got, err := stateDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() != 0 {
		if want := filepath.Join(folder, "var"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		return
	}
	if filepath.Dir(got) != rootStateDir {
		t.Errorf("got %s, want a folder below %s", got, rootStateDir)
	}
	other, err := stateDir(openFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	if got == other {
		t.Error("two folders share one state")
	}
}

func TestStateDirIsTheSameThroughALink(t *testing.T) {
	t.Parallel()
	folder := openFolder(t)
	link := filepath.Join(openFolder(t), "link")
	if err := os.Symlink(folder, link); err != nil {
		t.Fatal(err)
	}
	direct, err1 := stateDir(folder)
	linked, err2 := stateDir(link)
	if err := errors.Join(err1, err2); err != nil || direct != linked {
		t.Errorf("%s and %s (%v)", direct, linked, err)
	}
}

func TestRootTakesOverTheClusterOfAnotherUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can play this")
	}
	folder := openFolder(t)
	data := filepath.Join(folder, "var", dataName)
	if err := errors.Join(os.MkdirAll(data, 0o755), os.Chown(data, 12345, 23456)); err != nil {
		t.Fatal(err)
	}
	if got, err := stateDir(folder); err != nil || got != filepath.Join(folder, "var") {
		t.Errorf("got %s (%v)", got, err)
	}
	who, err := serverAccount(data)
	if err != nil || who.uid != 12345 || who.gid != 23456 || !who.other {
		t.Errorf("the server would run as %+v (%v)", who, err)
	}
}

func TestFindBinariesNamesTheFolderThatTheVariableGives(t *testing.T) {
	folder := t.TempDir()
	t.Setenv(pgBinVariable, folder)
	_, err := FindBinaries(t.Context(), 0)
	var hint *hintError
	if !errors.As(err, &hint) || !strings.Contains(err.Error(), folder) || !strings.Contains(hint.Hint(), "initdb") {
		t.Errorf("got %v", err)
	}
}

func TestFindBinariesAsksForTheVersionThatMadeTheData(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	_, err := FindBinaries(t.Context(), 999)
	var hint *hintError
	if !errors.As(err, &hint) || !strings.Contains(err.Error(), "999") || !strings.Contains(hint.Hint(), "pg_upgrade") {
		t.Errorf("got %v", err)
	}
}
