package board

import (
	"math/big"
	"strconv"
	"strings"

	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/figures"
	"relance/internal/money"
)

// Charts are SVG drawn here, each beside its table: whole units, classes for
// colours, no script. Amounts stand before their bars, so that a narrow screen shows
// them whole.

// barChart shows the aged balance.
type barChart struct {
	Height int
	Bars   []bar
}

type bar struct {
	Y, TextY, Width      int
	Label, Amount, Class string
}

// Measures of the charts, in units of their view boxes.
const (
	barWide, barStep     = 200, 30
	rangeLeft, rangeWide = 160, 300
	bandWide, bandHigh   = 660, 200
	bandFoot             = 24 // below the lowest point: the weeks
)

func barsOf(a figures.Aged) barChart {
	c := barChart{Height: barStep*len(desk.Buckets()) + 4}
	var most money.Cents
	for _, k := range desk.Buckets() {
		most = max(most, a.Buckets[k])
	}
	for i, k := range desk.Buckets() {
		b := bar{Y: i*barStep + 4, TextY: i*barStep + 19, Label: page.BucketLabels[k], Amount: fr.Amount(a.Buckets[k], "EUR"), Class: "b" + strconv.Itoa(i)}
		if most > 0 {
			b.Width = int(a.Buckets[k] * barWide / most)
		}
		c.Bars = append(c.Bars, b)
	}
	return c
}

// rangeChart shows the share after each notice with its interval.
type rangeChart struct {
	Height, Base int
	Lines        []rangeLine
	Rules        []ruleLine
}

type rangeLine struct {
	Y, TextY, From, To, Mid, After int
	Label, Text, Class             string
}

type ruleLine struct {
	X    int
	Text string
}

func rangesOf(after []figures.After) rangeChart {
	c := rangeChart{}
	for _, a := range after {
		if a.Sent == 0 {
			continue
		}
		y := len(c.Lines)*36 + 18
		l := rangeLine{
			Y: y, TextY: y + 5, Label: page.Capital(fr.Level(a.Level)), From: onScale(a.Low), To: onScale(a.High), Mid: onScale(a.Share),
			Text: inPercent(a.Share) + " · " + page.Thousands(a.Sent),
		}
		if a.TooFew {
			l.Class, l.Text = "few", l.Text+", trop peu"
		}
		l.After = l.To + 10
		c.Lines = append(c.Lines, l)
	}
	c.Base = len(c.Lines)*36 + 8
	c.Height = c.Base + 26
	for _, p := range []int64{0, 25, 50, 75, 100} {
		c.Rules = append(c.Rules, ruleLine{onScale(big.NewRat(p, 1)), strconv.FormatInt(p, 10) + "\u00a0%"})
	}
	return c
}

// onScale places a percentage.
func onScale(p *big.Rat) int {
	x := new(big.Rat).Mul(p, big.NewRat(rangeWide, 100))
	return rangeLeft + int(new(big.Int).Quo(x.Num(), x.Denom()).Int64())
}

// bandChart shows what will come, summed up week by week, within its band.
type bandChart struct {
	Band, Line string     // points of the shapes
	Marks      []ruleLine // every fourth week
	Foot       int        // where the marks end
	Top        string     // the highest sum
}

func bandOf(o figures.CashForecast) bandChart {
	var low, high, expected []money.Cents
	var l, h, e money.Cents
	for _, w := range o.Weeks {
		l, h, e = l+w.Low, h+w.High, e+w.Expected
		low, high, expected = append(low, l), append(high, h), append(expected, e)
	}
	most := max(l, h, e, 1)
	across := func(i int) int { return 10 + i*(bandWide-20)/max(len(o.Weeks)-1, 1) }
	point := func(i int, c money.Cents) string {
		return strconv.Itoa(across(i)) + "," + strconv.Itoa(bandHigh-bandFoot-int(c*(bandHigh-bandFoot-24)/most))
	}
	var band, line []string
	for i := range o.Weeks {
		band, line = append(band, point(i, high[i])), append(line, point(i, expected[i]))
	}
	for i := len(o.Weeks) - 1; i >= 0; i-- {
		band = append(band, point(i, low[i]))
	}
	c := bandChart{Band: strings.Join(band, " "), Line: strings.Join(line, " "), Foot: bandHigh - bandFoot, Top: fr.Amount(most, "EUR")}
	for i := 0; i < len(o.Weeks)-1; i += 4 {
		c.Marks = append(c.Marks, ruleLine{across(i), page.ShortDay(o.Weeks[i].First, o.Weeks[0].First)})
	}
	return c
}
