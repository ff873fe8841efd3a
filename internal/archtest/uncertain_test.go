package archtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/procedure"
	"relance/internal/status"
)

// TestEveryOpenPointIsMarkedInCodeTextsAndDocs walks the points on which sources
// contradict each other or are silent: each stands in docs/law.md with what the
// program does, in the code where it takes a stand, and in the texts that depend
// on it.
func TestEveryOpenPointIsMarkedInCodeTextsAndDocs(t *testing.T) {
	t.Parallel()
	points := procedure.OpenPoints()
	if len(points) < 20 {
		t.Fatalf("%d open points", len(points))
	}
	law, code, printed := plainText(readDoc(t, "law.md")), programText(t), plainText(printedTexts(t))
	for _, p := range points {
		for _, text := range []string{p.Point, p.Stand} {
			if !strings.Contains(law, plainText(text)) {
				t.Errorf("docs/law.md does not tell of %s: %q", p.ID, text)
			}
		}
		marked := strings.Contains(code, "uncertain: "+p.ID+"\n")
		if (p.Apart == "") != marked {
			t.Errorf("%s: marked in the code is %v, and apart because %q", p.ID, marked, p.Apart)
		}
		if p.Printed != "" && !strings.Contains(printed, plainText(p.Printed)) {
			t.Errorf("no text says %q (%s)", p.Printed, p.ID)
		}
	}
	for _, part := range strings.Split(code, "uncertain: ")[1:] {
		id, _, _ := strings.Cut(part, "\n")
		known := false
		for _, p := range points {
			known = known || p.ID == id
		}
		if !known {
			t.Errorf("the code marks %q, which is no open point", id)
		}
	}
}

// plainText makes spaces and lines alike.
func plainText(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "`", "").Replace(s)), " ")
}

// programText is the source of every package, without tests and without the list.
func programText(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, pattern := range []string{"../*/*.go", "../*/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal("no source", err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "procedure/uncertain.go") {
				continue
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			b.Write(data)
		}
	}
	return b.String()
}

// printedTexts are what people read: the ways, the alarms of all periods, and the
// words of the documents as they are tested.
func printedTexts(t *testing.T) string {
	t.Helper()
	b := strings.Builder{}
	b.WriteString(status.ZoneNote)
	for _, w := range procedure.Ways(procedure.Facts{Currency: "EUR", Regime: dunning.B2B}) {
		b.WriteString(strings.Join(w.Notes, "\n"))
	}
	for _, trigger := range procedure.Triggers() {
		alarms, err := procedure.Alarms(trigger, calendar.NewDate(2026, 10, 1))
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range alarms {
			b.WriteString(a.What + "\n" + a.Source + "\n")
		}
	}
	files, err := filepath.Glob("../evidence/testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no words of documents", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(data)
	}
	return b.String()
}
