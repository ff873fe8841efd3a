package query

import "strings"

// Escape makes a text one that LIKE takes letter by letter.
func Escape(text string) string { return likeEscape.Replace(text) }

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
