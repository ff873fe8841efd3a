package words

import (
	"fmt"
	"strings"
	"testing"
)

// samples are values for the verbs of a format, told apart by their number.
func samples(format string) []string {
	var out []string
	for _, p := range parseFormat(format) {
		for p.verb != 0 && p.number >= len(out) {
			out = append(out, "")
		}
		switch p.verb {
		case 0:
		case 'd':
			out[p.number] = fmt.Sprint(11 + p.number)
		case 'q':
			out[p.number] = fmt.Sprintf("%q", fmt.Sprint("Wert", p.number))
		case 'X', 'x':
			out[p.number] = fmt.Sprint("00", p.number)
		case 'U':
			out[p.number] = fmt.Sprint("U+00", p.number)
		case 't':
			out[p.number] = "true"
		case 'c':
			out[p.number] = "k"
		default:
			out[p.number] = fmt.Sprint("Wert", p.number)
		}
	}
	return out
}

func TestBothTextsOfASentenceTakeTheSameValues(t *testing.T) {
	t.Parallel()
	for _, e := range catalogue().entries {
		a, b := samples(e.en), samples(e.fr)
		if len(a) != len(b) {
			t.Errorf("%q takes %d values, %q takes %d", e.en, len(a), e.fr, len(b))
		}
		for _, v := range append(a, b...) {
			if v == "" {
				t.Errorf("a value is left out: %q, %q", e.en, e.fr)
			}
		}
	}
}

// A text is recognised in either language, and never taken for another one.
func TestEveryFinishedSentenceIsReworded(t *testing.T) {
	t.Parallel()
	for _, e := range catalogue().entries {
		if len(samples(e.en)) > 0 && (newPattern(e, plain(e.en), 0) == nil || newPattern(e, plain(e.fr), 0) == nil) {
			continue // too little besides its values to be recognised
		}
		for _, c := range []struct {
			from, to string
			w        Words
		}{{e.en, e.fr, In(French)}, {e.fr, e.en, In(English)}} {
			text, want := fill(c.from, samples(c.from)), fill(c.to, samples(c.from))
			if got := c.w.Reword(text); plain(got) != plain(want) && !ambiguous(c.w, e, got) {
				t.Errorf("%q in %s: %q, want %q", text, c.w.Language(), got, want)
			}
		}
	}
}

// ambiguous tells whether another entry has the same text in the language that
// is read, so that either answer is right.
func ambiguous(w Words, e *entry, got string) bool {
	bare := strings.NewReplacer("« ", "", " »", "", `"`, "", "%q", "%s")
	for _, other := range catalogue().entries {
		same := bare.Replace(other.en) == bare.Replace(e.en) || bare.Replace(plain(other.fr)) == bare.Replace(plain(e.fr))
		if other != e && same && bare.Replace(plain(fill(w.Pick(other.fr, other.en), samples(e.en)))) == bare.Replace(plain(got)) {
			return true
		}
	}
	return false
}

func TestNoEnglishSentenceStandsTwice(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, e := range catalogue().entries {
		if seen[e.en] {
			t.Errorf("%q stands twice", e.en)
		}
		seen[e.en] = true
	}
}

func TestFrenchIsSetWithItsSpaces(t *testing.T) {
	t.Parallel()
	for _, e := range catalogue().entries {
		for _, sign := range []string{" :", " ;", " ?", " !", "« ", " »", "'"} {
			if strings.Contains(e.fr, sign) && !strings.Contains(e.en, sign) {
				t.Errorf("%q has %q", e.fr, sign)
			}
		}
	}
}
