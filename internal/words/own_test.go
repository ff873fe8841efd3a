package words

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"relance/internal/dunning"
)

// done is an error of a store, which says what was being done.
type done struct {
	what string
	error
}

func (d done) Error() string { return d.what + ": " + d.error.Error() }
func (d done) Unwrap() error { return d.error }
func (d done) Doing() string { return d.what }

// A customer may be called as a sentence of the catalogue is.
func TestOnlyWhatTheProgramSaysIsReworded(t *testing.T) {
	t.Parallel()
	const name = "the addressee" // « le destinataire »
	if !Known(name) {
		t.Fatalf("%q is no sentence of the catalogue any more", name)
	}
	err := dunning.Errorf(dunning.CodeConflict, "what would be declared for debtor %s is no longer what was shown: %s", name, dunning.Phrase(name))
	before, after, _ := strings.Cut(plain(In(French).Error(err, nil)), " : ")
	if !strings.Contains(before, name) || after != "le destinataire" {
		t.Errorf("%q : %q", before, after)
	}
	if got := In(French).Sprintf("%s: no status of a platform", name); !strings.HasPrefix(got, name) {
		t.Errorf("%q", got)
	}
	quoted := In(French).Reword(fmt.Sprintf("no creditor %q", name))
	if !strings.Contains(quoted, name) {
		t.Errorf("%q", quoted)
	}
}

func TestWhatTheStoreWasDoingIsForTheLog(t *testing.T) {
	t.Parallel()
	coded := done{"reading the debtor", done{"asking the register", dunning.Errorf(dunning.CodeNotFound, "no task %d", 7)}}
	for l, want := range map[Language]string{French: "pas de tâche 7", English: "no task 7"} {
		if got := In(l).Error(fmt.Errorf("F-1: %w", coded), nil); plain(strings.Replace(got, "\u00a0: ", ": ", 1)) != "F-1: "+want {
			t.Errorf("%q, want F-1: %s", got, want)
		}
	}
	strange := done{"reading the debtor", errors.New("ERROR: relation does not exist (SQLSTATE 42P01)")}
	if got, want := In(French).Error(strange, nil), "incident technique\u00a0: «\u00a0reading the debtor: ERROR: relation does not exist (SQLSTATE 42P01)\u00a0»"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := In(English).Error(strange, nil); got != strange.Error() {
		t.Errorf("%q", got)
	}
}

func TestNumbersInARowAreJoinedInTheLanguage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Le libellé cite F-1, F-2 et F-3.": "The remittance cites F-1, F-2 and F-3.",
		"Le libellé cite Dupont et Fils.":  "The remittance cites Dupont et Fils.",
	} {
		if got := In(English).Reword(text); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAnInstantAmongTheValuesIsWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	english := "sends are paused by paul since 2026-11-21 10:00: relance resume --all"
	french := In(French).Reword(english)
	if want := "les envois sont suspendus par paul depuis le 21/11/2026 10:00\u00a0: relance resume --all"; french != want {
		t.Errorf("%q, want %q", french, want)
	}
	if back := In(English).Reword(french); back != english {
		t.Errorf("%q, want %q", back, english)
	}
}

func TestAQuotationEndsWithItsOwnSign(t *testing.T) {
	t.Parallel()
	text := "date = colonne 1 « Date », débit = colonne 3 « Débit », libellé = colonne 2 « Libellé « court » »"
	want := `date = column 1 "Date", debit = column 3 "Débit", text = column 2 "Libellé « court »"`
	if got := plain(In(English).Reword(text)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAQuotationAsGoWritesItIsRecognisedInFrench(t *testing.T) {
	t.Parallel()
	text := `CSV lu avec le profil générique, séparateur ";" : date = colonne 1 « Date »`
	if got := In(English).Reword(text); strings.Contains(got, "lu avec") || !strings.Contains(got, `";"`) {
		t.Errorf("%q", got)
	}
}
