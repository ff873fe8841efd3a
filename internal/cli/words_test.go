package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"testing"

	"relance/internal/dunning"
)

// constants reads the values of all constants of a type from the source of
// package dunning, so that a list that grows is noticed.
func constants(t *testing.T, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob("../dunning/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok {
				out = append(out, values(spec, typeName)...)
			}
			return true
		})
	}
	if len(out) < 2 {
		t.Fatalf("only %d constants of type %s found", len(out), typeName)
	}
	return out
}

// values are the texts of a specification's constants, when they are of a type.
func values(spec *ast.ValueSpec, typeName string) (out []string) {
	if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != typeName {
		return nil
	}
	for _, v := range spec.Values {
		if lit, ok := v.(*ast.BasicLit); ok {
			text, _ := strconv.Unquote(lit.Value)
			out = append(out, text)
		}
	}
	return out
}

func complete[K ~string](t *testing.T, typeName string, words map[K]string) {
	t.Helper()
	known := constants(t, typeName)
	for _, k := range known {
		if words[K(k)] == "" {
			t.Errorf("%s %q has no French words", typeName, k)
		}
	}
	if len(words) != len(known) {
		t.Errorf("%s: %d words for %d values", typeName, len(words), len(known))
	}
}

func TestEveryClosedListHasFrenchWords(t *testing.T) {
	t.Parallel()
	complete(t, "Reason", reasonTexts)
	complete(t, "Kind", kindNames)
	complete(t, "State", stateNames)
	complete(t, "Outcome", outcomeNames)
	complete(t, "HoldKind", holdNames)
	complete(t, "TaskCode", taskNames)
	complete(t, "Waivable", partNames)
	complete(t, "LimitationEvent", limitationNames)
	complete(t, "Action", actionNames)
	complete(t, "Channel", channelNames)
	complete(t, "MessageState", messageStateNames)
	complete(t, "DueRule", dueRuleNames)
	complete(t, "DraftPart", draftPartNames)
}

func TestAnUnknownReasonIsShownAsItIs(t *testing.T) {
	t.Parallel()
	if got := reasonText("brand_new"); got != "brand_new" {
		t.Errorf("got %q", got)
	}
}

func TestStatusText(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]dunning.Case{
		"programmé":                    {State: dunning.Scheduled},
		"clos\u00a0: payé":             {State: dunning.Closed, Outcome: dunning.Paid},
		"relances en cours, à traiter": {State: dunning.Reminding, Holds: []dunning.Hold{{Kind: dunning.HoldBounce}}},
	} {
		if got := statusText(c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
