package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"relance/internal/words"
)

// speaking are the packages whose errors and hints reach a person at a door: all
// that call Errorf, WithHint and the like, but for those in silent. What they say
// stands in the catalogue.
func speaking() (names []string) {
	support, rooms := supportRows(), commandRows()
	for name := range Plan() {
		_, forTests := support[name]
		_, atTheDoor := rooms[name] // looked through as a whole by doorTexts
		quiet := slices.ContainsFunc(silent, func(s string) bool { return name == s || strings.HasPrefix(name, s+"/") })
		if !forTests && !atTheDoor && !quiet && !strings.HasSuffix(name, "test") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// silent are the packages that word their answers themselves, or speak to
// programs alone.
var silent = []string{"console", "portal", "api", "words", "workflows", "activities", "telemetry", "worker", "starter"}

// inFrench are the packages that read what a bookkeeper has, and tell in French
// what they remark. Their sentences have an English text in the catalogue.
var inFrench = []string{
	"bank", "dunning", "einvoice", "inbox", "insolvency", "intake", "interest", "lifecycle", "limitation", "period", "procedure", "reconcile", "status", "terms",
}

// saying are functions whose texts a person reads, wherever they stand among
// the arguments.
var saying = map[string]bool{
	"Errorf": true, "WithHint": true, "Say": true, "say": true, "fault": true, "Hint": true, "refuse": true,
	"Add": true, "need": true, "notFound": true,
}

// hinting are the names under which a text for people is kept until it is said:
// fields of a struct, variables.
var hinting = map[string]bool{"lack": true, "hint": true, "Hint": true, "advice": true}

// said is a text for people in the source.
type said struct{ text, place string }

// sourceOf parses the files of a package, but for its tests.
func sourceOf(t *testing.T, dir string) (*token.FileSet, []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no source in %s: %v", dir, err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return set, files
}

// literal is the text of a constant expression of strings.
func literal(e ast.Expr) (string, bool) {
	switch x := e.(type) {
	case *ast.BasicLit:
		if x.Kind == token.STRING {
			text, err := strconv.Unquote(x.Value)
			return text, err == nil
		}
	case *ast.BinaryExpr:
		left, ok1 := literal(x.X)
		right, ok2 := literal(x.Y)
		return left + right, x.Op == token.ADD && ok1 && ok2
	case *ast.ParenExpr:
		return literal(x.X)
	}
	return "", false
}

// sayings lists what the calls of a package say.
func sayings(t *testing.T, pkg string) (out []said) {
	t.Helper()
	set, files := sourceOf(t, filepath.Join("..", pkg))
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if fn, ok := n.(*ast.FuncDecl); ok && fn.Recv != nil && (fn.Name.Name == "Error" || fn.Name.Name == "Hint") {
				out = append(out, texts(set, fn)...)
			}
			out = append(out, keptTexts(set, n)...)
			call, ok := n.(*ast.CallExpr)
			if !ok || !says(call.Fun) || pkg == "identifier" && isCalled(call.Fun, "fault") { // has both texts

				return true
			}
			for _, arg := range call.Args {
				if text, ok := literal(arg); ok && sentence(text) {
					out = append(out, said{text, set.Position(arg.Pos()).String()})
				}
			}
			return true
		})
	}
	return out
}

// keptTexts lists the sentences that are kept under a name until they are said,
// and those that a function of such a name gives.
func keptTexts(set *token.FileSet, n ast.Node) (out []said) {
	keep := func(name string, e ast.Expr) {
		if text, ok := literal(e); ok && hinting[name] && sentence(text) {
			out = append(out, said{text, set.Position(e.Pos()).String()})
		}
	}
	switch x := n.(type) {
	case *ast.KeyValueExpr:
		if id, ok := x.Key.(*ast.Ident); ok {
			keep(id.Name, x.Value)
		}
	case *ast.AssignStmt:
		for i, left := range x.Lhs {
			if id, ok := left.(*ast.Ident); ok && len(x.Lhs) == len(x.Rhs) {
				keep(id.Name, x.Rhs[i])
			}
		}
	case *ast.CompositeLit:
		if len(x.Elts) == 3 { // code, sentence, hint: what a constraint says
			if sel, ok := x.Elts[0].(*ast.SelectorExpr); ok && strings.HasPrefix(sel.Sel.Name, "Code") {
				keep("hint", x.Elts[1])
				keep("hint", x.Elts[2])
			}
		}
	case *ast.FuncDecl:
		if strings.Contains(strings.ToLower(x.Name.Name), "hint") {
			return texts(set, x)
		}
	}
	return out
}

