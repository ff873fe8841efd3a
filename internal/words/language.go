package words

import (
	"fmt"
	"strings"
)

// Language is a language that people read.
type Language string

// The languages.
const (
	French  Language = "fr"
	English Language = "en"
)

// Parse reads "fr" or "en".
func Parse(s string) (Language, error) {
	switch l := Language(strings.ToLower(strings.TrimSpace(s))); l {
	case French, English:
		return l, nil
	}
	return "", fmt.Errorf("language %q: want fr or en", s)
}

// FromEnvironment is the language of a terminal: French when the first of
// LC_ALL, LC_MESSAGES and LANG that is set names it, as fr_FR.UTF-8 does, else
// English.
func FromEnvironment(getenv func(string) string) Language {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" {
			tag, _, _ := strings.Cut(v, ".")
			tag, _, _ = strings.Cut(tag, "_")
			if strings.EqualFold(tag, "fr") || strings.EqualFold(tag, "french") {
				return French
			}
			return English
		}
	}
	return English
}

// Words speaks one language. The zero value speaks English.
type Words struct{ language Language }

// In gives the words of a language.
func In(l Language) Words { return Words{language: l} }

// Language is the language that is spoken.
func (w Words) Language() Language {
	if w.language == French {
		return French
	}
	return English
}

// Pick is the one of two texts that is in the language.
func (w Words) Pick(french, english string) string {
	if w.language == French {
		return french
	}
	return english
}

// both is a text in the two languages.
type both struct{ fr, en string }

// of looks a code up; one that has no words is shown as it is stored.
func of[K ~string](w Words, table map[K]both, code K) string {
	if t, ok := table[code]; ok {
		return w.Pick(t.fr, t.en)
	}
	return string(code)
}
