package intake

import (
	"bufio"
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed profiles/*.txt
var profileFiles embed.FS

// profile is a list of fields with the headers they are known by.
type profile struct {
	name    string
	marks   []string // headers that give the software away, two of them are enough
	fields  []string
	aliases map[string][]string
}

var profiles = loadProfiles()

// Profiles lists the names of the export profiles that Options.Profile knows.
func Profiles() []string {
	var names []string
	for _, p := range profiles {
		names = append(names, p.name)
	}
	return names
}

func loadProfiles() []profile {
	entries, err := profileFiles.ReadDir("profiles")
	if err != nil {
		panic(err)
	}
	var out []profile
	for _, e := range entries {
		text, err := profileFiles.ReadFile("profiles/" + e.Name())
		if err != nil {
			panic(err)
		}
		out = append(out, mustProfile(e.Name(), string(text)))
	}
	return out
}

// mustProfile reads an embedded profile. A fault in one is a fault of the
// program.
func mustProfile(file, text string) profile {
	p := profile{aliases: map[string][]string{}}
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, list, ok := strings.Cut(line, ":")
		if !ok {
			panic(fmt.Sprintf("%s: %q has no colon", file, line))
		}
		var values []string
		for v := range strings.SplitSeq(list, "|") {
			values = append(values, strings.TrimSpace(v))
		}
		switch key {
		case "name":
			p.name = values[0]
		case "marks":
			p.marks = values
		default:
			p.fields = append(p.fields, key)
			p.aliases[key] = values
		}
	}
	return p
}

// profileNamed finds a profile by name, without regard to case.
func profileNamed(name string) *profile {
	i := slices.IndexFunc(profiles, func(p profile) bool { return strings.EqualFold(p.name, name) })
	if i < 0 {
		return nil
	}
	return &profiles[i]
}

// profileOf recognises a profile by its marks among normalised headers.
func profileOf(headers []string) *profile {
	for i, p := range profiles {
		hits := 0
		for _, mark := range p.marks {
			if slices.Contains(headers, mark) {
				hits++
			}
		}
		if hits >= 2 {
			return &profiles[i]
		}
	}
	return nil
}