// texts lists the sentences that a method of an error is made of.
func texts(set *token.FileSet, fn *ast.FuncDecl) (out []said) {
	ast.Inspect(fn, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		text, ok := literal(e)
		if ok && sentence(text) {
			out = append(out, said{text, set.Position(e.Pos()).String()})
		}
		return !ok
	})
	return out
}

func isCalled(fun ast.Expr, name string) bool {
	id, ok := fun.(*ast.Ident)
	return ok && id.Name == name
}

// says tells whether a function's texts are for people.
func says(fun ast.Expr) bool {
	switch f := fun.(type) {
	case *ast.Ident:
		return saying[f.Name]
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		return saying[f.Sel.Name] || ok && x.Name == "errors" && f.Sel.Name == "New"
	}
	return false
}

// sentence tells whether a text has words of ours: two at least, besides verbs.
func sentence(text string) bool {
	letters := 0
	for i, r := range text {
		if unicode.IsLetter(r) && (i == 0 || text[i-1] != '%') {
			letters++
		}
	}
	return letters >= 4 && strings.ContainsAny(strings.TrimSpace(text), " \u00a0")
}

// frenchThroughout are files whose texts stand on French pages and papers alone:
// what a way's papers ask, calendar files, the page of what is not settled.
var frenchThroughout = []string{"procedure/answer.go", "procedure/ics.go", "procedure/period.go", "procedure/uncertain.go"}

// frenchTexts lists the literals of a package that are French sentences: they
// have a letter or a sign that English has not, and a blank.
func frenchTexts(t *testing.T, pkg string) (out []said) {
	t.Helper()
	set, files := sourceOf(t, filepath.Join("..", pkg))
	for _, f := range files {
		if slices.Contains(frenchThroughout, pkg+"/"+filepath.Base(set.Position(f.Pos()).Filename)) {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && compiles(call.Fun) {
				return false
			}
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			text, ok := literal(e)
			if ok && sentence(text) && strings.ContainsFunc(text, func(r rune) bool { return strings.ContainsRune("éèêàçùôîÉÀ’«\u00a0", r) }) {
				out = append(out, said{text, set.Position(e.Pos()).String()})
			}
			return !ok
		})
	}
	return out
}

// compiles tells whether a call makes an expression of a text.
func compiles(fun ast.Expr) bool {
	f, ok := fun.(*ast.SelectorExpr)
	return ok && strings.Contains(f.Sel.Name, "Compile")
}

// doorTexts lists every literal of the command line that has words.
func doorTexts(t *testing.T) (out []said) {
	t.Helper()
	for _, room := range commands() {
		out = append(out, roomTexts(t, room)...)
	}
	return out
}

// roomTexts lists those of one room.
func roomTexts(t *testing.T, room string) (out []said) {
	t.Helper()
	set, files := sourceOf(t, filepath.Join("..", room))
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.Field:
				return x.Tag == nil
			case *ast.CallExpr:
				if headed(x) {
					for _, e := range x.Args[0].(*ast.CompositeLit).Elts {
						if text, ok := literal(e); ok && strings.TrimSpace(text) != "" {
							out = append(out, said{text, set.Position(e.Pos()).String()})
						}
					}
				}
			}
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			text, ok := literal(e)
			if ok && sentence(text) {
				out = append(out, said{text, set.Position(e.Pos()).String()})
			}
			return !ok
		})
	}
	return out
}

// headed tells whether a call prints a table with a header.
func headed(call *ast.CallExpr) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 || !slices.Contains([]string{"table", "figures", "Table", "Figures"}, f.Sel.Name) {
		return false
	}
	_, ok = call.Args[0].(*ast.CompositeLit)
	return ok
}

// unspoken are texts of the command line that nobody reads as a sentence: forms
// for programs, commands inside hints, names of the law.
var unspoken = []string{
	"relance ", "--payment [", "--credit [", " --", "--ecb RATE", "--legal RATE", "--config FILE", "multipart/", "; charset=", "inline; ", "{\n", ",\n", "«[^»]",
	"erreur", "conseil", "- ", "C. civ. 1342-10", "Chases unpaid", "Runs relance", "One case", "Look before", "fill ecb, ", "give --ecb, ",
}

func spoken(text string) bool {
	return !slices.ContainsFunc(unspoken, func(start string) bool { return strings.HasPrefix(text, start) })
}

