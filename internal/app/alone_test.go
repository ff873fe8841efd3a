package app

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"relance/internal/postgres/postgrestest"
)

func TestASecondUpOnOneDatabaseWarnsAsLongAsTheFirstRuns(t *testing.T) {
	t.Parallel()
	store := postgrestest.New(t)
	var said []string
	say := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	log := slog.New(slog.DiscardHandler)

	first := alone(t.Context(), store, log, say)
	if len(said) != 0 {
		t.Fatalf("the first one is told %q", said)
	}
	second := alone(t.Context(), store, log, say)
	if len(said) != 1 || !strings.Contains(said[0], "another program runs everything on this database already") {
		t.Fatalf("the second one is told %q", said)
	}
	second() // it held nothing, so that the first one is still warned of
	alone(t.Context(), store, log, say)()
	if len(said) != 2 {
		t.Errorf("a third one is told %q", said)
	}
	first()
	defer alone(t.Context(), store, log, say)()
	if len(said) != 2 {
		t.Errorf("after the end of the first, the next is told %q", said)
	}
}
