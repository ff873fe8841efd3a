package cli

import (
	"bytes"
	"fmt"
	"io"

	"relance/internal/bank"
)

// statementCmd shows what bank files say. It records nothing.
type statementCmd struct {
	Files   []string `arg:"" name:"file" help:"Bank files: camt, CFONB 120, MT940, OFX or CSV; a folder means all files in it; - is the standard input."`
	Profile string   `placeholder:"NAME" help:"CSV profile to use instead of guessing."`
}

// Run prints file after file and, within a file, statement after statement.
func (c *statementCmd) Run(s *session) error {
	files := expand(c.Files)
	list := jsonList{s: s}
	if s.json {
		if err := list.open(); err != nil {
			return err
		}
	}
	step, failed := s.progress(len(files), "reading"), 0
	for _, name := range files {
		if err := s.ctx.Err(); err != nil {
			return fmt.Errorf("stopped before %s: %w", name, err)
		}
		f, err := c.file(s, name, &list)
		if err != nil {
			return err
		}
		if f.Error != "" {
			failed++
			s.complain(name+": "+f.Error, "")
		}
		step(true)
	}
	step(false)
	if s.json {
		if err := list.close(); err != nil {
			return err
		}
	}
	if failed > 0 {
		return someFailed{failed, len(files)}
	}
	return nil
}

// file prints one bank file; a fault of the file is in the result, an error is
// one of writing.
func (c *statementCmd) file(s *session, name string, list *jsonList) (bank.File, error) {
	out := statementPrinter{s: s, name: name}
	if s.json {
		if err := list.next(); err != nil {
			return bank.File{}, err
		}
	}
	if err := out.open(); err != nil {
		return bank.File{}, err
	}
	f := bank.File{Name: name, Statements: []bank.Statement{}, Warnings: []string{}}
	in, err := s.openFile(name)
	if err != nil {
		f.Error = fileFault(err)
	} else {
		defer in.Close()
		f, err = bank.Stream(name, in, bank.Options{Profile: c.Profile}, out.statement)
		if out.err != nil {
			return f, fmt.Errorf("writing the statements of %s: %w", name, out.err)
		}
		if err != nil && f.Error == "" {
			f.Error = err.Error()
		}
	}
	return f, out.close(f)
}

// statementPrinter prints the statements of one file as they are read.
type statementPrinter struct {
	s     *session
	name  string
	count int
	err   error // of writing
}

func (p *statementPrinter) open() error {
	if !p.s.json {
		return nil
	}
	name, err := marshal(p.name, "")
	if err == nil {
		_, err = fmt.Fprintf(p.s.Stdout, "{\n    \"file\": %s,\n    \"statements\": [", name)
	}
	return err
}

// statement is called by bank.Stream.
func (p *statementPrinter) statement(st bank.Statement) error {
	if !p.s.json {
		if p.count == 0 {
			p.err = printLine(p.s.Stdout, p.name)
		}
		p.count++
		if p.err == nil {
			p.err = p.s.statementTable(st)
		}
		return p.err
	}
	sep := ",\n      "
	if p.count == 0 {
		sep = "\n      "
	}
	p.count++
	data, err := marshal(st, "      ")
	if err == nil {
		_, err = p.s.Stdout.Write(append([]byte(sep), data...))
	}
	p.err = err
	return err
}

// close prints what is known of a file only at its end.
func (p *statementPrinter) close(f bank.File) error {
	if !p.s.json {
		for _, w := range f.Warnings {
			if err := printLine(p.s.Stdout, "  "+p.s.w.Sprintf("Attention: %s", p.s.w.Reword(w))); err != nil {
				return err
			}
		}
		return nil
	}
	end := "],\n    "
	if p.count > 0 {
		end = "\n    ],\n    "
	}
	rest, err := marshal(struct {
		Format   bank.Format `json:"format"`
		Version  string      `json:"version,omitempty"`
		Warnings []string    `json:"warnings"`
		Error    string      `json:"error"`
	}{f.Format, f.Version, f.Warnings, f.Error}, "  ")
	if err == nil {
		rest = bytes.TrimLeft(rest[1:], "\n ")
		_, err = p.s.Stdout.Write(append([]byte(end), rest...))
	}
	return err
}

func printLine(w io.Writer, text string) error {
	_, err := fmt.Fprintln(w, text)
	return err
}
