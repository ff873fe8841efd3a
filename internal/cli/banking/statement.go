package banking

import (
	"bytes"
	"fmt"

	"relance/internal/bank"
	"relance/internal/cli/frame"
	"relance/internal/words"
)

// Statement shows what bank files say. It records nothing.
type Statement struct {
	Files   []string `arg:"" name:"file" help:"Bank files: camt, CFONB 120, MT940, OFX or CSV; a folder means all files in it; - is the standard input."`
	Profile string   `placeholder:"NAME" help:"CSV profile to use instead of guessing."`
}

// Run prints file after file and, within a file, statement after statement.
func (c *Statement) Run(s *frame.Session) error {
	return s.EachFile(c.Files, func(name string, list *frame.JSONList) (bool, error) {
		f, err := c.file(s, name, list)
		if f.Error != "" {
			s.Complain(name+": "+f.Error, "")
		}
		return f.Error == "", err
	})
}

// file prints one bank file; a fault of the file is in the result, an error is
// one of writing.
func (c *Statement) file(s *frame.Session, name string, list *frame.JSONList) (bank.File, error) {
	out := statementPrinter{s: s, name: name}
	if s.JSON {
		if err := list.Next(); err != nil {
			return bank.File{}, err
		}
	}
	if err := out.open(); err != nil {
		return bank.File{}, err
	}
	f := bank.File{Name: name, Statements: []bank.Statement{}, Warnings: []string{}}
	in, err := s.OpenFile(name)
	if err != nil {
		f.Error = frame.FileFault(err)
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

// mostAlike is how many warnings of one kind are told one by one.
const mostAlike = 3

// warnings says what was noticed about a file; what many of its lines have in common
// is counted after the first three.
func warnings(s *frame.Session, texts []string) (out []string) {
	list := make([]words.Remark, len(texts))
	for i, text := range texts {
		list[i] = words.Remark{At: i, Text: text}
	}
	for _, kind := range words.Gather(list) {
		for i, r := range kind {
			if i == mostAlike && len(kind) > mostAlike+1 {
				out = append(out, s.W.Sprintf("… and %d more of this kind", len(kind)-i))
				break
			}
			out = append(out, s.W.Reword(r.Text))
		}
	}
	return out
}

// statementPrinter prints the statements of one file as they are read.
type statementPrinter struct {
	s     *frame.Session
	name  string
	count int
	err   error // of writing
}

func (p *statementPrinter) open() error {
	if !p.s.JSON {
		return nil
	}
	name, err := frame.Marshal(p.name, "")
	if err == nil {
		_, err = fmt.Fprintf(p.s.Stdout, "{\n    \"file\": %s,\n    \"statements\": [", name)
	}
	return err
}

// statement is called by bank.Stream.
func (p *statementPrinter) statement(st bank.Statement) error {
	if !p.s.JSON {
		if p.count == 0 {
			p.err = frame.PrintLine(p.s.Stdout, p.name)
		}
		p.count++
		if p.err == nil {
			p.err = statementTable(p.s, st)
		}
		return p.err
	}
	sep := ",\n      "
	if p.count == 0 {
		sep = "\n      "
	}
	p.count++
	data, err := frame.Marshal(st, "      ")
	if err == nil {
		_, err = p.s.Stdout.Write(append([]byte(sep), data...))
	}
	p.err = err
	return err
}

// close prints what is known of a file only at its end.
func (p *statementPrinter) close(f bank.File) error {
	if !p.s.JSON {
		for _, w := range warnings(p.s, f.Warnings) {
			if err := frame.PrintLine(p.s.Stdout, "  "+p.s.W.Sprintf("Attention: %s", w)); err != nil {
				return err
			}
		}
		return nil
	}
	end := "],\n    "
	if p.count > 0 {
		end = "\n    ],\n    "
	}
	rest, err := frame.Marshal(struct {
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
