package frame

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"relance/internal/dunning"
)

// NewFile writes a file that must not exist yet: whole, under another name at
// first, so that no torn one is left behind.
func NewFile(name string, write func(io.Writer) error) (err error) {
	refused := func(err error) error {
		return dunning.Errorf(dunning.CodeConflict, "the file cannot be written: %w", err).WithHint("name a new file with -o")
	}
	if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = fmt.Errorf("%s: %w", name, fs.ErrExist)
		}
		return refused(err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return refused(err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // of a name that is gone when all went well
	if err := write(tmp); err != nil {
		tmp.Close() //nolint:errcheck // the writing already failed
		return err
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return refused(err)
	}
	if err := os.Link(tmp.Name(), name); err == nil || errors.Is(err, fs.ErrExist) {
		if err != nil {
			return refused(err)
		}
		return nil
	}
	return os.Rename(tmp.Name(), name) // on a file system without links
}
