package bank_test

import (
	"strings"
	"testing"

	"relance/internal/bank"
)

// read parses text and fails on an error.
func read(t *testing.T, text string) bank.File {
	t.Helper()
	f, err := bank.Parse("releve", []byte(text), bank.Options{})
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	return f
}

// only gives the only statement of text.
func only(t *testing.T, text string) (bank.File, bank.Statement) {
	t.Helper()
	f := read(t, text)
	if len(f.Statements) != 1 {
		t.Fatalf("%d statements, want one; warnings %q", len(f.Statements), f.Warnings)
	}
	return f, f.Statements[0]
}

// entryOf gives the only entry of text.
func entryOf(t *testing.T, text string) (bank.File, bank.Entry) {
	t.Helper()
	f, st := only(t, text)
	if len(st.Entries) != 1 {
		t.Fatalf("%d entries, want one; warnings %q", len(st.Entries), f.Warnings)
	}
	return f, st.Entries[0]
}

// warned fails unless a warning contains want.
func warned(t *testing.T, f bank.File, want string) {
	t.Helper()
	if !strings.Contains(strings.Join(f.Warnings, "\n"), want) {
		t.Errorf("no warning says %q: %q", want, f.Warnings)
	}
}

// quiet fails when there is any warning.
func quiet(t *testing.T, f bank.File) {
	t.Helper()
	if len(f.Warnings) != 0 {
		t.Errorf("unexpected warnings %q", f.Warnings)
	}
}

// equal fails unless got is want.
func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
