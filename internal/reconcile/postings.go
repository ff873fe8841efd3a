package reconcile

import "iter"

// postings maps a hash to the items that have it, without a pointer for the
// garbage collector to follow. Different keys of one hash do no harm: every item
// found is compared with the entry again.
type postings struct {
	first map[uint64]int32 // position in cells, plus one
	cells []cell
}

type cell struct{ item, next int32 }

func newPostings(n int) postings {
	return postings{first: make(map[uint64]int32, n), cells: make([]cell, 0, n)}
}

func (p *postings) add(h uint64, item int32) {
	for i := range p.all(h) {
		if i == item {
			return
		}
	}
	p.cells = append(p.cells, cell{item, p.first[h]})
	p.first[h] = int32(len(p.cells))
}

// all gives the items of a hash, the latest first.
func (p *postings) all(h uint64) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for at := p.first[h]; at > 0; at = p.cells[at-1].next {
			if !yield(p.cells[at-1].item) {
				return
			}
		}
	}
}

// hash is FNV-1a over both strings.
func hash(a, b string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(a); i++ {
		h = (h ^ uint64(a[i])) * 1099511628211
	}
	h = (h ^ '|') * 1099511628211
	for i := 0; i < len(b); i++ {
		h = (h ^ uint64(b[i])) * 1099511628211
	}
	return h
}
