package api

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

var (
	update   = flag.Bool("update", false, "write the golden file anew")
	breaking = flag.Bool("break", false, "with -update: also when programs that are written from the contract would break")
)

const contract = "../../docs/openapi.yaml"

// TestTheContractIsAsItWasAgreed compares the operations with docs/openapi.yaml:
// programs of others are written from it. A change on purpose is made with
// make golden; its diff is what those programs will meet. One that would break
// them is refused even then.
func TestTheContractIsAsItWasAgreed(t *testing.T) {
	got, err := Describe()
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(contract)
	if err != nil {
		t.Fatal(err)
	}
	breaks := breaks(tree(t, want), tree(t, got))
	for _, b := range breaks {
		t.Logf("breaks programs that are written from the contract: %s", b)
	}
	if len(breaks) > 0 && !*breaking {
		t.Fatal("the contract may grow; what it says already stays, or the version in its addresses changes")
	}
	if *update {
		if err := os.WriteFile(contract, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(got, want) {
		t.Errorf("docs/openapi.yaml is not what the operations say; run the test with -update and read the diff")
	}
}

// tree reads a contract as nested maps.
func tree(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var out map[string]any
	if err := yaml.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// breaks lists what a program written from an earlier contract would stumble
// over: what is gone, what is of another form, what is asked for anew.
func breaks(before, now map[string]any) (out []string) {
	walk("", before, now, func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) })
	slices.Sort(out)
	return out
}

func walk(at string, before, now any, say func(string, ...any)) {
	switch old := before.(type) {
	case map[string]any:
		present, _ := now.(map[string]any)
		for key, value := range old {
			here := at + "/" + key
			if free(key) {
				continue
			}
			other, there := present[key]
			switch {
			case !there:
				say("%s is gone", here)
			case key == "required":
				asked(here, value, other, say)
			case key == "enum":
				within(here, value, other, say)
			case key == "parameters":
				parameters(here, value, other, say)
			default:
				walk(here, value, other, say)
			}
		}
		if _, had := old["required"]; !had && present["required"] != nil {
			asked(at+"/required", nil, present["required"], say)
		}
		for _, narrow := range []string{"pattern", "enum", "maxLength", "minimum", "maximum", "format"} {
			if _, had := old[narrow]; !had && present[narrow] != nil && old["type"] != nil {
				say("%s/%s is new", at, narrow)
			}
		}
	case []any:
		present, _ := now.([]any)
		for i, value := range old {
			if i >= len(present) {
				say("%s/%d is gone", at, i)
				continue
			}
			walk(fmt.Sprintf("%s/%d", at, i), value, present[i], say)
		}
	default:
		if a, b := text(before), text(now); a != b {
			say("%s was %s and is %s", at, a, b)
		}
	}
}

// free tells whether a key is for people, so that it may change.
func free(key string) bool {
	return slices.Contains([]string{"description", "summary", "examples", "example", "title", "tags", "info", "servers"}, key)
}

func text(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// asked looks at what is required: nothing may be asked for anew.
func asked(at string, before, now any, say func(string, ...any)) {
	if a, b := text(before), text(now); strings.HasPrefix(b, "true") && a != b {
		say("%s is asked for anew", at)
	}
	old, _ := before.([]any)
	present, _ := now.([]any)
	for _, name := range present {
		if !slices.ContainsFunc(old, func(o any) bool { return text(o) == text(name) }) {
			say("%s: %s is asked for anew", at, text(name))
		}
	}
}

// within looks at lists of values: none may be gone.
func within(at string, before, now any, say func(string, ...any)) {
	old, _ := before.([]any)
	present, _ := now.([]any)
	for _, v := range old {
		if !slices.ContainsFunc(present, func(o any) bool { return text(o) == text(v) }) {
			say("%s: the value %s is gone", at, text(v))
		}
	}
}

// parameters looks at parameters by their name.
func parameters(at string, before, now any, say func(string, ...any)) {
	named := func(v any) map[string]any {
		out := map[string]any{}
		list, _ := v.([]any)
		for _, p := range list {
			m, _ := p.(map[string]any)
			out[fmt.Sprint(m["in"], " ", m["name"])] = p
		}
		return out
	}
	old, present := named(before), named(now)
	for name, p := range present {
		if m, _ := p.(map[string]any); old[name] == nil && m["required"] == true {
			say("%s: %s is asked for anew", at, name)
		}
	}
	walk(at, old, present, say)
}

// TestAChangeThatBreaksProgramsIsSeen changes the contract in ways that others
// would stumble over, and in ways that they would not.
func TestAChangeThatBreaksProgramsIsSeen(t *testing.T) {
	t.Parallel()
	now, err := Describe()
	if err != nil {
		t.Fatal(err)
	}
	schema := func(doc map[string]any, name string) map[string]any {
		return doc["components"].(map[string]any)["schemas"].(map[string]any)[name].(map[string]any)
	}
	property := func(doc map[string]any, name, field string) map[string]any {
		return schema(doc, name)["properties"].(map[string]any)[field].(map[string]any)
	}
	for name, row := range map[string]struct {
		change func(doc map[string]any)
		breaks bool
	}{
		"nothing":          {func(map[string]any) {}, false},
		"another sentence": {func(d map[string]any) { property(d, "Case", "balance")["description"] = "x" }, false},
		"a new field": {func(d map[string]any) {
			schema(d, "Case")["properties"].(map[string]any)["new"] = map[string]any{"type": "string"}
		}, false},
		"an address gone":   {func(d map[string]any) { delete(d["paths"].(map[string]any), "/api/v1/cases") }, true},
		"a field gone":      {func(d map[string]any) { delete(schema(d, "Case")["properties"].(map[string]any), "balance") }, true},
		"a number":          {func(d map[string]any) { property(d, "Case", "balance")["type"] = "number" }, true},
		"a narrower form":   {func(d map[string]any) { property(d, "Case", "invoice")["pattern"] = "^F" }, true},
		"a value gone":      {func(d map[string]any) { property(d, "Case", "state")["enum"] = []any{"closed"} }, true},
		"a field asked for": {func(d map[string]any) { schema(d, "Fact")["required"] = []any{"kind", "words"} }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := tree(t, now)
			row.change(changed)
			if got := breaks(tree(t, now), changed); len(got) > 0 != row.breaks {
				t.Errorf("it breaks %v, want %v", got, row.breaks)
			}
		})
	}
}
