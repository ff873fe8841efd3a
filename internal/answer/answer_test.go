package answer

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/money"
)

var update = flag.Bool("update", false, "write the golden files anew")

var seller = dunning.Creditor{ID: "brunel", Name: "Atelier Brunel SARL", Email: "compta@example.fr", Phone: "04 00 00 00 00", IBAN: "FR7630006000011234567890189", BIC: "AGRIFRPP"}

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func cents(n money.Cents) *money.Cents { return &n }

func TestTheTemplatesOfReplies(t *testing.T) {
	t.Parallel()
	all, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	r := inbox.Reading{FromName: "Jeanne Martin", Intents: []inbox.Intent{{Kind: inbox.Promise, Date: day("2026-03-20"), Amount: cents(120000)}}}
	var b strings.Builder
	for _, c := range Choices() {
		for _, invoices := range [][]string{{"F-2026-014"}, {"F-2026-014", "F-2026-015"}, nil} {
			text, err := all.Text(c.Name, ValuesOf(seller, "Claire Brunel", r, invoices, "EUR"))
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "=== %s (%s), %d\n%s\n", c.Name, c.Label, len(invoices), text)
		}
	}
	golden := "testdata/templates.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestOwnTemplatesReplaceThoseOfTheirNameAndNoOthers(t *testing.T) {
	t.Parallel()
	own := fstest.MapFS{"accuse.txt": {Data: []byte("Bien reçu, {{.Name}}.\r\n")}}
	all, err := Load(own)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := all.Text("accuse", Values{Name: "Jeanne"}); err != nil || text != "Bien reçu, Jeanne.\n" {
		t.Errorf("%q, %v", text, err)
	}
	for name, file := range map[string]string{"accuse.txt": "{{.Nom}}", "rib.txt": "{{", "bonjour.txt": "Bonjour"} {
		if _, err := Load(fstest.MapFS{name: {Data: []byte(file)}}); dunning.ErrorCode(err) != dunning.CodeInvalid {
			t.Errorf("%s with %q: %v", name, file, err)
		}
	}
}

func TestAReplyStaysInTheThreadOfTheMail(t *testing.T) {
	t.Parallel()
	raw := "Message-ID: <b@client.example.com>\r\nIn-Reply-To: <relance.3@example.fr>\r\nReferences: <relance.1@example.fr> <relance.3@example.fr>\r\n" +
		"Date: Tue, 17 Mar 2026 09:12:00 +0100\r\nFrom: Jeanne Martin <jeanne@client.example.com>\r\nSubject: RE: Re: Facture F-1\r\n\r\nQuand puis-je payer ?\r\n\r\n> ancien\r\n"
	d, err := To(seller, inbox.Read([]byte(raw), inbox.Options{}), "Quand vous voulez.\r\n\r\nClaire\r\n")
	if err != nil {
		t.Fatal(err)
	}
	want := Reply{
		Creditor: seller, To: "jeanne@client.example.com", ToName: "Jeanne Martin", Subject: "Re: Facture F-1", InReplyTo: "b@client.example.com",
		References: []string{"relance.1@example.fr", "relance.3@example.fr", "b@client.example.com"},
		Text:       "Quand vous voulez.\n\nClaire\n\nLe mardi 17 mars 2026, Jeanne Martin a écrit\u00a0:\n> Quand puis-je payer ?\n",
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Error(diff)
	}
}

func TestWhatCannotBeAnswered(t *testing.T) {
	t.Parallel()
	person := inbox.Reading{Class: inbox.Reply, From: "jeanne@client.example.com"}
	auto := person
	auto.Class, auto.IsAuto = inbox.AutoReply, true
	rows := map[string]struct {
		to   inbox.Reading
		text string
		want dunning.Code
	}{
		"nothing written":      {person, " \n", dunning.CodeInvalid},
		"a blank left":         {person, "Bonjour […]", dunning.CodeInvalid},
		"no address":           {inbox.Reading{Class: inbox.Reply}, "Bonjour", dunning.CodeUnreachable},
		"written by a program": {auto, "Bonjour", dunning.CodeConflict},
	}
	for name, row := range rows {
		if _, err := To(seller, row.to, row.text); dunning.ErrorCode(err) != row.want {
			t.Errorf("%s: %v, want %s", name, err, row.want)
		}
	}
}

