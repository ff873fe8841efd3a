package people

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// Squares is a QR code as rows of squares, true for a black one, with its quiet
// zone.
type Squares [][]bool

// quiet is how many white squares surround a code.
const quiet = 4

// Squares draws the address of an authenticator, to be looked at by its camera.
func (a Authenticator) Squares() (Squares, error) {
	code, err := qr.Encode(a.URL, qr.M)
	if err != nil {
		return nil, fmt.Errorf("drawing the QR code: %w", err)
	}
	out := make(Squares, code.Size+2*quiet)
	for y := range out {
		out[y] = make([]bool, len(out))
		for x := range out[y] {
			out[y][x] = code.Black(x-quiet, y-quiet)
		}
	}
	return out, nil
}

// Path is the black squares as the path of an SVG picture of len(s) units each way.
func (s Squares) Path() string {
	var b strings.Builder
	for y, row := range s {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			from := x
			for x < len(row) && row[x] {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
		}
	}
	return b.String()
}

// Text draws the code for a terminal, two rows a line, white on black.
func (s Squares) Text() string {
	var b strings.Builder
	for y := 0; y < len(s); y += 2 {
		for x := range s[y] {
			low := y+1 >= len(s) || s[y+1][x]
			switch {
			case !s[y][x] && !low:
				b.WriteRune('█')
			case !s[y][x]:
				b.WriteRune('▀')
			case !low:
				b.WriteRune('▄')
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
