package insolvency

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const corpusDir = "../../../shared/corpus/bodacc"

func corpus(t *testing.T, name string) []byte {
	t.Helper()
	raw := besideCheckout(name)
	if raw == nil {
		t.Skip("no corpus beside this checkout: the comparison with published notices is skipped")
	}
	return raw
}

// besideCheckout reads a published file that lies beside this checkout; nil where
// there is none.
func besideCheckout(name string) []byte {
	raw, err := os.ReadFile(filepath.Join(corpusDir, name))
	if err != nil {
		return nil
	}
	return raw
}

// rows reads a table by the names of its columns.
func rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	lines := strings.Split(strings.TrimRight(string(corpus(t, name)), "\n"), "\n")
	head := strings.Split(lines[0], "\t")
	var out []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, v := range strings.Split(line, "\t") {
			row[head[i]] = v
		}
		out = append(out, row)
	}
	return out
}

func TestPublishedNotices(t *testing.T) {
	notices, err := Read(corpus(t, "records.json"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Notice{}
	for _, n := range notices {
		got[n.ID] = n
	}
	for _, want := range rows(t, "EXPECTED.tsv") {
		n := got[want["id"]]
		for column, value := range map[string]string{
			"siren": n.SIREN, "typeavis": n.Kind, "published": n.Published.String(), "effect": string(n.Effect),
			"procedure": string(n.Procedure), "judgment": n.Judgment.String(), "role": n.Role, "holder": n.Holder,
			"address": n.Address, "claim_by": n.ClaimBy.String(), "action": string(n.Action),
		} {
			if value != want[column] {
				t.Errorf("%s, %s: got %q, want %q", want["id"], column, value, want[column])
			}
		}
	}
}

// TestNaturesOfJudgments has one row more prudent than the table: a judgment
// that opens something unknown freezes as well as asks.
func TestNaturesOfJudgments(t *testing.T) {
	table := rows(t, "NATURES.tsv")
	for _, want := range table {
		text := want["complement contains (case-insensitive; empty = otherwise)"]
		got := judge("", want["nature"], text)
		action := want["action"]
		if want["effect"] == "unknown" {
			action = string(FreezeAndAsk)
		}
		if string(got.effect) != want["effect"] || string(got.procedure) != want["procedure"] || string(got.action) != action {
			t.Errorf("%s (%s): got %v, want %s %s %s", want["nature"], text, got, want["effect"], want["procedure"], action)
		}
	}
}

func TestErrorAnswersAreNamed(t *testing.T) {
	for _, name := range []string{"error-429.json", "error-offset.json"} {
		if _, err := Read(corpus(t, name)); err == nil || !strings.Contains(err.Error(), "répondu par une erreur") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
