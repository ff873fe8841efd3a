package dropfolder_test

import (
	"os"
	"path/filepath"
	"testing"

	"relance/internal/dropfolder"
)

func TestWritableFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := dropfolder.Writable(filepath.Join(dir, "not", "yet")); err != nil {
		t.Errorf("a folder that can be made: %v", err)
	}
	if err := dropfolder.Writable(file); err == nil {
		t.Error("a file passes for a folder")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("the check leaves %d entries, %v", len(left), err)
	}
}
