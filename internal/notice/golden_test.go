package notice

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/dunning"
)

var update = flag.Bool("update", false, "write the golden files anew")

// goldenCases are the notices that a person should read when a wording changes.
func goldenCases() map[string]dunning.Notice {
	cases := map[string]dunning.Notice{}
	add := func(variant string, level dunning.Level, regime dunning.Regime, lang string) {
		if n, ok := Variants(level, regime, lang)[variant]; ok {
			name := fmt.Sprintf("%s/%s.%s", lang, level, regime)
			if variant != "single" {
				name += "." + variant
			}
			cases[name] = n
		}
	}
	for _, lang := range languages {
		for _, level := range levels {
			for _, regime := range []dunning.Regime{dunning.B2B, dunning.B2C, dunning.Public} {
				add("single", level, regime, lang)
			}
			add("grouped", level, dunning.B2B, lang)
			add("partial", level, dunning.B2B, lang)
			add("credited", level, dunning.B2B, lang)
			add("disputed", level, dunning.B2B, lang)
		}
		for _, variant := range []string{"both", "upcoming", "sole_trader", "accounts", "until", "rates", "bare", "besides", "person", "contract", "floor"} {
			add(variant, dunning.Final, dunning.B2B, lang)
		}
		for _, variant := range []string{"agreed", "promised", "behind", "apart", "claimed", "waived", "undated"} {
			add(variant, dunning.PartReceipt, dunning.B2B, lang)
		}
		add("claimed", dunning.PartReceipt, dunning.Public, lang)
		for _, regime := range []dunning.Regime{dunning.B2B, dunning.B2C, dunning.Public} {
			add("claimed", dunning.Thanks, regime, lang)
		}
		add("waived", dunning.Thanks, dunning.B2B, lang)
		add("person", dunning.First, dunning.B2C, lang)
		add("habit", dunning.First, dunning.B2B, lang)
		add("habit", dunning.Second, dunning.B2B, lang)
		add("period", dunning.Second, dunning.Public, lang)
		add("period", dunning.FormalNotice, dunning.Public, lang)
		add("costs", dunning.FormalNotice, dunning.B2B, lang)
		add("costs", dunning.Final, dunning.Public, lang)
		add("grouped", dunning.Final, dunning.Public, lang)
		add("single", dunning.Final, dunning.NonProfessional, lang)
	}
	return cases
}

func TestEveryNoticeReadsAsRecorded(t *testing.T) {
	t.Parallel()
	ts := builtin(t)
	for name, n := range goldenCases() {
		r, err := ts.Render(n)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		compareGolden(t, name+".txt", "Subject: "+r.Subject+"\n\n"+r.Text)
		compareGolden(t, name+".html", r.HTML)
	}
}

func TestNoGoldenFileIsLeftOver(t *testing.T) {
	t.Parallel()
	cases := goldenCases()
	for _, lang := range languages {
		files, err := filepath.Glob(filepath.Join("testdata", lang, "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("golden files of %s: %v, %v", lang, files, err)
		}
		for _, f := range files {
			name := strings.TrimSuffix(filepath.ToSlash(strings.TrimPrefix(f, "testdata"+string(filepath.Separator))), filepath.Ext(f))
			if _, ok := cases[name]; !ok {
				t.Errorf("%s belongs to no case", f)
			}
		}
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Errorf("%v; run the test with -update and read what it writes", err)
		return
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-recorded +now):\n%s", name, diff)
	}
}

func builtin(t *testing.T) *Templates {
	t.Helper()
	ts, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return ts
}
