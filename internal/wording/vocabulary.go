package wording

import (
	"slices"
	"strings"

	"relance/internal/unaccent"
)

// Kind says what a name of a vocabulary stands for.
type Kind string

// The kinds of names.
const (
	Value     Kind = "value"     // a text, empty when there is none; also a condition
	Condition Kind = "condition" // true or false, and nothing to print
	Phrase    Kind = "phrase"    // a sentence that the program words
	Block     Kind = "block"     // a table that stands alone in a paragraph
)

// Vocabulary is the names that a text may use, as Plain gives them.
type Vocabulary map[string]Kind

// Plain gives a name as it is compared: in small letters, without accents, with
// single blanks.
func Plain(name string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(unaccent.Lower(name), "’", "'")), " ")
}

// near gives the name of the vocabulary that is written most like another one, ""
// when none is alike.
func (v Vocabulary) near(name string) string {
	best, least := "", len([]rune(name))/2+1
	names := make([]string, 0, len(v))
	for n := range v {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		if d := distance([]rune(name), []rune(n)); d < least {
			best, least = n, d
		}
	}
	return best
}

// distance counts the letters to change, add or take out between two names.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
