package morning

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
)

var update = flag.Bool("update", false, "write the golden files anew")

// day is a day on which each kind of work waits, and one debtor has a name that nobody
// must read in a mail.
func day(codes ...dunning.TaskCode) desk.Day {
	d := desk.Day{LineCount: 2}
	for _, c := range codes {
		d.Jobs = append(d.Jobs, desk.Job{Task: dunning.Task{Code: c}, Name: "Menuiserie Vasseur", Debtor: "C-1", Balance: 125_753})
	}
	return d
}

func TestTheMailOfAMorningReadsAsItsGoldenFile(t *testing.T) {
	t.Parallel()
	d := day(dunning.TaskReply, dunning.TaskReplyOverdue, dunning.TaskApprove, dunning.TaskCall, dunning.TaskMatchLine, dunning.TaskOverpaid, dunning.TaskHandOver, dunning.TaskFailed)
	m, err := DigestOf(d, calendar.NewDate(2026, 11, 30), `Claire <img src=x onerror=alert(1)>`, "https://relance.example.com").Words()
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]string{"matin.txt": m.Subject + "\n\n" + m.Text, "matin.html": m.HTML} {
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		for _, secret := range []string{"Vasseur", "C-1", "1257", "257,53"} {
			if strings.Contains(got, secret) {
				t.Errorf("%s says %s of a debtor", name, secret)
			}
		}
	}
	if strings.Contains(m.HTML, "<img") {
		t.Error("a name is read as HTML")
	}
}

func TestEachTaskCountsOnceInTheMail(t *testing.T) {
	t.Parallel()
	all := []dunning.TaskCode{dunning.TaskOverpaid, dunning.TaskDocuments, dunning.TaskDispute} // of no kind of their own
	for _, w := range Works() {
		all = append(all, w.Codes...)
	}
	d := DigestOf(day(all...), calendar.NewDate(2026, 11, 30), "Claire", "https://relance.example.com")
	if want := len(all) - 1 + 2; d.Total() != want { // the bank's lines stand for their task
		t.Errorf("%d are counted, want %d", d.Total(), want)
	}
	if empty := DigestOf(desk.Day{}, calendar.NewDate(2026, 11, 30), "Claire", ""); empty.Total() != 0 || len(empty.Counts) != 0 {
		t.Errorf("an empty morning has %+v", empty.Counts)
	}
	for i, w := range Works()[:len(Works())-1] {
		for _, c := range w.Codes {
			if WorkOf(c) != i {
				t.Errorf("%s is in two kinds of work", c)
			}
		}
	}
}
