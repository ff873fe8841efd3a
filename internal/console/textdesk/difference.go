package textdesk

import "strings"

// line is a line of two texts laid side by side: it is in both, or in one.
type line struct {
	Text         string
	Added, Taken bool
}

// mostCompared bounds the work of a comparison: the lines of either text.
const mostCompared = 1000

// difference tells what leads from one text to another, line by line; nothing when
// they are the same. Blank lines count as no difference.
func difference(before, after string) []line {
	a, b := linesOf(before), linesOf(after)
	if strings.Join(a, "\n") == strings.Join(b, "\n") || len(a) > mostCompared || len(b) > mostCompared {
		return nil
	}
	common := make([][]int, len(a)+1) // length of the longest common sequence of the rests
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if common[i][j] = max(common[i+1][j], common[i][j+1]); a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	var out []line
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, line{Text: a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out = append(out, line{Text: a[i], Taken: true})
			i++
		default:
			out = append(out, line{Text: b[j], Added: true})
			j++
		}
	}
	return out
}

func linesOf(text string) (out []string) {
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}
