package query

import "strings"

// Escape escapes a text so that LIKE compares it letter by letter.
func Escape(text string) string { return likeEscape.Replace(text) }

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
