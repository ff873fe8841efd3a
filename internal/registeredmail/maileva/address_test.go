package maileva

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"relance/internal/registeredmail"
)

func TestFit(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		lines []string
		want  string // joined by "/"
		fails string // part of the error
	}{
		"three lines":             {[]string{"Les Œillets", "3 allée des Tilleuls", "44000 Nantes"}, "Les Œillets///3 allée des Tilleuls//44000 Nantes", ""},
		"name and city only":      {[]string{"Les Œillets", "44000 Nantes"}, "Les Œillets/////44000 Nantes", ""},
		"building before street":  {[]string{"Les Œillets", "Bât. C", "3 allée des Tilleuls", "44000 Nantes"}, "Les Œillets//Bât. C/3 allée des Tilleuls//44000 Nantes", ""},
		"post box after street":   {[]string{"Les Œillets", "3 allée des Tilleuls", "BP 12", "44000 Nantes"}, "Les Œillets///3 allée des Tilleuls/BP 12/44000 Nantes", ""},
		"all six":                 {[]string{"a", "b", "c", "4 d", "e", "44000 f"}, "a/b/c/4 d/e/44000 f", ""},
		"street first of three":   {[]string{"a", "1 b", "c", "d", "44000 f"}, "a//1 b/c/d/44000 f", ""},
		"blanks are tidied":       {[]string{"a   b", " 3  rue", "44000  Nantes "}, "a b///3 rue//44000 Nantes", ""},
		"a long name is wrapped":  {[]string{"Société d’exploitation des établissements Œillet et Fils", "3 rue", "44000 N"}, "Société d’exploitation des/établissements Œillet et Fils//3 rue//44000 N", ""},
		"38 accented letters fit": {[]string{strings.Repeat("é", 38), "44000 N"}, strings.Repeat("é", 38) + "/////44000 N", ""},
		"a word that is too long": {[]string{strings.Repeat("é", 39), "44000 N"}, "", "address line 1: a word has 39 characters, 38 fit"},
		"wrapping needs a 7th":    {[]string{strings.Repeat("mot ", 12), "b", "c", "4 d", "e", "44000 f"}, "", "needs 7 lines"},
		"city too long":           {[]string{"a", "44000 " + strings.Repeat("x", 33)}, "", "postcode and city has 39"},
		"postcode of four digits": {[]string{"a", "4400 Nantes"}, "", "postcode of 5 digits"},
		"postcode with letters":   {[]string{"a", "F-44000 Nantes"}, "", "postcode of 5 digits"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, country, err := fit(registeredmail.Address{Lines: row.lines})
			switch {
			case row.fails != "" && (err == nil || !strings.Contains(err.Error(), row.fails)):
				t.Errorf("got %q, %v", got, err)
			case row.fails == "" && (err != nil || strings.Join(got[:], "/") != row.want || country != "FR"):
				t.Errorf("got %q %s, %v, want %q", strings.Join(got[:], "/"), country, err, row.want)
			}
		})
	}
}

func TestFitNeverLosesAWord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.StringMatching(`[0-9A-ZÉa-zé]{1,45}( {1,3}[A-Za-zéœ]{1,20}){0,5}`), 1, 5).Draw(t, "lines")
		lines = append(lines, "44000 Nantes")
		got, _, err := fit(registeredmail.Address{Lines: lines})
		if err != nil {
			if len(lines[0]) > 12 && strings.Contains(err.Error(), lines[0]) { // a shorter one may be a figure of the message
				t.Fatalf("the error quotes the address: %v", err)
			}
			return
		}
		for _, line := range got {
			if utf8.RuneCountInString(line) > lineLimit {
				t.Fatalf("line of %d: %q", utf8.RuneCountInString(line), line)
			}
		}
		before, after := strings.Fields(strings.Join(lines, " ")), strings.Fields(strings.Join(got[:], " "))
		if strings.Join(before, " ") != strings.Join(after, " ") {
			t.Fatalf("%q became %q", before, after)
		}
	})
}
