package intake

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// longList is a list of n invoices, the last of which repeats the first.
func longList(n int) string {
	var text strings.Builder
	text.WriteString(head)
	for i := range n {
		fmt.Fprintf(&text, "F-%d;2026-03-02;2026-04-01;Menuiserie Caron %d;120,00;120,00;EUR;380;;b2b\n", i%(n-1), i%(n-1))
	}
	return text.String()
}

// TestALongListIsReadOneLineAtATime looks at the memory in use while the lines
// are read: what is kept of a line is its number, not its document.
func TestALongListIsReadOneLineAtATime(t *testing.T) {
	const n, most = 50_000, 400 // bytes for each line, of which its text is 50 and its number on record 200
	data := []byte(longList(n))
	before := inUse()
	res, items := Open("liste.csv", data, Options{})
	if res.Count != n || len(res.Items) != 0 {
		t.Fatalf("%d lines announced, %d in memory, want %d and none", res.Count, len(res.Items), n)
	}
	seen := 0
	for item := range items {
		if seen++; item.Error != nil {
			t.Fatal(item.Error)
		}
		if seen == n {
			if item.DuplicateOf != 2 {
				t.Errorf("the last line repeats line %d, want 2", item.DuplicateOf)
			}
			if used := (inUse() - before) / n; used > most {
				t.Errorf("%d bytes are in use for each line, want at most %d", used, most)
			}
		}
	}
	if seen != n {
		t.Errorf("%d lines, want %d", seen, n)
	}
	runtime.KeepAlive(data)
}

func inUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestAReaderMayStopInTheMiddleOfAList(t *testing.T) {
	t.Parallel()
	_, items := Open("liste.csv", []byte(longList(10)), Options{})
	seen := 0
	for range items {
		if seen++; seen == 3 {
			break
		}
	}
	if seen != 3 {
		t.Errorf("%d lines, want 3", seen)
	}
}
