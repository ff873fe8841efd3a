package bank

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"relance/internal/tabular"
)

// The limits that a zero Options means.
const (
	defaultMaxBytes   = 128 << 20
	defaultMaxEntries = 1_000_000
	defaultMaxDepth   = 64
)

// Options bounds what a file may contain. The zero value is usable.
type Options struct {
	MaxBytes   int64  // size of the file; 0 means defaultMaxBytes
	MaxEntries int    // entries in the file; 0 means defaultMaxEntries
	MaxDepth   int    // nested elements in XML and OFX; 0 means defaultMaxDepth
	Profile    string // name of the CSV profile to use; empty to guess
}

func (o Options) withDefaults() Options {
	if o.MaxBytes <= 0 {
		o.MaxBytes = defaultMaxBytes
	}
	if o.MaxEntries <= 0 {
		o.MaxEntries = defaultMaxEntries
	}
	if o.MaxDepth <= 0 {
		o.MaxDepth = defaultMaxDepth
	}
	return o
}

// ErrNoStatement is wrapped by the error of a file that was recognised but
// holds no statement, such as a bank's answer that says "try again later".
var ErrNoStatement = errors.New("aucun relevé dans ce fichier")

// ErrUnknownFormat is wrapped by the error of a file that is no bank file.
var ErrUnknownFormat = errors.New("ce n’est pas un fichier de banque lisible ici")

// ErrTooLarge is wrapped by the error of a file above Options.MaxBytes.
var ErrTooLarge = errors.New("fichier trop volumineux")

// Parse reads one bank file. name is only reported, the contents decide the
// format. Errors are in French and do not name the file. The File is complete as far as it goes even when there is an error:
// its Error has the same text, its Statements those read until then.
func Parse(name string, data []byte, opts Options) (File, error) {
	var all []Statement
	f, err := Stream(name, bytes.NewReader(data), opts, func(st Statement) error {
		all = append(all, st)
		return nil
	})
	if all != nil {
		f.Statements = all
	}
	return f, err
}

// Stream reads one bank file from r and calls emit for each statement, in file
// order, as soon as it is complete. camt and CFONB are read as they come, so
// that memory is bounded by the largest statement; the other formats are held
// in memory. The File it returns has no Statements. An error of emit stops the
// reading and is returned.
func Stream(name string, r io.Reader, opts Options, emit func(Statement) error) (File, error) {
	opts = opts.withDefaults()
	f := File{Name: name, Statements: []Statement{}, Warnings: []string{}}
	count := 0
	s := &sink{opts: opts, file: &f, emit: func(st Statement) error {
		count++
		return emit(st)
	}}
	in := bufio.NewReaderSize(&limited{r: r, left: opts.MaxBytes}, sniffSize)
	head, err := in.Peek(sniffSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return fail(f, err)
	}
	if tabular.NotAList(head) != "" {
		return fail(f, foreign(in))
	}
	f.Format = sniff(head)
	err = s.run(in)
	if err == nil && count == 0 && !s.skipped {
		err = ErrNoStatement
	}
	s.finish()
	if err != nil {
		return fail(f, err)
	}
	return f, nil
}

func (s *sink) run(in *bufio.Reader) error {
	switch s.file.Format {
	case Camt:
		return s.camt(in)
	case CFONB:
		return s.cfonb(in)
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	text, note := decode(data)
	if note != "" {
		s.warn(0, "fichier lu en %s", note)
	}
	switch s.file.Format {
	case MT940:
		return s.mt940(text)
	case OFX:
		return s.ofx(text)
	}
	return s.csv(text)
}

// otherFile is the error of a file that is something else, and which says what.
type otherFile string

// Error says what the file is and what to do.
func (o otherFile) Error() string { return string(o) }

// Is tells that such a file is no bank file.
func (otherFile) Is(target error) bool { return target == ErrUnknownFormat }

// foreign reads a workbook, an archive or a PDF to its end, to say what it is.
func foreign(in io.Reader) error {
	data, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	return otherFile(tabular.NotAList(data))
}

func fail(f File, err error) (File, error) {
	f.Error = err.Error()
	return f, err
}

// limited fails with ErrTooLarge where io.LimitReader would pretend that the
// file ends.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, fmt.Errorf("%w\u00a0: demandez à la banque un fichier par mois ou par compte", ErrTooLarge)
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	if l.left < 0 {
		return 0, fmt.Errorf("%w\u00a0: demandez à la banque un fichier par mois ou par compte", ErrTooLarge)
	}
	return n, err
}
