package archtest

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"relance/internal/config"
	"relance/internal/dunning"
)

func readDoc(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

func TestExamplesOfTheConfigurationLoad(t *testing.T) {
	t.Parallel()
	blocks := yamlBlock.FindAllStringSubmatch(readDoc(t, "configuration.md")+readDoc(t, "../README.md"), -1)
	if len(blocks) < 3 {
		t.Fatalf("%d examples, want the short one, the whole one and the README's", len(blocks))
	}
	env := map[string]string{"RELANCE_SMTP_PASSWORD": "from the environment", "RELANCE_IMAP_PASSWORD": "from the environment", "RELANCE_AR24_TOKEN": "t", "RELANCE_AR24_PRIVATE_KEY": "k", "RELANCE_DIRECTORY_SECRET": "s", "RELANCE_FLOW_SECRET": "f"}
	for i, block := range blocks {
		path := filepath.Join(t.TempDir(), "relance.yaml")
		if err := os.WriteFile(path, []byte(block[1]), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := config.LoadToSend(path, func(name string) string { return env[name] })
		if err != nil {
			t.Errorf("example %d: %v", i+1, err)
		}
		if len(c.Creditors) == 0 {
			t.Errorf("example %d names no creditor", i+1)
		}
	}
}

func TestEveryKeyOfTheConfigurationIsDocumented(t *testing.T) {
	t.Parallel()
	doc := readDoc(t, "configuration.md")
	whole := yamlBlock.FindAllStringSubmatch(doc, -1)[1][1]
	for _, key := range yamlKeys(reflect.TypeFor[config.Config](), map[reflect.Type]bool{}) {
		if !regexp.MustCompile(`(?m)(^|[\s{-])` + key + `:`).MatchString(whole) {
			t.Errorf("the whole example lacks %s", key)
		}
		if !regexp.MustCompile("`([a-z0-9]+\\.)?" + key + "[`.]").MatchString(doc) {
			t.Errorf("no line tells what %s means", key)
		}
	}
}

// yamlKeys lists the keys of a type and of the types in it.
func yamlKeys(typ reflect.Type, seen map[reflect.Type]bool) []string {
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || seen[typ] {
		return nil
	}
	seen[typ] = true
	var out []string
	for i := range typ.NumField() {
		key, _, _ := strings.Cut(typ.Field(i).Tag.Get("yaml"), ",")
		if key == "" || key == "-" {
			continue
		}
		out = append(out, key)
		out = append(out, yamlKeys(typ.Field(i).Type, seen)...)
	}
	return out
}

func TestTheStateMachineNamesEveryStateHoldAndOutcome(t *testing.T) {
	t.Parallel()
	doc := readDoc(t, "state-machine.md")
	words := []string{
		string(dunning.Scheduled), string(dunning.Reminding), string(dunning.FormalState), string(dunning.HandedOver), string(dunning.Closed),
		string(dunning.HoldDispute), string(dunning.HoldPromise), string(dunning.HoldInstalments), string(dunning.HoldReply),
		string(dunning.HoldBounce), string(dunning.HoldManual), string(dunning.HoldBankData), string(dunning.HoldInbox), string(dunning.HoldInsolvency),
		string(dunning.HoldSwitch), string(dunning.MessageRendered), string(dunning.MessageWithheld), string(dunning.MessageHanding),
		string(dunning.MessageAccepted), string(dunning.MessageRefused), string(dunning.MessageUnknown), string(dunning.MessageAbandoned),
	}
	for _, o := range dunning.Outcomes() {
		words = append(words, string(o))
	}
	for _, w := range words {
		if !strings.Contains(doc, w) {
			t.Errorf("docs/state-machine.md does not speak of %s", w)
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)#\s]+\.md)(#[^)]*)?\)`)

func TestLinksBetweenDocumentsLead(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{"../..", "../../docs", "../../docs/adr"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.md"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no documents in %s: %v", dir, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range link.FindAllStringSubmatch(string(data), -1) {
				if strings.Contains(m[1], "://") {
					continue
				}
				if _, err := os.Stat(filepath.Join(dir, m[1])); err != nil {
					t.Errorf("%s links to %s: %v", file, m[1], err)
				}
			}
		}
	}
}

var listed = regexp.MustCompile("`([a-z]+\\.[a-z.]+/[^`]+)`")

func TestEveryDependencyHasItsReason(t *testing.T) {
	t.Parallel()
	doc, _, _ := strings.Cut(readDoc(t, "dependencies.md"), "## Modules of their own")
	used := map[string]bool{}
	for _, p := range list(t, "./...") {
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if first, _, _ := strings.Cut(imported, "/"); strings.Contains(first, ".") {
				used[imported] = true
			}
		}
	}
	var modules []string
	for _, line := range strings.Split(doc, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		for _, m := range listed.FindAllStringSubmatch(cells[1], -1) {
			modules = append(modules, m[1])
		}
	}
	for imported := range used {
		if !slices.ContainsFunc(modules, func(m string) bool { return under(m, imported) }) {
			t.Errorf("docs/dependencies.md has no line for %s", imported)
		}
	}
	for _, m := range modules {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(used)), func(imported string) bool { return under(m, imported) }) {
			t.Errorf("docs/dependencies.md gives a reason for %s, which nothing imports", m)
		}
	}
}
