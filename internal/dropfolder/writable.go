package dropfolder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Writable tries to make a file in a folder, or in the first one above it that
// exists.
func Writable(folder string) error {
	for {
		info, err := os.Stat(folder)
		switch above := filepath.Dir(folder); {
		case errors.Is(err, fs.ErrNotExist) && above != folder:
			folder = above
			continue
		case err != nil:
			return err
		case !info.IsDir():
			return fmt.Errorf("%s is not a folder", folder)
		}
		f, err := os.CreateTemp(folder, ".relance-check-*")
		if err != nil {
			return err
		}
		return errors.Join(f.Close(), os.Remove(f.Name()))
	}
}
