package poppler

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"relance/internal/dunning"
)

// Bounds of a run.
const (
	longest   = 10 * time.Second
	mostBytes = 8 << 20 // of an image or a text
	atOnce    = 2
	kept      = 64  // images and texts in memory
	sharpness = 110 // points an inch: a page of A4 is 909 × 1286
)

// Reader shows pages of PDF files. It is safe for concurrent use.
type Reader struct {
	images, texts string // programs
	turns         chan struct{}

	mu    sync.Mutex
	cache map[string][]byte
}

// Find looks for the programs; nil when the machine lacks one of them.
func Find() *Reader {
	images, err := exec.LookPath("pdftoppm")
	if err != nil {
		return nil
	}
	texts, err := exec.LookPath("pdftotext")
	if err != nil {
		return nil
	}
	return &Reader{images: images, texts: texts, turns: make(chan struct{}, atOnce), cache: map[string][]byte{}}
}

// Image is a page of a file as PNG; pages count from 1. CodeNotFound for a page that
// there is not.
func (r *Reader) Image(ctx context.Context, pdf []byte, page int) ([]byte, error) {
	if page < 1 {
		return nil, dunning.Errorf(dunning.CodeNotFound, "no page %d", page)
	}
	n := strconv.Itoa(page)
	out, err := r.run(ctx, pdf, r.images, "-png", "-r", strconv.Itoa(sharpness), "-f", n, "-l", n, "-singlefile", "-")
	if err == nil && len(out) == 0 {
		err = dunning.Errorf(dunning.CodeNotFound, "no page %d", page)
	}
	return out, err
}

// Text is what a file says, page after page, as it is laid out.
func (r *Reader) Text(ctx context.Context, pdf []byte) (string, error) {
	out, err := r.run(ctx, pdf, r.texts, "-layout", "-enc", "UTF-8", "-nopgbrk", "-", "-")
	return strings.TrimSpace(string(out)), err
}

// run gives what a program makes of a file, from memory where it was asked before.
func (r *Reader) run(ctx context.Context, pdf []byte, program string, args ...string) ([]byte, error) {
	sum := sha256.Sum256(pdf)
	key := program + strings.Join(args, " ") + string(sum[:])
	r.mu.Lock()
	out, ok := r.cache[key]
	r.mu.Unlock()
	if ok {
		return out, nil
	}
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	select {
	case r.turns <- struct{}{}:
		defer func() { <-r.turns }()
	case <-ctx.Done():
		return nil, dunning.Errorf(dunning.CodeUnavailable, "the page cannot be drawn now")
	}
	cmd := exec.CommandContext(ctx, program, args...) //nolint:gosec // a program that was found at the start, with numbers of ours
	cmd.Env, cmd.Stdin, cmd.WaitDelay = []string{}, bytes.NewReader(pdf), time.Second
	answer := &bounded{}
	cmd.Stdout = answer
	if err := cmd.Run(); err != nil && len(answer.Bytes()) == 0 {
		return nil, wrong(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.cache) >= kept {
		clear(r.cache)
	}
	r.cache[key] = answer.Bytes()
	return answer.Bytes(), nil
}

// wrong words an end without an answer: the program says by its status that the page is
// beyond the last one.
func wrong(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 99 {
		return dunning.Errorf(dunning.CodeNotFound, "no such page")
	}
	return dunning.Errorf(dunning.CodeUnavailable, "the page cannot be drawn: %w", err)
}

// bounded keeps what a program writes, up to a bound.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > mostBytes {
		return 0, io.ErrShortWrite
	}
	return b.Buffer.Write(p)
}
