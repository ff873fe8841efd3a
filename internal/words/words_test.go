package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// constants reads the values of all constants of a type from the source of a
// package, so that a list that grows is noticed.
func constants(t *testing.T, pkg, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob("../" + pkg + "/*.go")
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
		t.Fatalf("only %d constants of type %s.%s found", len(out), pkg, typeName)
	}
	return out
}

// values are the texts of a specification's constants, when they are of a type.
func values(spec *ast.ValueSpec, typeName string) (out []string) {
	id, ok := spec.Type.(*ast.Ident)
	if !ok || id.Name != typeName {
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

func complete[K ~string](t *testing.T, pkg, typeName string, table map[K]both) {
	t.Helper()
	known := map[string]bool{}
	for _, k := range constants(t, pkg, typeName) {
		known[k] = true
		if w := table[K(k)]; w.fr == "" || w.en == "" {
			t.Errorf("%s.%s %q lacks words: French %q, English %q", pkg, typeName, k, w.fr, w.en)
		}
	}
	for k := range table {
		if !known[string(k)] {
			t.Errorf("%s.%s has no %q, yet there are words for it", pkg, typeName, k)
		}
	}
}

func TestEveryClosedListHasWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	complete(t, "dunning", "Reason", reasons)
	complete(t, "dunning", "Kind", kinds)
	complete(t, "dunning", "State", states)
	complete(t, "inbox", "Class", mailClasses)
	complete(t, "inbox", "Deed", mailDeeds)
	complete(t, "reconcile", "LineState", lineStates)
	complete(t, "insolvency", "Effect", insolvencyEffects)
	complete(t, "insolvency", "Procedure", procedures)
	complete(t, "insolvency", "Action", insolvencyActions)
	complete(t, "lifecycle", "Verdict", verdicts)
	complete(t, "lifecycle", "Origin", statusOrigins)
	complete(t, "dunning", "Outcome", outcomes)
	complete(t, "dunning", "HoldKind", holds)
	complete(t, "dunning", "TaskCode", tasks)
	complete(t, "dunning", "Waivable", waivables)
	complete(t, "dunning", "LimitationEvent", limitations)
	complete(t, "dunning", "Action", actions)
	complete(t, "dunning", "Channel", channels)
	complete(t, "dunning", "Level", levels)
	complete(t, "dunning", "Regime", regimes)
	complete(t, "dunning", "MessageState", messageStates)
	complete(t, "dunning", "DueRule", dueRules)
	complete(t, "approval", "Part", draftParts)
	complete(t, "einvoice", "DueRule", documentDueRules)
	complete(t, "dunning", "LetterState", letterStates)
	complete(t, "registeredmail", "ProofKind", proofs)
	complete(t, "inbox", "IntentKind", intentKinds)
	complete(t, "inbox", "Tie", ties)
	complete(t, "bank", "Kind", statementKinds)
	complete(t, "bank", "Status", entryStates)
}

func TestACodeWithoutWordsIsShownAsItIs(t *testing.T) {
	t.Parallel()
	if got := In(French).Reason("brand_new"); got != "brand_new" {
		t.Errorf("got %q", got)
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		c      dunning.Case
		fr, en string
	}{
		{dunning.Case{State: dunning.Scheduled}, "programmé", "scheduled"},
		{dunning.Case{State: dunning.Closed, Outcome: dunning.Paid}, "clos\u00a0: payé", "closed: paid"},
		{dunning.Case{State: dunning.Reminding, Holds: []dunning.Hold{{Kind: dunning.HoldBounce}}},
			"relances en cours, à traiter", "being reminded, needs attention"},
	} {
		if fr, en := In(French).Status(tt.c), In(English).Status(tt.c); fr != tt.fr || en != tt.en {
			t.Errorf("got %q and %q, want %q and %q", fr, en, tt.fr, tt.en)
		}
	}
}

func TestTheLanguageOfATerminalComesFromItsLocale(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		env  map[string]string
		want Language
	}{
		{"nothing set", nil, English},
		{"French", map[string]string{"LANG": "fr_FR.UTF-8"}, French},
		{"French of Canada, without an encoding", map[string]string{"LANG": "fr_CA"}, French},
		{"LC_ALL decides over LANG", map[string]string{"LC_ALL": "C.UTF-8", "LANG": "fr_FR.UTF-8"}, English},
		{"LC_MESSAGES decides over LANG", map[string]string{"LC_MESSAGES": "fr_FR", "LANG": "en_GB.UTF-8"}, French},
		{"an empty variable says nothing", map[string]string{"LC_ALL": "", "LANG": "fr"}, French},
		{"Frisian is not French", map[string]string{"LANG": "fry_NL"}, English},
	} {
		if got := FromEnvironment(func(k string) string { return tt.env[k] }); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if _, err := Parse("de"); err == nil {
		t.Error("German was taken")
	}
}

func TestDatesAndAmountsFollowTheLanguage(t *testing.T) {
	t.Parallel()
	day, at := calendar.NewDate(2026, 3, 1), time.Date(2026, 7, 2, 6, 15, 0, 0, time.UTC)
	both := func(f func(w Words) string) [2]string { return [2]string{f(In(French)), f(In(English))} }
	for _, tt := range []struct{ got, want [2]string }{
		{both(func(w Words) string { return w.Date(day) }), [2]string{"1er mars 2026", "1 March 2026"}},
		{both(func(w Words) string { return w.ShortDate(day) }), [2]string{"01/03/2026", "2026-03-01"}},
		{both(func(w Words) string { return w.Instant(at) }), [2]string{"02/07/2026 08:15", "2026-07-02 08:15"}},
		{both(func(w Words) string { return w.Amount(-123456, "EUR") }), [2]string{"−1\u202f234,56\u00a0€", "-€1,234.56"}},
		{both(func(w Words) string { return w.Number(123456) }), [2]string{"1\u202f234,56", "1,234.56"}},
		{both(func(w Words) string { return w.Percent("12.4") }), [2]string{"12,40\u00a0%", "12.40%"}},
		{both(func(w Words) string { return w.FromDue(day, day.AddDays(5)) }), [2]string{"J-5", "D-5"}},
		{both(func(w Words) string { return w.Count(0, "x", "xs") }), [2]string{"0\u00a0x", "0\u00a0xs"}},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

var straight = regexp.MustCompile(`[a-zé]'|"| :| ;| !| \?|«[^\x{a0}]|[^\x{a0}]»`)

func TestFrenchWordsHaveFrenchTypography(t *testing.T) {
	t.Parallel()
	for name, fr := range map[string][]string{
		"reasons": french(reasons), "tasks": french(tasks), "kinds": french(kinds), "holds": french(holds),
		"letters": french(letterStates), "drafts": french(draftParts), "due rules": french(dueRules), "limitation": french(limitations),
	} {
		for _, text := range fr {
			if straight.MatchString(text) {
				t.Errorf("%s: %q", name, text)
			}
		}
	}
}

func french[K ~string](table map[K]both) (out []string) {
	for _, t := range table {
		out = append(out, t.fr)
	}
	return out
}

func TestASentenceSaysOneThingAsOne(t *testing.T) {
	t.Parallel()
	const moved, found = "%d {case follows|cases follow} the plan %q now, %d {keeps its own|keep theirs}", "%d of %d {line|lines}; decide with relance match LINE INVOICE… or --ignore"
	for _, tt := range []struct {
		format string
		args   []any
		want   [2]string // in French, in English
	}{
		{moved, []any{1, "doux", 0}, [2]string{"1 dossier suit maintenant le plan « doux », 0 garde le sien", `1 case follows the plan "doux" now, 0 keep theirs`}},
		{moved, []any{0, "doux", 1}, [2]string{"0 dossier suit maintenant le plan « doux », 1 garde le sien", `0 cases follow the plan "doux" now, 1 keeps its own`}},
		{moved, []any{2, "100%", 3}, [2]string{"2 dossiers suivent maintenant le plan « 100% », 3 gardent le leur", `2 cases follow the plan "100%" now, 3 keep theirs`}},
		{found, []any{1, 1}, [2]string{"1 ligne sur 1 ; décidez avec relance match LIGNE FACTURE… ou --ignore", "1 of 1 line; decide with relance match LINE INVOICE… or --ignore"}},
		{found, []any{1, 7}, [2]string{"1 ligne sur 7 ; décidez avec relance match LIGNE FACTURE… ou --ignore", "1 of 7 lines; decide with relance match LINE INVOICE… or --ignore"}},
		{"100 %% of %d {x|xs}", []any{int64(1)}, [2]string{"100 % of 1 x", "100 % of 1 x"}},
	} {
		for i, w := range []Words{In(French), In(English)} {
			if got := plain(w.Sprintf(tt.format, tt.args...)); got != plain(tt.want[i]) {
				t.Errorf("%s: %s, want %s", tt.format, got, tt.want[i])
			}
		}
	}
}

// What is printed never holds the two forms: a sentence that chooses has a number
// before its first choice, in both languages.
func TestEveryChoiceOfASentenceHasItsNumber(t *testing.T) {
	t.Parallel()
	chosen := 0
	for _, e := range catalogue().entries {
		for _, text := range []string{e.fr, e.en} {
			counted := false
			for _, p := range parseFormat(text) {
				switch {
				case p.verb == 'd':
					counted = true
				case p.verb == 0 && forms.MatchString(p.text):
					chosen++
					if !counted {
						t.Errorf("%q chooses before it counts", text)
					}
				}
			}
		}
	}
	if chosen < 60 {
		t.Errorf("only %d choices were looked at: the test proves nothing", chosen)
	}
}

// A file that is too large is refused with what to do about it.
func TestASentenceAboutAFileThatIsTooLargeSaysHowToMendIt(t *testing.T) {
	t.Parallel()
	large := regexp.MustCompile(`%d MB|more than %d (files|pages$|pages:)|too large to be attached`)
	found := 0
	for _, e := range catalogue().entries {
		if !large.MatchString(e.en) || e.file == "carriers.txt" { // those have a hint of their own
			continue
		}
		found++
		for _, text := range []string{plain(e.fr), e.en} {
			_, mend, ok := strings.Cut(text, "; ")
			if !ok {
				_, mend, ok = strings.Cut(text, ": ")
			}
			if !ok || mend == "" {
				t.Errorf("%q does not say how to mend it", text)
			}
		}
	}
	if found < 8 {
		t.Errorf("only %d sentences were looked at: the test proves nothing", found)
	}
}
