package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"relance/internal/calendar"
	"relance/internal/flowservice/flowtest"
	"relance/internal/postgres/postgrestest"
	"relance/internal/registry/registrytest"
)

// TestStoreScripts plays the scenarios of testdata/store, each on a schema of
// its own of a real PostgreSQL. Temporal is down in all of them: what they
// record counts all the same.
func TestStoreScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/store/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			params := storeParams(t)
			params.Dir, params.Files = "", []string{file}
			testscript.Run(t, params)
		})
	}
}

// storeParams is what a script runs with that has a schema of its own.
func storeParams(t *testing.T) testscript.Params {
	t.Helper()
	store := postgrestest.New(t)
	params := scriptParams(t, "store")
	setup := params.Setup
	register := registrytest.New(t)
	register.Register(registrytest.Company{SIREN: "732829320", Name: "PAPETERIE LENOIR", Form: "5710", NIC: "00074", Number: "12", Kind: "AVENUE",
		Street: "DU PORT", Postcode: "69003", Town: "LYON"},
		registrytest.Company{SIREN: "552100554", Name: "GARAGE DU PORT", Form: "5499", NIC: "00013", Closed: "2026-03-01"})
	platform := flowtest.New(t)
	params.Setup = func(e *testscript.Env) error {
		e.Setenv("DATABASE_URL", store.Pool().Config().ConnString())
		e.Setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
		e.Setenv("REGISTER_URL", register.URL)
		e.Setenv("PLATFORM_URL", platform.URL)
		e.Setenv("USER", "claire")
		e.Setenv("LATER", calendar.DateOf(time.Now()).AddDays(40).String())               // a day to come
		if said, err := os.ReadFile(filepath.Join(e.WorkDir, "litige.xml")); err == nil { // what the platform keeps, a while ago
			at := time.Now().Add(-3 * time.Hour).UTC().Format(time.RFC3339)
			platform.Keep(flowtest.Flow{ID: "f-1", Updated: at, Bytes: said}, flowtest.Flow{ID: "f-2", Updated: at, Bytes: []byte("<Invoice/>")})
		}
		return setup(e)
	}
	return params
}
