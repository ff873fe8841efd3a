package inbox

import (
	"regexp"
	"strings"

	"relance/internal/money"
)

// sum is an amount that a text names, and where.
type sum struct {
	cents    money.Cents
	from, to int
}

// euros matches a number with its currency, before or behind: "1 200,00 €",
// "1.200,00 euros", "€ 1200". A blank, point or apostrophe may part thousands.
var euros = regexp.MustCompile(`(?:^|[^\d.,/\-])((?:\d{1,3}(?:[ .']\d{3})+|\d+)(?:[.,]\d{1,2})?) ?(?:€|euros?\b|eur\b)(?:[ ]?(\d{2})\b)?|(?:€|eur) ?((?:\d{1,3}(?:[ .']\d{3})+|\d+)(?:[.,]\d{1,2})?)`)

// sumsIn finds the amounts of a folded text.
func sumsIn(plainly string) []sum {
	var out []sum
	for _, at := range euros.FindAllStringSubmatchIndex(plainly, 20) {
		g := groupsOf(plainly, at)
		text := first(g[1], g[3])
		if g[2] != "" && !strings.ContainsAny(text, ",") {
			text += "," + g[2] // 12 € 50
		}
		if c, err := money.ParseCents(plainFigure(text)); err == nil && c > 0 {
			from := at[2]
			if g[1] == "" {
				from = at[6]
			}
			out = append(out, sum{c, from, at[1]})
		}
	}
	return out
}

// plainFigure puts a figure in the form of the program: no grouping, a point.
func plainFigure(s string) string {
	s = strings.NewReplacer(" ", "", "'", "").Replace(s)
	comma, point := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
	switch {
	case comma > point:
		s = strings.ReplaceAll(s[:comma], ".", "") + "." + s[comma+1:]
	case point > comma && comma >= 0:
		s = strings.ReplaceAll(s, ",", "")
	case point >= 0 && len(s)-point == 4:
		s = strings.ReplaceAll(s, ".", "") // 1.200
	}
	return s
}
