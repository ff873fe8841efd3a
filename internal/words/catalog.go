package words

// Text gives the text of the catalogue in the language that is spoken. A
// sentence is found by either of its two texts, so that whoever prints one may
// write it in the language that is at hand; one that is not in the catalogue is
// given back as it is. Texts with verbs of fmt have the same verbs, in the same
// order, in both languages.
func (w Words) Text(text string) string {
	if b, ok := index[text]; ok {
		return w.Pick(b.fr, b.en)
	}
	return text
}

// Known tells whether a text is in the catalogue.
func Known(text string) bool {
	_, ok := index[text]
	return ok
}

// index finds a sentence by its French and by its English text.
var index = func() map[string]both {
	all := map[string]both{}
	for _, part := range [][]both{} {
		for _, b := range part {
			all[b.fr], all[b.en] = b, b
		}
	}
	return all
}()
