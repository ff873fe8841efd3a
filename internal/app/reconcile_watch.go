package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"relance/internal/patience"
)

// Folders that a watched folder's files are moved to.
const (
	doneFolder   = "done"
	failedFolder = "failed"
)

// DropFolder takes the bank files in that somebody or something puts into a
// folder. Each complete file is taken in once and then moved to done/, or to
// failed/ with its reason beside it in a file of the same name and .txt.
type DropFolder struct {
	Dir    string
	Take   func(ctx context.Context, path string) (fault string, err error) // one file; fault is what is wrong with it
	Now    func() time.Time
	Report func(name, fault string) // of each file that was moved

	seen map[string]stamp
}

// stamp tells whether a file has changed since the last look.
type stamp struct {
	size int64
	at   time.Time
}

// Scan takes in the files that have not changed since the scan before: a file
// that is still being written waits. An error is one of the store, of the
// folder or of the context; the files concerned stay where they are.
func (d *DropFolder) Scan(ctx context.Context) (taken int, err error) {
	entries, err := os.ReadDir(d.Dir)
	if err != nil {
		return 0, fmt.Errorf("reading the folder: %w", err)
	}
	now := map[string]stamp{}
	var faults []error
	for _, e := range entries {
		if ctx.Err() != nil {
			return taken, ctx.Err()
		}
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || unfinished(e.Name()) {
			continue
		}
		now[e.Name()] = stamp{info.Size(), info.ModTime()}
		if old, ok := d.seen[e.Name()]; !ok || old != now[e.Name()] || info.Size() == 0 {
			continue
		}
		if err := d.one(ctx, e.Name()); err != nil {
			faults = append(faults, err)
			continue
		}
		delete(now, e.Name())
		taken++
	}
	d.seen = now
	return taken, errors.Join(faults...)
}

// unfinished are names that browsers, mounts and banking software give to files
// they are still writing, and hidden ones.
func unfinished(name string) bool {
	for _, end := range []string{".part", ".tmp", ".crdownload", ".filepart", "~"} {
		if strings.HasSuffix(strings.ToLower(name), end) {
			return true
		}
	}
	return strings.HasPrefix(name, ".")
}

func (d *DropFolder) one(ctx context.Context, name string) error {
	fault, err := d.Take(ctx, filepath.Join(d.Dir, name))
	if err != nil {
		return err
	}
	folder := doneFolder
	if fault != "" {
		folder = failedFolder
	}
	target, err := d.move(name, folder)
	if err != nil {
		return err
	}
	if fault != "" {
		if err := os.WriteFile(target+".txt", []byte(fault+"\n"), 0o600); err != nil {
			return fmt.Errorf("noting why %s failed: %w", name, err)
		}
	}
	d.Report(name, fault)
	return nil
}

// move puts a file into a folder below, under a name of its own.
func (d *DropFolder) move(name, folder string) (string, error) {
	dir := filepath.Join(d.Dir, folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("making the folder %s: %w", folder, err)
	}
	target := filepath.Join(dir, name)
	if _, err := os.Lstat(target); err == nil || !os.IsNotExist(err) {
		ext := filepath.Ext(name)
		target = filepath.Join(dir, strings.TrimSuffix(name, ext)+d.Now().UTC().Format("-20060102T150405.000000000")+ext)
	}
	if err := os.Rename(filepath.Join(d.Dir, name), target); err != nil {
		return "", fmt.Errorf("moving %s to %s: %w", name, folder, err)
	}
	return target, nil
}

// Run scans the folder until the context ends. A scan that fails is reported
// and tried again.
func (d *DropFolder) Run(ctx context.Context, every time.Duration, failed func(error)) error {
	if info, err := os.Stat(d.Dir); err != nil || !info.IsDir() {
		return &fs.PathError{Op: "watch", Path: d.Dir, Err: fs.ErrNotExist}
	}
	for ctx.Err() == nil {
		if _, err := d.Scan(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		patience.Pause(ctx, every)
	}
	return nil
}
