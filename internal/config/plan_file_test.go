package config_test

import (
	"reflect"
	"strings"
	"testing"

	"relance/internal/config"
	"relance/internal/dunning"
)

func TestAPlanIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	p := dunning.DefaultPlan()
	p.ID, p.Minimum, p.MaxIn30 = "doux", 2_550, 0
	file, err := config.WritePlan(p)
	if err != nil {
		t.Fatal(err)
	}
	got, err := config.ReadPlan(file, "doux.yaml", "doux")
	if err != nil || !reflect.DeepEqual(got, p) {
		t.Errorf("%v\n%s\nis read as %+v, want %+v", err, file, got, p)
	}
}

func TestAPlanFileSaysOnlyWhatDiffersFromTheDefault(t *testing.T) {
	t.Parallel()
	p, err := config.ReadPlan([]byte("steps: [{id: first, at: +5d, channel: email, level: first}]\nspacing: 9d\n"), "f.yaml", "vip")
	if err != nil || p.ID != "vip" || p.Spacing != 9 || len(p.Steps) != 1 || p.Window != dunning.DefaultPlan().Window {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestAPlanFileIsReadStrictly(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ file, says string }{
		"an unknown rule":  {"steps: []\nspacign: 9d\n", "spacign"},
		"an offset":        {"steps: [{id: a, at: soon, channel: email, level: first}]\n", "soon"},
		"nothing":          {"# later\n", "no plan"},
		"what is no YAML":  {"steps: [\n", "f.yaml"},
		"a list of things": {"- a\n", "f.yaml"},
	} {
		if p, err := config.ReadPlan([]byte(tt.file), "f.yaml", "vip"); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}