func TestWhatAProposalBecomes(t *testing.T) {
	t.Parallel()
	today := day("2026-03-17")
	rows := map[string]struct {
		in    inbox.Intent
		want  Agreed
		fault dunning.Code
	}{
		"a promise":                   {in: inbox.Intent{Kind: inbox.Promise, Date: day("2026-03-20"), Amount: cents(5000)}, want: Agreed{Kind: dunning.KindPromise, Date: day("2026-03-20"), Amount: 5000}},
		"a promise without day":       {in: inbox.Intent{Kind: inbox.Promise}, fault: dunning.CodeInvalid},
		"paid yesterday":              {in: inbox.Intent{Kind: inbox.Paid, Date: day("2026-03-16")}, want: Agreed{Kind: dunning.KindPromise, Date: today}},
		"paid, no day":                {in: inbox.Intent{Kind: inbox.Paid}, want: Agreed{Kind: dunning.KindPromise, Date: today}},
		"a transfer of tomorrow":      {in: inbox.Intent{Kind: inbox.Paid, Date: day("2026-03-18")}, want: Agreed{Kind: dunning.KindPromise, Date: day("2026-03-18")}},
		"a dispute":                   {in: inbox.Intent{Kind: inbox.Dispute, Detail: "price", Amount: cents(4000), Date: day("2026-03-01")}, want: Agreed{Kind: dunning.KindDispute, Category: "price", Amount: 4000}},
		"a dispute of who knows what": {in: inbox.Intent{Kind: inbox.Dispute}, want: Agreed{Kind: dunning.KindDispute, Category: "other"}},
		"proceedings":                 {in: inbox.Intent{Kind: inbox.Insolvency, Date: day("2026-03-02")}, want: Agreed{Kind: dunning.KindInsolvency, Date: day("2026-03-02")}},
		"proceedings without a day":   {in: inbox.Intent{Kind: inbox.Insolvency}, fault: dunning.CodeInvalid},
		"instalments":                 {in: inbox.Intent{Kind: inbox.Instalments, Date: day("2026-04-01"), Amount: cents(40000)}, want: Agreed{Kind: dunning.KindInstalments, First: day("2026-04-01"), Amount: 40000}},
		"instalments of no amount":    {in: inbox.Intent{Kind: inbox.Instalments, Date: day("2026-04-01")}, fault: dunning.CodeInvalid},
		"another address":             {in: inbox.Intent{Kind: inbox.NewContact, Contact: "Paul Petit <paul@client.example.com>"}, want: Agreed{Email: "paul@client.example.com"}},
		"another person":              {in: inbox.Intent{Kind: inbox.NewContact, Contact: "Paul Petit"}, fault: dunning.CodeConflict},
		"a copy is asked for":         {in: inbox.Intent{Kind: inbox.Document}, fault: dunning.CodeConflict},
	}
	for name, row := range rows {
		got, err := Agree(row.in, today)
		if dunning.ErrorCode(err) != row.fault {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(row.want, got); row.fault == "" && diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestInstalmentsComeMonthlyUntilAllIsPaid(t *testing.T) {
	t.Parallel()
	a := Agreed{Kind: dunning.KindInstalments, First: day("2026-01-31"), Amount: 50000}
	want := []dunning.Instalment{{Date: day("2026-01-31"), Amount: 50000}, {Date: day("2026-02-28"), Amount: 50000}, {Date: day("2026-03-31"), Amount: 20000}}
	if diff := cmp.Diff(want, a.Event(120000).Instalments); diff != "" {
		t.Error(diff)
	}
	a.Amount = 1
	if e := a.Event(120000); len(e.Instalments) != 0 {
		t.Errorf("%d instalments of a cent", len(e.Instalments))
	}
}

func TestWhichInvoicesAProposalIsAbout(t *testing.T) {
	t.Parallel()
	acted := []string{"F-1", "F-2"}
	rows := map[string]struct {
		in    inbox.Intent
		named []string
		want  []string
	}{
		"all":                           {in: inbox.Intent{Kind: inbox.Promise}, want: acted},
		"the one that the writer names": {in: inbox.Intent{Kind: inbox.Promise, Invoices: []string{"f 2"}}, want: []string{"F-2"}},
		"the one that a person names":   {in: inbox.Intent{Kind: inbox.Dispute}, named: []string{"F-1"}, want: []string{"F-1"}},
		"another one":                   {in: inbox.Intent{Kind: inbox.Promise, Invoices: []string{"F-9"}}},
		"an amount of which of them":    {in: inbox.Intent{Kind: inbox.Promise, Amount: cents(100)}},
		"a dispute about which of them": {in: inbox.Intent{Kind: inbox.Dispute}},
	}
	for name, row := range rows {
		got, err := Meant(row.in, row.named, acted)
		if diff := cmp.Diff(row.want, got); diff != "" || (err != nil) != (row.want == nil) {
			t.Errorf("%s: %v, %s", name, err, diff)
		}
	}
}

func TestAProposalIsNamedByPlaceKindOrKey(t *testing.T) {
	t.Parallel()
	list := []inbox.Intent{{Kind: inbox.Document, Sentence: "a"}, {Kind: inbox.Promise, Sentence: "b"}, {Kind: inbox.Document, Sentence: "c"}}
	for name, want := range map[string]string{"": "b", "1": "a", "3": "c", "promise": "b", Key(list[2]): "c"} {
		if got, err := Find(list, name); err != nil || got.Sentence != want {
			t.Errorf("%q: %q, %v", name, got.Sentence, err)
		}
	}
	for name, want := range map[string]dunning.Code{"document": dunning.CodeConflict, "4": dunning.CodeNotFound, "dispute": dunning.CodeNotFound} {
		if _, err := Find(list, name); dunning.ErrorCode(err) != want {
			t.Errorf("%q: %v", name, err)
		}
	}
}