// whole is a text without the colon that joins it to what follows.
func whole(text string) string { return strings.TrimRight(text, " \u00a0:") }

func TestEverySentenceForPeopleStandsInTheCatalogue(t *testing.T) {
	t.Parallel()
	all := doorTexts(t)
	for _, p := range speaking() {
		all = append(all, sayings(t, p)...)
	}
	for _, s := range all {
		if spoken(s.text) && !words.Known(s.text) && !words.Known(whole(s.text)) && !words.Known(whole(s.text)+" %s") && !slices.Contains(gaps, s.text) {
			t.Errorf("%s: %q has no French: write it into internal/words/catalogue", s.place, s.text)
		}
	}
}

func TestEveryFrenchRemarkHasItsEnglishText(t *testing.T) {
	t.Parallel()
	var catalogue strings.Builder
	for _, s := range words.Sentences() {
		catalogue.WriteString(ordinary.Replace(s.French) + "\n")
	}
	for _, p := range inFrench {
		for _, s := range frenchTexts(t, p) {
			text := strings.Trim(ordinary.Replace(s.text), " ;")
			if p == "reconcile" {
				text = strings.ReplaceAll(text, "%", "%s")
			}
			if words.Known(s.text) {
				continue
			}
			if text = strings.Trim(text, " :,"); !strings.Contains(catalogue.String(), text) && !slices.Contains(frenchAsItIs, s.text) {
				t.Errorf("%s: %q has no English: write it into internal/words/catalogue", s.place, s.text)
			}
		}
	}
}

// ordinary makes signs comparable, as the catalogue does.
var ordinary = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'", "%q", "« %s »", "%[1]s", "%s", "%[2]d", "%d", "%[3]s", "%s")

// frenchAsItIs are French words in the source that are no remark: references to
// the law, words that a letter or a search takes, names of codes.
var frenchAsItIs = []string{
	", porté s’il y a lieu au minimum légal de trois fois le taux de l’intérêt légal", "CPC exéc. L111-8, C. conso. L121-21", "envoyé par",
	"rétablissement professionnel", "C. com. L110-4\u00a0; C. civ. 2224",
}

// composed are sentences of which no piece is long enough to be found.
var composed = []string{
	"CSV read with the general profile, separator %q: %s",
	"has effect from %s", "read on %s", "since %s, read on %s", "asked for: %s",
	"look for a typing error", "%s needs RELANCE_%s",
	"credit note %s", "No effect, %s of %s", "no PDF", "no PDF: %s is none", "no rate given: give --ecb, --legal or both, as --ecb 2.40",
	"--source is missing: say where the rate was read, a letter may have to prove it",
}

// gaps are sentences that still lack their French text. The list only shrinks.
var gaps = []string{}

func TestNoEntryOfTheCatalogueIsLeftOver(t *testing.T) {
	t.Parallel()
	source := literals(t)
	for _, s := range words.Sentences() {
		if s.File == "system.txt" || slices.Contains(composed, s.English) { // said by others, or in pieces
			continue
		}
		if source[ordinary.Replace(s.English)] || source[ordinary.Replace(s.French)] || partly(source, ordinary.Replace(s.French)) || partly(source, ordinary.Replace(s.English)) {
			continue
		}
		t.Errorf("nothing says %q any more (%q): take it out of internal/words/catalogue", s.English, s.French)
	}
}

// literals lists every text of the source, as the catalogue compares it.
func literals(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	err := filepath.WalkDir("..", func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || d.Name() == "testdata" || strings.HasSuffix(dir, "internal/words") {
			return err
		}
		if names, _ := filepath.Glob(filepath.Join(dir, "*.go")); len(names) == 0 {
			return nil
		}
		_, files := sourceOf(t, dir)
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool {
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				text, ok := literal(e)
				if ok {
					out[ordinary.Replace(text)], out[ordinary.Replace(strings.ReplaceAll(text, "%", "%s"))] = true, true
				}
				return !ok
			})
		}
		return nil
	})
	if err != nil || len(out) < 3000 {
		t.Fatalf("%d texts in the source: %v", len(out), err)
	}
	return out
}

// partly tells whether a sentence is put together of a text of the source
// and something else.
func partly(source map[string]bool, whole string) bool {
	for text := range source {
		if part := strings.Trim(text, " .:,"); len(part) >= 10 && strings.ContainsAny(part, " ") && strings.Contains(whole, part) {
			return true
		}
	}
	return false
}
