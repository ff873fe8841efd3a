package page

import (
	"relance/internal/money"
)

// AgedCells are the sums of the aged balance in the order of its columns.
func AgedCells(get func(i int) money.Cents) []any {
	var out []any
	for i := range 5 {
		out = append(out, get(i))
	}
	return out
}
