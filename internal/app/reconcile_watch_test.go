package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func folderOf(t *testing.T, files map[string]string) *DropFolder {
	t.Helper()
	d := &DropFolder{
		Dir: t.TempDir(), Now: func() time.Time { return time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC) }, Report: func(string, string) {},
		Take: func(_ context.Context, path string) (string, error) {
			data, err := os.ReadFile(path)
			if string(data) == "broken" {
				return "nothing in it can be read", nil
			}
			return "", err
		},
	}
	d.put(t, files)
	return d
}

func (d *DropFolder) put(t *testing.T, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(d.Dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// tree lists the files below the folder.
func (d *DropFolder) tree(t *testing.T) (out []string) {
	t.Helper()
	err := filepath.WalkDir(d.Dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(d.Dir, path)
			out = append(out, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func (d *DropFolder) scan(t *testing.T, want int) {
	t.Helper()
	if n, err := d.Scan(t.Context()); err != nil || n != want {
		t.Errorf("the scan took %d files in (%v), want %d", n, err, want)
	}
}

func TestADropFolderTakesEachCompleteFileOnce(t *testing.T) {
	t.Parallel()
	d := folderOf(t, map[string]string{"a.xml": "good", "b.xml": "broken", "c.xml.part": "half", ".hidden": "x", "empty.xml": ""})
	d.scan(t, 0)
	d.put(t, map[string]string{"a.xml": "good and longer"})
	d.scan(t, 1)
	d.scan(t, 1)
	d.scan(t, 0)
	want := []string{".hidden", "c.xml.part", "done/a.xml", "empty.xml", "failed/b.xml", "failed/b.xml.txt"}
	if diff := cmp.Diff(want, d.tree(t)); diff != "" {
		t.Errorf("the folder (-want +got):\n%s", diff)
	}
	why, err := os.ReadFile(filepath.Join(d.Dir, "failed/b.xml.txt"))
	if err != nil || string(why) != "nothing in it can be read\n" {
		t.Errorf("the reason is %q (%v)", why, err)
	}
	d.put(t, map[string]string{"a.xml": "another file of that name"})
	d.scan(t, 0)
	d.scan(t, 1)
	if n := len(d.tree(t)); n != 7 {
		t.Errorf("%d files, want 7: %v", n, d.tree(t))
	}
}

func TestAFileThatTheStoreRefusesStaysAndIsTriedAgain(t *testing.T) {
	t.Parallel()
	d := folderOf(t, map[string]string{"a.xml": "good"})
	take, down := d.Take, true
	d.Take = func(ctx context.Context, path string) (string, error) {
		if down {
			return "", errors.New("the database is away")
		}
		return take(ctx, path)
	}
	d.scan(t, 0)
	if _, err := d.Scan(t.Context()); err == nil {
		t.Fatal("a failing store is no error")
	}
	if diff := cmp.Diff([]string{"a.xml"}, d.tree(t)); diff != "" {
		t.Errorf("the folder (-want +got):\n%s", diff)
	}
	down = false
	d.scan(t, 1)
	if diff := cmp.Diff([]string{"done/a.xml"}, d.tree(t)); diff != "" {
		t.Errorf("the folder (-want +got):\n%s", diff)
	}
}

func TestAMissingDropFolderIsNamed(t *testing.T) {
	t.Parallel()
	d := &DropFolder{Dir: filepath.Join(t.TempDir(), "nowhere")}
	if err := d.Run(t.Context(), time.Second, func(error) {}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("watching a folder that is not there: %v", err)
	}
}
