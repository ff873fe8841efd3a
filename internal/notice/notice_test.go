package notice

import (
	"bytes"
	"fmt"
	"image/png"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"pgregory.net/rapid"

	"relance/internal/dunning"
	"relance/internal/money"
)

func TestQRCodeIsReadBackAsTheTransfer(t *testing.T) {
	t.Parallel()
	ts := builtin(t)
	tests := []struct {
		name   string
		notice dunning.Notice
		want   []string
	}{
		{"one invoice", Sample(dunning.First, dunning.B2B, "fr"),
			[]string{"BCD", "002", "1", "SCT", "AGRIFRPP", "Atelier Brunel", "FR7630006000011234567890189", "EUR1200.00", "", "", "F-2026-014"}},
		{"a final reminder with interest and fee", Sample(dunning.Final, dunning.B2B, "fr"),
			[]string{"BCD", "002", "1", "SCT", "AGRIFRPP", "Atelier Brunel", "FR7630006000011234567890189", "EUR1251.98", "", "", "F-2026-014"}},
		{"several invoices, one total", Variants(dunning.First, dunning.B2C, "fr")["grouped"],
			[]string{"BCD", "002", "1", "SCT", "AGRIFRPP", "Atelier Brunel", "FR7630006000011234567890189", "EUR3990.50", "", "", "F-2026-014 F-2026-015 F-2026-016"}},
		{"an instalment, not all that is left", Variants(dunning.PartReceipt, dunning.B2B, "fr")["agreed"],
			[]string{"BCD", "002", "1", "SCT", "AGRIFRPP", "Atelier Brunel", "FR7630006000011234567890189", "EUR200.00", "", "", "F-2026-014"}},
		{"accents and no BIC", with(Sample(dunning.First, dunning.B2B, "fr"), func(n *dunning.Notice) {
			n.Creditor.Name, n.Creditor.BIC = "Société Générale d’Œuvres", ""
		}), []string{"BCD", "002", "1", "SCT", "", "Société Générale d’Œuvres", "FR7630006000011234567890189", "EUR1200.00", "", "", "F-2026-014"}},
		{"an ISO 11649 reference has its own line", with(Sample(dunning.First, dunning.B2B, "fr"), func(n *dunning.Notice) {
			n.Items[0].Invoice.PayRef = "RF18 5390 0754 7034"
		}), []string{"BCD", "002", "1", "SCT", "AGRIFRPP", "Atelier Brunel", "FR7630006000011234567890189", "EUR1200.00", "", "RF18539007547034"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := ts.Render(tt.notice)
			if err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(bytes.NewReader(r.QRPNG))
			if err != nil || img.Bounds().Dx() < 256 {
				t.Fatalf("picture of %v: %v", img, err)
			}
			bmp, err := gozxing.NewBinaryBitmapFromImage(img)
			if err != nil {
				t.Fatal(err)
			}
			read, err := qrcode.NewQRCodeReader().Decode(bmp, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, strings.Split(read.GetText(), "\n")); diff != "" || read.GetText() != r.QRPayload {
				t.Errorf("the code reads differently:\n%s", diff)
			}
			if !strings.Contains(r.HTML, `src="cid:`+QRContentID+`"`) {
				t.Error("the HTML part does not show it")
			}
		})
	}
}

func with(n dunning.Notice, change func(*dunning.Notice)) dunning.Notice {
	change(&n)
	return n
}

