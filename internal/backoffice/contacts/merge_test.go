package contacts

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/change"
	"relance/internal/dunning"
)

// debtorStore keeps debtors in memory.
type debtorStore struct {
	all  []dunning.Debtor
	gone bool // the store does not answer
}

func (b *debtorStore) Debtor(_ context.Context, creditor, key string) (dunning.Debtor, error) {
	for _, d := range b.all {
		if d.Creditor == creditor && d.Key == key {
			return d, nil
		}
	}
	return dunning.Debtor{}, dunning.Errorf(dunning.CodeNotFound, "no debtor %s", key)
}

func (b *debtorStore) Debtors(_ context.Context, creditor string) (out []dunning.Debtor, err error) {
	for _, d := range b.all {
		if d.Creditor == creditor {
			out = append(out, d)
		}
	}
	return out, nil
}

func (b *debtorStore) UpdateDebtor(_ context.Context, creditor, key string, c change.Debtor) ([]dunning.Ref, error) {
	if b.gone {
		return nil, dunning.Errorf(dunning.CodeUnavailable, "the database is away")
	}
	for i := range b.all {
		if d := &b.all[i]; d.Creditor == creditor && d.Key == key && c.Email != nil {
			d.Email = *c.Email
			return []dunning.Ref{{Creditor: creditor, Number: "F-" + key}}, nil
		}
	}
	return nil, nil
}

func (b *debtorStore) Creditors(context.Context) ([]dunning.Creditor, error) {
	return []dunning.Creditor{{ID: "brunel", Email: "compta@brunel.example.fr"}, {ID: "lenoir"}}, nil
}

func newDebtorStore() *debtorStore {
	return &debtorStore{all: []dunning.Debtor{
		{Creditor: "brunel", Key: "C-1", Name: "Menuiserie Caron SARL", SIREN: "404833048", Email: "old@caron.example.fr", Bounced: true},
		{Creditor: "brunel", Key: "C-2", Name: "Plomberie Vidal"},
		{Creditor: "lenoir", Key: "C-2", Name: "Boulangerie Petit"},
	}}
}

// merge gives what became of each line, in short.
func merge(t *testing.T, b *debtorStore, in Merge, text string) (account []string) {
	t.Helper()
	m := &Merger{Creditors: b, Debtors: b, Now: func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }}
	in.Files, in.Source = []string{"c.csv"}, files{"c.csv": text}
	for e, err := range m.Merge(t.Context(), access.Shell("claire"), in) {
		if err != nil {
			return append(account, err.Error())
		}
		line := fmt.Sprintf("%d %s %s", e.Line, e.Outcome, e.Debtor)
		for _, d := range e.Changes {
			line += " " + d.Field
		}
		if e.Err != nil {
			line += " " + e.Err.Error()
		}
		if e.Own != "" {
			line += " own address"
		}
		account = append(account, line+strings.Repeat(" mended", len(e.Mended)))
	}
	return account
}

const contactHead = "creditor;customer_ref;siren;buyer_name;email\n"

func TestAMergeChangesWhatALineStatesAndAgainNothing(t *testing.T) {
	t.Parallel()
	const text = contactHead + ";;404833048;;compta@caron.example.fr\nbrunel;;;Plomberie Vidal SAS;vidal@example.fr\n;C-9;;;x@example.fr\n;C-2;;;y@example.fr\n" +
		";C-1;;;other@caron.example.fr\nnobody;C-1;;;z@example.fr\n"
	b := newDebtorStore()
	rest := []string{
		"4 unmatched ", "5 failed  c.csv:5: several debtors are meant by reference C-2: brunel/C-2, lenoir/C-2",
		"6 failed C-1 c.csv:6: debtor C-1 is changed by c.csv:2 already, to something else", `7 failed  c.csv:7: no creditor "nobody"`,
	}
	same(t, "a dry run", merge(t, b, Merge{DryRun: true}, text), append([]string{"2 changed C-1 email", "3 changed C-2 email"}, rest...)...)
	if b.all[0].Email != "old@caron.example.fr" {
		t.Errorf("a dry run changed the address to %s", b.all[0].Email)
	}
	same(t, "the first time", merge(t, b, Merge{}, text),
		append([]string{"2 changed C-1 email mended", "3 changed C-2 email mended"}, rest...)...)
	short := strings.Join(strings.SplitAfter(text, "\n")[:3], "")
	same(t, "again", merge(t, b, Merge{}, short), "2 unchanged C-1", "3 unchanged C-2")
}

func TestAMergeForOneCreditorLeavesTheOthersOut(t *testing.T) {
	t.Parallel()
	same(t, "of lenoir", merge(t, newDebtorStore(), Merge{Creditor: "lenoir"}, contactHead+";C-2;;;y@example.fr\n;C-1;;;z@example.fr\n"),
		"2 changed C-2 email mended", "3 unmatched ")
	got := merge(t, newDebtorStore(), Merge{Creditor: "nobody"}, contactHead+";C-2;;;y@example.fr\n")
	if len(got) != 1 || !strings.Contains(got[0], `no creditor "nobody"`) {
		t.Errorf("of nobody: %q", got)
	}
}

func TestAMergeSaysWhichLinesWereNotRecorded(t *testing.T) {
	t.Parallel()
	b := newDebtorStore()
	b.gone = true
	same(t, "without a database", merge(t, b, Merge{}, contactHead+"brunel;C-1;;;y@example.fr\n"), "2 failed C-1 c.csv:2: the database is away")
}

func TestAMergeWarnsOfTheCreditorsOwnAddress(t *testing.T) {
	t.Parallel()
	same(t, "of both", merge(t, newDebtorStore(), Merge{DryRun: true},
		contactHead+"brunel;C-2;;;Compta@brunel.example.fr\nlenoir;C-2;;;compta@brunel.example.fr\n"),
		"2 changed C-2 email own address", "3 changed C-2 email")
}

// Whoever has no right for a creditor merges nothing of his; a creditor of others
// does not exist for him.
func TestAMergeAsksForTheRight(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		roles map[string]access.Role
		code  dunning.Code
	}{
		"a reader":                    {map[string]access.Role{"brunel": access.Reader}, dunning.CodeForbidden},
		"a clerk of another creditor": {map[string]access.Role{"others": access.Clerk}, dunning.CodeNotFound},
	} {
		who := access.Actor{Name: "sven", Roles: row.roles, Door: access.API, Proof: access.Token}
		b, refused := newDebtorStore(), error(nil)
		m := &Merger{Creditors: b, Debtors: b}
		for _, err := range m.Merge(t.Context(), who, Merge{Files: []string{"c.csv"}, Source: files{"c.csv": contactHead + ";C-1;;;x@example.fr\n"}}) {
			refused = err
		}
		if dunning.ErrorCode(refused) != row.code || b.all[0].Email != "old@caron.example.fr" {
			t.Errorf("%s: %v, want %s", name, refused, row.code)
		}
	}
}

// files is a Source in memory.
type files map[string]string

func (f files) Read(name string, most int64) ([]byte, error) {
	text, ok := f[name]
	if !ok {
		return nil, fmt.Errorf("open %s: %w", name, fs.ErrNotExist)
	}
	return []byte(text[:min(len(text), int(most)+1)]), nil
}

func (f files) Has(name string) bool { _, ok := f[name]; return ok }

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s: got\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
