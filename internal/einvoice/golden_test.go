package einvoice

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestParseReadsEachSyntaxAndProfile compares the hand-written fixtures with
// golden JSON files that a person has read beside them.
func TestParseReadsEachSyntaxAndProfile(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/invoices/*.xml")
	if err != nil || len(files) < 9 {
		t.Fatalf("fixtures: %d, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			d, err := Parse(filepath.Base(file), fixture(t, filepath.Base(file)))
			if err != nil {
				t.Fatal(err)
			}
			compareGolden(t, strings.TrimSuffix(file, ".xml")+".golden.json", d)
		})
	}
}

func compareGolden(t *testing.T, path string, d Document) {
	t.Helper()
	got, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "invoices", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
