package letter

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"relance/internal/dunning"
	"relance/internal/notice"
)

func formal(regime dunning.Regime, lang string) dunning.Notice {
	return notice.Sample(dunning.FormalNotice, regime, lang)
}

func render(t *testing.T, n dunning.Notice, o Options) []byte {
	t.Helper()
	pdf, err := Render(n, o)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

// samples are letters of every kind, by name.
func samples() map[string]dunning.Notice {
	out := map[string]dunning.Notice{
		"formal_notice.b2b.fr.grouped":  notice.Variants(dunning.FormalNotice, dunning.B2B, "fr")["grouped"],
		"formal_notice.b2b.fr.partial":  notice.Variants(dunning.FormalNotice, dunning.B2B, "fr")["partial"],
		"formal_notice.b2b.fr.disputed": notice.Variants(dunning.FormalNotice, dunning.B2B, "fr")["disputed"],
		"formal_notice.b2b.fr.rates":    notice.Variants(dunning.FormalNotice, dunning.B2B, "fr")["rates"],
		"formal_notice.b2b.fr.trader":   notice.Variants(dunning.FormalNotice, dunning.B2B, "fr")["sole_trader"],
		"formal_notice.b2b.fr.accounts": notice.Variants(dunning.FormalNotice, dunning.B2B, "fr")["accounts"],
		"formal_notice.b2b.en":          formal(dunning.B2B, "en"),
		"first.b2b.fr":                  notice.Sample(dunning.First, dunning.B2B, "fr"),
		"second.b2c.fr":                 notice.Sample(dunning.Second, dunning.B2C, "fr"),
		"final.b2b.fr":                  notice.Sample(dunning.Final, dunning.B2B, "fr"),
		"courtesy.b2b.fr":               notice.Sample(dunning.Courtesy, dunning.B2B, "fr"),
		"thanks.b2b.fr":                 notice.Sample(dunning.Thanks, dunning.B2B, "fr"),
		"formal_notice.b2b.fr.long":     manyInvoices(45),
		"formal_notice.b2b.fr.page":     withPage(formal(dunning.B2B, "fr")),
		"final.b2b.en.page":             withPage(notice.Sample(dunning.Final, dunning.B2B, "en")),
	}
	for _, r := range dunning.Regimes() {
		out["formal_notice."+string(r)+".fr"] = formal(r, "fr")
	}
	return out
}

func manyInvoices(count int) dunning.Notice {
	n := formal(dunning.B2B, "fr")
	first := n.Items[0]
	n.Items = nil
	for i := range count {
		it := first
		it.Invoice.Number = fmt.Sprintf("F-2026-%03d", i+100)
		n.Items = append(n.Items, it)
		if i > 0 {
			n.Totals.Principal += it.Claim.Principal
			n.Totals.Interest += it.Claim.Interest
			n.Totals.Fee += it.Claim.Fee
			n.Totals.Total += it.Claim.Total
			n.Totals.Daily += it.Claim.Daily
		}
	}
	return n
}

func TestEveryLetterIsASoundPDF(t *testing.T) {
	t.Parallel()
	for name, n := range samples() {
		pdf := render(t, n, Options{})
		if err := api.Validate(bytes.NewReader(pdf), nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, want := range []string{"/Lang (", "/OutputIntents", "pdfaid:part", "/ID [<"} {
			if !bytes.Contains(pdf, []byte(want)) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
		for _, bad := range []string{"/Transparency", "/EmbeddedFiles", "/Helvetica"} {
			if bytes.Contains(pdf, []byte(bad)) {
				t.Errorf("%s holds %s", name, bad)
			}
		}
	}
}

func TestEqualNoticesGiveEqualBytes(t *testing.T) {
	t.Parallel()
	n := notice.Variants(dunning.FormalNotice, dunning.B2B, "fr")["grouped"]
	one := render(t, n, Options{})
	for range 5 {
		if !bytes.Equal(one, render(t, n, Options{})) {
			t.Fatal("the same letter has other bytes")
		}
	}
	n.Deadline = n.Deadline.AddDays(1)
	if bytes.Equal(one, render(t, n, Options{})) {
		t.Error("another deadline gives the same bytes")
	}
}

func TestSignatureIsDrawnWithoutTransparency(t *testing.T) {
	t.Parallel()
	img := image.NewNRGBA(image.Rect(0, 0, 300, 100))
	for x := range 300 {
		img.Set(x, 50, color.NRGBA{0, 0, 120, 200})
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		t.Fatal(err)
	}
	n := formal(dunning.B2B, "fr")
	pdf := render(t, n, Options{Signature: file.Bytes()})
	if !bytes.Contains(pdf, []byte("/Subtype /Image")) || bytes.Contains(pdf, []byte("/SMask")) {
		t.Error("the signature is not there, or is transparent")
	}
	if err := api.Validate(bytes.NewReader(pdf), nil); err != nil {
		t.Error(err)
	}
	_, err := Render(n, Options{Signature: []byte("no picture")})
	if dunning.ErrorCode(err) != dunning.CodeInvalid || !strings.Contains(err.Error(), "signature") {
		t.Errorf("a broken picture: %v", err)
	}
}

func TestLettersThatCannotBeMadeAreRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, want string
		code       dunning.Code
		change     func(*dunning.Notice)
	}{
		{"a character that the font lacks", "U+6F22", dunning.CodeInvalid, func(n *dunning.Notice) { n.Debtor.Name = "漢字 SARL" }},
		{"no address", "postal address", dunning.CodeInvalid, func(n *dunning.Notice) { n.Debtor.Address = dunning.Address{} }},
		{"an address too long", "fit on a line", dunning.CodeUnreachable, func(n *dunning.Notice) { n.Debtor.Address.City = strings.Repeat("X", 40) }},
		{"a fee for a consumer", "L121-21", dunning.CodeInvalid, func(n *dunning.Notice) { n.Debtor.Regime = dunning.B2C }},
		{"an unknown set of templates", "nowhere", dunning.CodeInvalid, func(n *dunning.Notice) { n.Template = "nowhere" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n := formal(dunning.B2B, "fr")
			tt.change(&n)
			_, err := Render(n, Options{})
			if dunning.ErrorCode(err) != tt.code || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, code %q", err, dunning.ErrorCode(err))
			}
		})
	}
}

func TestProfileIsWellFormed(t *testing.T) {
	t.Parallel()
	p := srgb()
	if int(binary.BigEndian.Uint32(p)) != len(p) || string(p[36:40]) != "acsp" || string(p[12:20]) != "mntrRGB " {
		t.Fatalf("header of a profile of %d bytes: % x", len(p), p[:40])
	}
	count := int(binary.BigEndian.Uint32(p[128:]))
	for i := range count {
		entry := p[132+12*i:]
		offset, size := binary.BigEndian.Uint32(entry[4:]), binary.BigEndian.Uint32(entry[8:])
		if offset%4 != 0 || int(offset+size) > len(p) {
			t.Errorf("tag %s lies at %d, %d bytes long", entry[:4], offset, size)
		}
	}
	if count != 9 {
		t.Errorf("%d tags", count)
	}
}

func TestForeignOutputIsNotMended(t *testing.T) {
	t.Parallel()
	if _, err := archival([]byte("%PDF-1.4"), formal(dunning.B2B, "fr").Date.UTC()); err == nil {
		t.Error("a file of another form was taken")
	}
}