func TestNoQRCodeWhereItWouldMislead(t *testing.T) {
	t.Parallel()
	ts := builtin(t)
	tests := map[string]dunning.Notice{
		"another currency": with(Sample(dunning.First, dunning.B2B, "fr"), func(n *dunning.Notice) {
			n.Currency, n.Items[0].Invoice.Currency = "USD", "USD"
		}),
		"two dates, one of them agreed": Variants(dunning.PartReceipt, dunning.B2B, "fr")["apart"],
		"two accounts":                  Variants(dunning.First, dunning.B2B, "fr")["accounts"],
		"a name too long":               with(Sample(dunning.First, dunning.B2B, "fr"), func(n *dunning.Notice) { n.Creditor.Name = strings.Repeat("Long ", 20) }),
		"thanks":                        Sample(dunning.Thanks, dunning.B2B, "fr"),
	}
	for name, n := range tests {
		r, err := ts.Render(n)
		if err != nil || r.QRPNG != nil || r.QRPayload != "" || strings.Contains(r.HTML, "cid:") {
			t.Errorf("%s: payload %q, %v", name, r.QRPayload, err)
		}
	}
	r, err := ts.Render(tests["two accounts"])
	for _, want := range []string{"FR76 3000 6000 0112 3456 7890 189", "DE89 3704 0044 0532 0130 00"} {
		if err != nil || !strings.Contains(plain(r.Text), want) {
			t.Errorf("two accounts: %s is not shown, %v", want, err)
		}
	}
}

func TestManyReferencesGiveWayToTheCustomersOwn(t *testing.T) {
	t.Parallel()
	n := Sample(dunning.First, dunning.B2B, "fr")
	for i := range 20 {
		n.Items = append(n.Items, sampleItem(n, fmt.Sprintf("F-2026-1%02d", i), "", n.Items[0].Invoice.Due, 10_00))
	}
	r, err := builtin(t).Render(withTotals(n))
	if err != nil || !strings.Contains(r.QRPayload, "Client C-1042") {
		t.Errorf("payload %q, %v", r.QRPayload, err)
	}
	if want := "Rappel\u00a0: factures F-2026-014, F-2026-100, F-2026-101 et 18 autres échues le 2\u00a0mars\u00a02026"; r.Subject != want {
		t.Errorf("subject %q, want %q", r.Subject, want)
	}
}

func TestPlainTextFitsEveryMailProgram(t *testing.T) {
	t.Parallel()
	everySample(t, func(t *testing.T, name string, _ dunning.Notice, r Rendered) {
		for line := range strings.Lines(r.Text) {
			line = strings.TrimSuffix(line, "\n")
			if utf8.RuneCountInString(line) > width {
				t.Errorf("%s: a line of %d characters: %s", name, utf8.RuneCountInString(line), line)
			}
			if strings.ContainsAny(line, "\u202f\r\t\x1e\x1f") || line != "-- " && strings.TrimRight(line, " ") != line {
				t.Errorf("%s: stray space in %q", name, line)
			}
		}
		for _, bad := range []string{"  .", " ,", "()", "<no value>", "..", "{{", "'"} {
			if strings.Contains(r.Subject+"\n"+r.Text, bad) {
				t.Errorf("%s: %q in the text", name, bad)
			}
		}
		if strings.ContainsAny(r.HTML, "\x1e\x1f") || strings.Contains(r.HTML, "ZgotmplZ") || !strings.Contains(r.HTML, `<html lang="`) {
			t.Errorf("%s: the HTML part is wrong", name)
		}
	})
}

func TestDataCannotBreakOut(t *testing.T) {
	t.Parallel()
	n := Sample(dunning.First, dunning.B2B, "fr")
	n.Items[0].Invoice.Number = "F-1\r\nBcc: x@example.org\u202e"
	n.Debtor.Name = `<script>alert("x")</script> {{.IBAN}} ` + mark + string(PayRows)
	n.Items[0].Invoice.Object = "a\n\n" + mark + "payment\n\nb"
	r, err := builtin(t).Render(n)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(r.Subject, "\r\n\u202e") {
		t.Errorf("subject %q", r.Subject)
	}
	if strings.Contains(r.HTML, "<script>") || !strings.Contains(r.HTML, "&lt;script&gt;") {
		t.Error("the debtor's name is not escaped")
	}
	if c := strings.Count(r.Text, "FR76"); c != 1 {
		t.Errorf("the account stands %d times in the text", c)
	}
}

