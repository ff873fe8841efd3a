package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/schollz/progressbar/v3"
)

// expand lists the files that arguments mean: a file is itself, "-" is the
// standard input, a folder is all files below it in the order of their names.
// Hidden files of folders are left out. What cannot be listed stays in the
// list: opening it will say why.
func expand(args []string) []string {
	var out []string
	for _, arg := range args {
		if info, err := os.Stat(arg); arg == "-" || err != nil || !info.IsDir() {
			out = append(out, arg)
			continue
		}
		filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error { //nolint:errcheck // the function gives none back
			switch hidden := path != arg && strings.HasPrefix(d.Name(), "."); {
			case err != nil:
				out = append(out, path)
			case hidden && d.IsDir():
				return filepath.SkipDir
			case !hidden && d.Type().IsRegular():
				out = append(out, path)
			}
			return nil
		})
	}
	return out
}

// openFile opens a file, or the standard input for "-".
func (s *session) openFile(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(s.Stdin), nil
	}
	return os.Open(name)
}

// readFile reads a file up to a number of bytes and one more, so that whoever
// reads the contents sees that it is too long.
func (s *session) readFile(name string, most int64) ([]byte, error) {
	f, err := s.openFile(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most+1))
}

// progress draws a bar on a terminal when there is much to do; call the
// function once for each item, and once more with false at the end.
func (s *session) progress(total int, what string) (step func(more bool)) {
	if !s.Terminal || total < 8 {
		return func(bool) {}
	}
	bar := progressbar.NewOptions(total, progressbar.OptionSetWriter(s.Stderr), progressbar.OptionSetDescription(s.w.Text(what)),
		progressbar.OptionShowCount(), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetPredictTime(true))
	return func(more bool) {
		if more {
			bar.Add(1) //nolint:errcheck // a bar that cannot be drawn is no fault
			return
		}
		bar.Finish() //nolint:errcheck // as above
	}
}

// jsonList prints the items of one JSON array as they come, so that a list of
// any length needs no memory.
type jsonList struct {
	s      *session
	count  int
	indent string // of an item; empty is two blanks
}

func (l *jsonList) open() error {
	_, err := io.WriteString(l.s.Stdout, "[")
	return err
}

// next writes what separates an item from the one before it.
func (l *jsonList) next() error {
	sep := ",\n"
	if l.count == 0 {
		sep = "\n"
	}
	l.count++
	_, err := io.WriteString(l.s.Stdout, sep+l.margin())
	return err
}

func (l *jsonList) add(v any) error {
	if err := l.next(); err != nil {
		return err
	}
	data, err := marshal(v, l.margin())
	if err == nil {
		_, err = l.s.Stdout.Write(data)
	}
	return err
}

// margin is what stands before an item.
func (l *jsonList) margin() string { return cmp.Or(l.indent, "  ") }

// close ends the list, and the line when the list is the whole document.
func (l *jsonList) close() error {
	end := "]"
	if l.count > 0 {
		end = "\n" + l.margin()[2:] + "]"
	}
	if l.indent == "" {
		end += "\n"
	}
	_, err := io.WriteString(l.s.Stdout, end)
	return err
}

// marshal is the JSON form that --json prints, further lines indented below a
// prefix.
func marshal(v any, prefix string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, "  ")
	err := enc.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}
