package api

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the golden file anew")

const contract = "../../docs/openapi.yaml"

// TestTheContractIsAsItWasAgreed compares the operations with docs/openapi.yaml:
// programs of others are written from it. A change on purpose is made with
// make golden; its diff is what those programs will meet.
func TestTheContractIsAsItWasAgreed(t *testing.T) {
	got, err := Describe()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(contract, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(contract)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("docs/openapi.yaml is not what the operations say; run the test with -update and read the diff")
	}
}
