package archtest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"relance/internal/period"
)

// TestTheDocumentsListEveryPeriodOfTheTable compares the table of docs/law.md with
// that of the code: name, length, days between which it holds, source, certainty.
func TestTheDocumentsListEveryPeriodOfTheTable(t *testing.T) {
	t.Parallel()
	law := plainText(readDoc(t, "law.md"))
	certain := map[period.Confidence]string{period.Sure: "sûr", period.Differing: "les lectures diffèrent", period.Unsettled: "non réglé"}
	for _, p := range period.All() {
		holds := "toujours"
		switch {
		case !p.From.IsZero():
			holds = "dès le " + p.From.French()
		case !p.To.IsZero():
			holds = "jusqu’au " + p.To.French()
		}
		row := regexp.MustCompile(`\| ` + regexp.QuoteMeta(p.ID) + ` \| [^|]+ \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|`).FindStringSubmatch(law)
		if row == nil {
			t.Errorf("docs/law.md does not list %s", p.ID)
			continue
		}
		want := []string{length(p), holds, plainText(p.Source), certain[p.Sure]}
		for i, text := range want {
			if row[i+1] != text {
				t.Errorf("%s: docs/law.md says %q, the table %q", p.ID, row[i+1], text)
			}
		}
	}
}

func length(p period.Period) string {
	var parts []string
	if p.Months > 0 {
		parts = append(parts, fmt.Sprintf("%d mois", p.Months))
	}
	if p.Days > 0 {
		parts = append(parts, fmt.Sprintf("%d jours", p.Days))
	}
	return strings.Join(parts, " et ")
}

var counted = regexp.MustCompile(`AddMonths\((-?\d+)\)`)

// TestNoPeriodOfTheLawIsWrittenOutsideTheTable looks for months that a rule counts
// with a figure of its own.
func TestNoPeriodOfTheLawIsWrittenOutsideTheTable(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"dunning", "limitation", "insolvency", "procedure", "recourse", "evidence", "postgres"} {
		files, err := filepath.Glob("../" + name + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal("no source of", name, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range counted.FindAllString(string(text), -1) {
				if file == "../evidence/declare.go" && m == "AddMonths(12)" {
					continue // a year of deferred payment is a condition of C. com. L622-28, no period to act
				}
				t.Errorf("%s counts %s: take the period from the table (package period)", file, m)
			}
		}
	}
}
