package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"relance/internal/dunning"
	"relance/internal/interest"
)

// AddRate puts a quote into the rates of a configuration file. Nothing else of
// the file changes, comments and blank lines included: the place is found in the
// parsed tree, the lines go into the text. The new file is loaded before it
// takes the place of the old one, in one step.
func AddRate(path string, q interest.Quote, getenv func(string) string) error {
	item, half := RateItem(q), q.HalfYear
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	text, err := withRates(old, item)
	if err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "%s: %w", path, err).
			WithHint("add these lines by hand:\n%s", Indented("rates:\n"+Indented(item, "  "), "  "))
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".relance-*.yaml")
	if err != nil {
		return fmt.Errorf("writing beside %s: %w", path, err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone after the rename
	if err := fill(tmp, text, path); err != nil {
		return err
	}
	cfg, err := Load(tmp.Name(), getenv)
	if err != nil {
		return fmt.Errorf("the new %s would not load, so it was left as it is: %w", path, err)
	}
	if table, err := cfg.RateTable(); err != nil {
		return fmt.Errorf("the new %s would not load, so it was left as it is: %w", path, err)
	} else if _, ok := table.Quote(half); !ok {
		return fmt.Errorf("the new %s would not hold %s, so it was left as it is", path, half)
	}
	return os.Rename(tmp.Name(), path)
}

// fill writes a file, with the permissions of the one it will replace.
func fill(f *os.File, data []byte, like string) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(like); err == nil {
		mode = info.Mode().Perm()
	}
	_, err := f.Write(data)
	return errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
}

var errFlow = errors.New("the rates are not written as a list of lines, so they cannot be added to safely")

// withRates gives the text of a configuration with one item more in its rates.
func withRates(text []byte, item string) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	key, list := findKey(&doc, "rates")
	switch {
	case key == nil && len(doc.Content) > 0 && (doc.Content[0].Kind != yaml.MappingNode || doc.Content[0].Style&yaml.FlowStyle != 0):
		return nil, errFlow
	case key == nil:
		if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
			text = append(text, '\n')
		}
		return append(text, "rates:\n"+Indented(item, "  ")+"\n"...), nil
	case list.Kind != yaml.SequenceNode || list.Style&yaml.FlowStyle != 0 || len(list.Content) == 0 || list.Line == key.Line:
		return nil, errFlow
	}
	lines := strings.SplitAfter(string(text), "\n")
	end := "\n"
	if strings.HasSuffix(lines[key.Line-1], "\r\n") {
		end = "\r\n"
	}
	added := strings.ReplaceAll(Indented(item, strings.Repeat(" ", list.Column-1)), "\n", end) + end
	before := strings.Join(lines[:key.Line], "")
	return []byte(before + added + strings.Join(lines[key.Line:], "")), nil
}

// findKey looks for a key of the top level.
func findKey(doc *yaml.Node, name string) (key, value *yaml.Node) {
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, nil
	}
	pairs := doc.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i].Value == name {
			return pairs[i], pairs[i+1]
		}
	}
	return nil, nil
}

// RateItem is a quote as an item of the list rates, without indentation.
func RateItem(q interest.Quote) string {
	var b strings.Builder
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %s: %s\n", key, value)
		}
	}
	line("half_year", q.HalfYear.String())
	line("ecb", quotedYAML(q.ECB.String()))
	line("ecb_source", quotedYAML(q.ECBSource))
	line("legal_individual", quotedYAML(q.LegalIndividual.String()))
	line("legal_other", quotedYAML(q.LegalOther.String()))
	line("legal_source", quotedYAML(q.LegalSource))
	if q.Official {
		line("official", "true")
	}
	line("checked_on", q.CheckedOn.String())
	return "-" + b.String()[1:]
}

// quotedYAML writes a text as a single-quoted YAML scalar in one line.
func quotedYAML(text string) string {
	if text == "" {
		return ""
	}
	return "'" + strings.ReplaceAll(oneLine(text), "'", "''") + "'"
}

// Indented puts blanks before every line, and no line end behind the last.
func Indented(text, blanks string) string {
	return blanks + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n"+blanks)
}

// oneLine makes control characters blanks, so that a text stays in its line.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}
