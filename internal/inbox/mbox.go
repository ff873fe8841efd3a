package inbox

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
)

// mboxLine is the line that mbox puts before each mail: an address or name,
// and a date with a time and a year.
var mboxLine = regexp.MustCompile(`^From \S.*\b\d{1,2}:\d{2}(?::\d{2})?\b.*\b\d{4}\b|^From \S+\s+\w{3} \w{3} [ \d]?\d \d{1,2}:\d{2}`)

// Split reads mails from a file one after the other and hands each to the
// function: the mails of an mbox, or the one mail that the file is. A file
// whose name ends in .eml is one mail by its kind, whatever it holds. A mail
// longer than MaxRaw is cut there, and cut says so. Split needs no more memory
// than one mail. An error of the function or of reading ends it.
func Split(name string, r io.Reader, each func(raw []byte, cut bool) error) error {
	in := bufio.NewReaderSize(r, 64<<10)
	head, err := in.Peek(5)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	s := splitter{mbox: string(head) == "From " && !strings.HasSuffix(strings.ToLower(name), ".eml"), each: each}
	for {
		line, err := in.ReadSlice('\n')
		if ferr := s.piece(line); ferr != nil {
			return ferr
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			s.within = true
			continue
		case errors.Is(err, io.EOF):
			return s.flush()
		case err != nil:
			return err
		}
		s.within = false
	}
}

// splitter gathers the lines of one mail.
type splitter struct {
	mbox   bool
	each   func([]byte, bool) error
	buf    bytes.Buffer
	cut    bool
	within bool // the next piece continues a long line
	blank  bool // the last line was blank
	any    bool // a mail was handed to the function already
}

// piece takes a line, or a part of a long one.
func (s *splitter) piece(line []byte) error {
	if s.mbox && !s.within && s.blank && mboxLine.Match(line) {
		if err := s.flush(); err != nil {
			return err
		}
	}
	if !s.within {
		s.blank = len(bytes.TrimRight(line, "\r\n")) == 0
		if s.mbox && bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) && line[0] == '>' {
			line = line[1:] // mbox guards such lines with >
		}
	}
	if room := MaxRaw - s.buf.Len(); len(line) > room {
		line, s.cut = line[:room], true
	}
	s.buf.Write(line)
	return nil
}

// flush hands the mail that was gathered to the function.
func (s *splitter) flush() error {
	if s.any && s.buf.Len() == 0 {
		return nil
	}
	s.any = true
	err := s.each(s.buf.Bytes(), s.cut)
	s.buf.Reset()
	s.cut = false
	return err
}

// severalMails tells whether a mail seems to be a whole mbox.
func severalMails(raw []byte) bool {
	if !bytes.HasPrefix(raw, []byte("From ")) {
		return false
	}
	rest := raw[:min(len(raw), maxParsed)]
	for {
		at := bytes.Index(rest, []byte("\nFrom "))
		if at < 0 {
			return false
		}
		blank := at > 0 && rest[at-1] == '\n' || at > 1 && rest[at-1] == '\r' && rest[at-2] == '\n'
		line, _, _ := bytes.Cut(rest[at+1:], []byte{'\n'})
		if blank && mboxLine.Match(line) {
			return true
		}
		rest = rest[at+1:]
	}
}
