package intake

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const wideHead = "number;issue_date;due_date;buyer_name;total;payable;currency"

func TestReadRefusesAFileOfTooManyColumns(t *testing.T) {
	t.Parallel()
	const many = 1_000_000
	tests := map[string]string{
		"headers without end":             wideHead + strings.Repeat(";x", many) + "\n",
		"no header, words without end":    strings.Repeat("date echeance montant;", many) + "x\n",
		"forty lines as wide as can be":   strings.Repeat(strings.Repeat("montant total;", maxColumns+1)+"x\n", headerSearch),
		"marks that nothing closes, wide": `"` + wideHead + strings.Repeat(";x", many) + "\n",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			res := Read("large.csv", []byte(text), Options{})
			if took := time.Since(start); took > time.Minute {
				t.Errorf("took %s", took)
			}
			if len(res.Items) != 1 || res.Items[0].Error == nil || res.Items[0].Error.Code != Unreadable {
				t.Fatalf("%d items, %v", len(res.Items), res.Items[0].Error)
			}
			says := res.Items[0].Error.Error()
			if strings.HasPrefix(name, "marks") { // the line is no header at all
				return
			}
			if !strings.Contains(says, "plus de 1000 colonnes") || !strings.Contains(says, "ligne ") {
				t.Errorf("says %q", says)
			}
		})
	}
}

func TestReadTakesEmptyColumnsWithoutEnd(t *testing.T) {
	t.Parallel()
	empty := strings.Repeat(";", 16384-7) // as spreadsheets add them
	text := wideHead + empty + "\nF-1;2026-03-02;2026-04-01;Caron;120.00;120.00;EUR" + empty + "\n"
	res := Read("f.csv", []byte(text), Options{})
	if len(res.Items) != 1 || res.Items[0].Error != nil || res.Items[0].Document.Number != "F-1" {
		t.Errorf("got %+v", res.Items)
	}
}

func TestReadRefusesOneWideLineAlone(t *testing.T) {
	t.Parallel()
	line := "F-%d;2026-03-02;2026-04-01;Caron;120.00;120.00;EUR"
	text := wideHead + "\n" + fmt.Sprintf(line, 1) + "\n" + fmt.Sprintf(line, 2) + strings.Repeat(";x", 2000) + "\n" + fmt.Sprintf(line, 3) + "\n"
	res := Read("f.csv", []byte(text), Options{})
	if len(res.Items) != 3 {
		t.Fatalf("%d items", len(res.Items))
	}
	for i, item := range res.Items {
		if (item.Error != nil) != (i == 1) {
			t.Errorf("line %d: %v", item.Line, item.Error)
		}
	}
	if e := res.Items[1].Error; e != nil && !strings.Contains(e.Error(), "plus de 1000 colonnes") {
		t.Errorf("says %q", e)
	}
}

func TestReadRefusesANumberThatCannotBeSeen(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ number, says string }{
		"a bell":                     {"F-\a1", "U+0007"},
		"a sequence for terminals":   {"F-\x1b[2J1", "U+001B"},
		"a line end in quotes":       {"\"F-1\nF-2\"", "U+000A"},
		"a space of no width":        {"F-\u200b1", "U+200B"},
		"letters from right to left": {"F-\u202e1", "U+202E"},
		"a separator of lines":       {"F-\u20281", "U+2028"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res := Read("f.csv", []byte(wideHead+"\n"+tt.number+";2026-03-02;2026-04-01;Caron;120.00;120.00;EUR\n"), Options{})
			e := res.Items[0].Error
			if len(res.Items) != 1 || e == nil || e.Code != Invalid || !strings.Contains(e.Error(), tt.says) {
				t.Fatalf("got %v", e)
			}
			if strings.IndexFunc(e.Error(), isUnseen) >= 0 {
				t.Errorf("the message steers the terminal: %q", e)
			}
		})
	}
	res := Read("f.csv", []byte(wideHead+"\nFA 2026/03-014 é;2026-03-02;2026-04-01;Caron;120.00;120.00;EUR\n"), Options{})
	if res.Items[0].Error != nil {
		t.Errorf("an ordinary number is refused: %v", res.Items[0].Error)
	}
}
