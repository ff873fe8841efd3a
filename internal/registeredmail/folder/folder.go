package folder

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
)

// Carrier keeps its letters in a folder. It implements
// registeredmail.Carrier and may be used by several processes at once.
type Carrier struct {
	Dir string // made when it does not exist
}

const (
	letterFile    = "lettre.pdf"
	orderFile     = "ordre.json"
	readmeFile    = "LISEZMOI.txt"
	postedFile    = "posted.json"
	presentedFile = "presented.json"
	outcomeFile   = "outcome.json"
	cancelledFile = "cancelled.json"
)

// Request writes the order's folder. Dispatch.ID is the order's ID.
func (c Carrier) Request(ctx context.Context, o registeredmail.Order) (registeredmail.Dispatch, error) {
	if err := o.Check(); err != nil {
		return registeredmail.Dispatch{}, err
	}
	if err := ctx.Err(); err != nil {
		return registeredmail.Dispatch{}, registeredmail.Errorf(registeredmail.CodeUnavailable, "letter %s: %w", o.ID, err)
	}
	target := filepath.Join(c.Dir, o.ID)
	files, err := contents(o)
	if err != nil {
		return registeredmail.Dispatch{}, err
	}
	if _, err := os.Lstat(target); errors.Is(err, fs.ErrNotExist) {
		if err := c.publish(o.ID, files); err != nil {
			return registeredmail.Dispatch{}, registeredmail.Errorf(registeredmail.CodeUnavailable,
				"writing the letter %s: %w", o.ID, err).WithHint("check that %s can be written to", c.Dir)
		}
	}
	// Whether we wrote it or found it, what lies there must be this order.
	if err := same(target, o); err != nil {
		return registeredmail.Dispatch{}, err
	}
	return registeredmail.Dispatch{
		ID: o.ID, State: dunning.LetterAccepted,
		Note: "à imprimer et à poster : " + filepath.Join(target, letterFile),
	}, nil
}

// contents gives the files of a new folder.
func contents(o registeredmail.Order) (map[string][]byte, error) {
	sheet, err := json.MarshalIndent(o, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing order sheet: %w", err)
	}
	return map[string][]byte{
		letterFile: o.PDF,
		orderFile:  append(sheet, '\n'),
		readmeFile: []byte(readme(o)),
	}, nil
}

// publish makes the folder appear whole. When another process was faster, its
// folder stands.
func (c Carrier) publish(id string, files map[string][]byte) error {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return err
	}
	temporary, err := os.MkdirTemp(c.Dir, ".tmp-"+id+"-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temporary) }() // after the rename there is nothing to remove
	for name, content := range files {
		if err := writeFile(filepath.Join(temporary, name), content); err != nil {
			return err
		}
	}
	if err := syncDir(temporary); err != nil {
		return err
	}
	target := filepath.Join(c.Dir, id)
	if err := os.Rename(temporary, target); err != nil {
		if _, found := os.Stat(filepath.Join(target, orderFile)); found != nil {
			return err
		}
	}
	return syncDir(c.Dir)
}

// same compares what lies in a folder with an order.
func same(dir string, o registeredmail.Order) error {
	kept, err := readOrder(dir)
	if err != nil {
		return err
	}
	pdf, err := os.ReadFile(filepath.Join(dir, letterFile))
	if err != nil {
		return registeredmail.Errorf(registeredmail.CodeConflict, "letter %s: its document is missing: %w", o.ID, err)
	}
	mine, theirs := o, kept
	mine.PDF, theirs.PDF = nil, nil
	a, errA := json.Marshal(mine)
	b, errB := json.Marshal(theirs)
	if errA != nil || errB != nil || !bytes.Equal(a, b) || !bytes.Equal(pdf, o.PDF) {
		return registeredmail.Errorf(registeredmail.CodeConflict,
			"letter %s exists with another document or address", o.ID).
			WithHint("compare with %s", filepath.Join(dir, orderFile))
	}
	return nil
}

func readOrder(dir string) (o registeredmail.Order, err error) {
	b, err := os.ReadFile(filepath.Join(dir, orderFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return o, registeredmail.Errorf(registeredmail.CodeNotFound, "no letter %s", filepath.Base(dir))
	case err != nil:
		return o, registeredmail.Errorf(registeredmail.CodeUnavailable, "reading letter: %w", err)
	}
	if err := json.Unmarshal(b, &o); err != nil {
		return o, registeredmail.Errorf(registeredmail.CodeInternal, "reading %s: %w", filepath.Join(dir, orderFile), err)
	}
	return o, nil
}

// letterDir gives a letter's folder and order. Ids come from outside: one that
// could name something else is simply not found.
func (c Carrier) letterDir(id string) (string, registeredmail.Order, error) {
	if id == "" || strings.ContainsAny(id, `/\`) || strings.HasPrefix(id, ".") {
		return "", registeredmail.Order{}, registeredmail.Errorf(registeredmail.CodeNotFound, "no letter %q", id)
	}
	dir := filepath.Join(c.Dir, id)
	o, err := readOrder(dir)
	return dir, o, err
}

func writeFile(name string, content []byte) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(content); err != nil {
		return err
	}
	return f.Sync()
}

// syncDir makes names in a folder survive a power failure.
func syncDir(name string) (err error) {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return d.Sync()
}
