package notice

import (
	"embed"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template"

	"relance/internal/dunning"
)

//go:embed templates
var builtinFiles embed.FS

const (
	commonFile = "common.tmpl"
	layoutFile = "layout.html.tmpl"
)

var (
	languages = []string{"fr", "en"}
	levels    = []dunning.Level{dunning.Courtesy, dunning.First, dunning.Second, dunning.Final, dunning.FormalNotice,
		dunning.Thanks, dunning.PartReceipt}
	groupOf = map[dunning.Regime]string{dunning.B2B: "business", dunning.B2C: "consumer",
		dunning.NonProfessional: "consumer", dunning.Public: "public"}
)

// Templates are the wordings of all notices, ready to use from several
// goroutines at once.
type Templates struct {
	sets   map[string]*set
	digest string
}

// set is the built-in files with a user's own laid over them.
type set struct {
	wordings map[string]*template.Template // by language, level and group
	stated   map[string]string             // by the same: the file of the user's that it stands in
	layout   *htmltemplate.Template
}

// Load reads the built-in templates, with those of user over them when user is
// not nil. Every file is parsed and its fields are looked up; with files of the
// user's, every regime, level and language is then rendered from the samples
// and held against Check. The error holds all faults, each with its file, and
// its line where there is one.
func Load(user fs.FS) (*Templates, error) {
	builtin, err := fs.Sub(builtinFiles, "templates")
	if err != nil {
		return nil, fmt.Errorf("reading the built-in templates: %w", err)
	}
	digest, err := digestOf(builtin, user)
	if err != nil {
		return nil, err
	}
	t := &Templates{sets: map[string]*set{}, digest: digest}
	if user == nil { // the built-in wordings are tried by this package's tests
		return t, t.add("", source{builtin, ""})
	}
	names, err := setNames(user)
	if err != nil {
		return nil, fmt.Errorf("reading the folder of templates: %w", err)
	}
	var faults []error
	for _, name := range names {
		over := []source{{builtin, ""}, {user, ""}}
		if name != "" {
			over = append(over, source{user, name})
		}
		if err := t.add(name, over...); err != nil {
			faults = append(faults, err)
			continue
		}
		faults = append(faults, t.try(name))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return t, nil
}

// source is a folder of templates; later ones win.
type source struct {
	fsys fs.FS
	dir  string
}

// read gives a file's text and the name it is known by; "" when absent.
func (s source) read(file string) (name, text string, err error) {
	name = path.Join(s.dir, file)
	b, err := fs.ReadFile(s.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", "", nil
	}
	return name, string(b), err
}

// add parses one set.
func (t *Templates) add(name string, over ...source) error {
	s := &set{wordings: map[string]*template.Template{}, stated: map[string]string{}}
	t.sets[name] = s
	var faults []error
	for _, lang := range languages {
		common, err := parseCommon(lang, over)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		for _, level := range levels {
			for _, group := range []string{"business", "consumer", "public"} {
				w, users, err := parseWording(common, lang, level, group, over)
				faults = append(faults, err)
				if s.wordings[key(lang, level, group)] = w; users {
					s.stated[key(lang, level, group)] = w.Name()
				}
			}
		}
	}
	var err error
	s.layout, err = parseLayout(over)
	if faults = append(faults, err); errors.Join(faults...) != nil {
		return errors.Join(distinct(faults)...)
	}
	return nil
}

func key(lang string, level dunning.Level, group string) string {
	return lang + "/" + string(level) + "." + group
}

func parseCommon(lang string, over []source) (*template.Template, error) {
	t := template.New(lang).Funcs(wordingFuncs).Option("missingkey=error")
	for _, s := range over {
		if _, err := parseInto(t, s, lang, path.Join(lang, commonFile)); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// parseWording finds the file of a level and group: the last source that has
// one for the group or for all groups wins; users tells whether it is the user's.
func parseWording(common *template.Template, lang string, level dunning.Level, group string, over []source) (w *template.Template, users bool, err error) {
	for i, s := range slices.Backward(over) {
		for _, file := range []string{string(level) + "." + group + ".tmpl", string(level) + ".tmpl"} {
			t, err := common.Clone()
			if err != nil {
				return nil, false, err
			}
			parsed, err := parseInto(t, s, lang, path.Join(lang, file))
			if err != nil {
				return nil, false, err
			}
			if parsed == nil {
				continue
			}
			for _, part := range []string{"subject", "body"} {
				if parsed.Lookup(part) == nil {
					return nil, false, fmt.Errorf("template: %s: it must {{define %q}}", parsed.Name(), part)
				}
			}
			return parsed, i > 0, nil
		}
	}
	return nil, false, fmt.Errorf("template: no file for %s", key(lang, level, group))
}

// parseInto adds a file to a template set; nil when the source lacks it.
func parseInto(t *template.Template, s source, lang, file string) (*template.Template, error) {
	name, text, err := s.read(file)
	if err != nil || name == "" {
		return nil, err
	}
	if lang == "fr" {
		text = frenchSource(text)
	}
	parsed, err := t.New(name).Parse(text)
	if err != nil {
		return nil, err
	}
	return parsed, checkFields(parsed, name)
}

func parseLayout(over []source) (*htmltemplate.Template, error) {
	for _, s := range slices.Backward(over) {
		name, text, err := s.read(layoutFile)
		if err != nil || name != "" {
			if err != nil {
				return nil, err
			}
			return htmltemplate.New(name).Funcs(layoutFuncs).Option("missingkey=error").Parse(text)
		}
	}
	return nil, errors.New("template: no " + layoutFile)
}

// wording finds the template for a notice.
func (t *Templates) wording(n dunning.Notice) (*template.Template, error) {
	s := t.sets[n.Template]
	group, known := groupOf[n.Regime()]
	switch {
	case s == nil:
		return nil, dunning.Errorf(dunning.CodeInvalid, "no folder of templates is named %q", n.Template).
			WithHint("known folders: %s", strings.Join(t.Sets(), ", "))
	case !known:
		return nil, dunning.Errorf(dunning.CodeInvalid, "regime %q of the debtor is unknown", n.Regime())
	}
	return s.wordings[key(wordsFor(n.Debtor.Language).lang, n.Level, group)], nil
}

// Sets names the user's folders of templates, for Notice.Template.
func (t *Templates) Sets() []string {
	var names []string
	for name := range t.sets {
		if name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// distinct drops errors that say the same, as when one file serves three groups.
func distinct(in []error) (out []error) {
	seen := map[string]bool{}
	for _, err := range in {
		if err != nil && !seen[err.Error()] {
			seen[err.Error()] = true
			out = append(out, err)
		}
	}
	return out
}