func TestRenderingIsRepeatable(t *testing.T) {
	t.Parallel()
	n := Variants(dunning.Final, dunning.B2B, "fr")["grouped"]
	one, err1 := builtin(t).Render(n)
	two, err2 := builtin(t).Render(n)
	if diff := cmp.Diff(one, two); diff != "" || err1 != nil || err2 != nil {
		t.Errorf("%v %v\n%s", err1, err2, diff)
	}
}

func TestWideTablesAreStacked(t *testing.T) {
	t.Parallel()
	n := Variants(dunning.First, dunning.B2B, "fr")["grouped"]
	n.Items[1].Invoice.Number = "FACTURE-2026-" + strings.Repeat("9", 30)
	r, err := builtin(t).Render(n)
	if err != nil || !strings.Contains(plain(r.Text), "Facture F-2026-014 Émise le 31/01/2026 Échéance 02/03/2026") ||
		!strings.Contains(plain(r.Text), "Total Montant TTC 3 990,50 € À régler 3 990,50 €") {
		t.Errorf("%v\n%s", err, r.Text)
	}
}

func TestDepositsCountAsReceived(t *testing.T) {
	t.Parallel()
	n := Sample(dunning.First, dunning.B2B, "fr")
	n.Items[0].Invoice.Total = 1500_00 // 300 € were paid in advance
	r, err := builtin(t).Render(n)
	if err != nil || !strings.Contains(plain(r.Text), "Montant TTC 1 500,00 € Déjà reçu 300,00 € À régler 1 200,00 €") {
		t.Errorf("%v\n%s", err, r.Text)
	}
}

func TestFrenchSource(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"spaces before signs", "Où ? Là : 12 % ; 40 € !", "Où\u202f? Là\u00a0: 12\u00a0%\u202f; 40\u00a0€\u202f!"},
		{"guillemets, apostrophe and number", "« l'avis n° 4 »", "«\u00a0l’avis n°\u00a04\u00a0»"},
		{"code is left alone", "{{if eq .A 'x'}} :{{end}}", "{{if eq .A 'x'}}\u00a0:{{end}}"},
		{"quoted text in code is wording", `{{.N "l'an" "d'où ?"}}`, "{{.N \"l’an\" \"d’où\u202f?\"}}"},
		{"an open action", "a : {{b", "a\u00a0: {{b"},
	}
	for _, tt := range tests {
		if got := frenchSource(tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWrapKeepsWordsAndWidth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zéœ€\x{a0}]{1,20}`), 1, 40).Draw(t, "words")
		max := rapid.IntRange(20, 80).Draw(t, "max")
		text := strings.Join(words, " ")
		lines := wrap(text, max)
		if strings.Join(lines, " ") != text {
			t.Fatalf("words changed: %q", lines)
		}
		for _, l := range lines {
			if size(l) > max {
				t.Fatalf("line of %d: %q", size(l), l)
			}
		}
	})
}

func TestAnyGroupOfInvoicesAddsUp(t *testing.T) {
	t.Parallel()
	ts := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		level := rapid.SampledFrom(levels[:5]).Draw(t, "level")
		regime := rapid.SampledFrom(dunning.Regimes()).Draw(t, "regime")
		n := Sample(level, regime, rapid.SampledFrom(languages).Draw(t, "lang"))
		n.Items = nil
		var asked money.Cents
		for i, c := range rapid.SliceOfN(rapid.Int64Range(1, 99_999_99), 1, 8).Draw(t, "amounts") {
			due := Sample(level, regime, "fr").Items[0].Invoice.Due
			it := sampleItem(n, fmt.Sprintf("N%d", i), "", due, money.Cents(c))
			n.Items = append(n.Items, it)
			asked += it.Claim.Principal
			if level.Rank() >= dunning.Final.Rank() && regime == dunning.B2B {
				asked += it.Claim.Interest + it.Claim.Fee
			}
		}
		r, err := ts.Render(withTotals(n))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(r.QRPayload, "\nEUR"+asked.String()+"\n") {
			t.Fatalf("asked %s, payload %q", asked, r.QRPayload)
		}
	})
}
