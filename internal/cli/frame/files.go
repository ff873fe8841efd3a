package frame

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/schollz/progressbar/v3"

	"relance/internal/backoffice"
)

// Expand lists the files that arguments mean: a file is itself, "-" is the
// standard input, a folder is all files below it in the order of their names.
// Hidden files of folders are left out. What cannot be listed stays in the
// list: opening it will say why.
func Expand(args []string) []string {
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

// OpenFile opens a file, or the standard input for "-".
func (s *Session) OpenFile(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(s.Stdin), nil
	}
	return os.Open(name)
}

// ReadFile reads a file up to a number of bytes and one more, so that whoever
// reads the contents sees that it is too long.
func (s *Session) ReadFile(name string, most int64) ([]byte, error) {
	f, err := s.OpenFile(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most+1))
}

// Progress draws a bar on a terminal when there is much to do; call the
// function once for each item, and once more with false at the end.
func (s *Session) Progress(total int, what string) (step func(more bool)) {
	if !s.Terminal || total < 8 {
		return func(bool) {}
	}
	bar := progressbar.NewOptions(total, progressbar.OptionSetWriter(s.Stderr), progressbar.OptionSetDescription(s.W.Text(what)),
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

// EachFile reads the files that arguments mean, one after the other, and keeps
// the list around what read prints as JSON. Read tells whether all of a file
// could be read; its error is one of writing and ends the round.
func (s *Session) EachFile(args []string, read func(name string, list *JSONList) (ok bool, err error)) error {
	files, list := Expand(args), NewJSONList(s)
	if s.JSON {
		if err := list.Open(); err != nil {
			return err
		}
	}
	step, failed := s.Progress(len(files), "reading"), 0
	for _, name := range files {
		if err := s.Ctx.Err(); err != nil {
			return fmt.Errorf("stopped before %s: %w", name, err)
		}
		ok, err := read(name, &list)
		if err != nil {
			return err
		}
		if !ok {
			failed++
		}
		step(true)
	}
	step(false)
	if s.JSON {
		if err := list.Close(); err != nil {
			return err
		}
	}
	if failed > 0 {
		return SomeOf(failed, len(files))
	}
	return nil
}

// JSONList prints the items of one JSON array as they come, so that a list of
// any length needs no memory.
type JSONList struct {
	s      *Session
	count  int
	Indent string // of an item; empty is two blanks
}

// NewJSONList is a list that is the whole document.
func NewJSONList(s *Session) JSONList { return JSONList{s: s} }

// Open begins the list.
func (l *JSONList) Open() error {
	_, err := io.WriteString(l.s.Stdout, "[")
	return err
}

// Next writes what separates an item from the one before it.
func (l *JSONList) Next() error {
	sep := ",\n"
	if l.count == 0 {
		sep = "\n"
	}
	l.count++
	_, err := io.WriteString(l.s.Stdout, sep+l.margin())
	return err
}

// Add prints an item.
func (l *JSONList) Add(v any) error {
	if err := l.Next(); err != nil {
		return err
	}
	data, err := Marshal(v, l.margin())
	if err == nil {
		_, err = l.s.Stdout.Write(data)
	}
	return err
}

// margin is what stands before an item.
func (l *JSONList) margin() string { return cmp.Or(l.Indent, "  ") }

// Close ends the list, and the line when the list is the whole document.
func (l *JSONList) Close() error {
	end := "]"
	if l.count > 0 {
		end = "\n" + l.margin()[2:] + "]"
	}
	if l.Indent == "" {
		end += "\n"
	}
	_, err := io.WriteString(l.s.Stdout, end)
	return err
}

// Marshal is the JSON form that --json prints, further lines indented below a
// prefix.
func Marshal(v any, prefix string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, "  ")
	err := enc.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// Source reads the files of an import.
func (s *Session) Source() backoffice.Source { return folderSource{s} }

// folderSource reads files from disk, and the standard input for "-".
type folderSource struct{ s *Session }

// Read implements backoffice.Source.
func (f folderSource) Read(name string, most int64) ([]byte, error) { return f.s.ReadFile(name, most) }

// Has implements backoffice.Source.
func (f folderSource) Has(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// Bars draws a bar for the files, and one for the lines of each file.
func (s *Session) Bars(what string) backoffice.Progress {
	steps := map[string]func(bool){}
	return func(of string, done, total int) {
		if done == 0 {
			name := what
			if of != "" {
				name = filepath.Base(of)
			}
			steps[of] = s.Progress(total, name)
		} else {
			steps[of](true)
		}
		if done == total {
			steps[of](false)
		}
	}
}

// FileFault says in French why a file cannot be opened or read.
func FileFault(err error) string {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "fichier introuvable"
	case errors.Is(err, fs.ErrPermission):
		return "lecture interdite\u00a0: vérifiez les droits du fichier"
	case errors.As(err, &path):
		return "lecture impossible\u00a0: " + path.Err.Error()
	}
	return "lecture impossible\u00a0: " + err.Error()
}

// PrintLine prints a text and a line end.
func PrintLine(w io.Writer, text string) error {
	_, err := fmt.Fprintln(w, text)
	return err
}

// Placed is a file, and the line in it when there is one.
func Placed(file string, line int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}
