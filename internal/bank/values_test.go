package bank

import "testing"

func TestDecimal(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, in string
		sep      byte
		want     string
		exact    bool
	}{
		{"point", "1234.56", 0, "1234.56", true},
		{"comma", "1234,56", 0, "1234.56", true},
		{"comma with nothing behind", "500,", 0, "500.00", true},
		{"one decimal", "8,5", 0, "8.50", true},
		{"leading zeros", "000000000400,00", 0, "400.00", true},
		{"French thousands with narrow blanks", "1\u202f234,56", 0, "1234.56", true},
		{"points for thousands", "1.234.567,89", 0, "1234567.89", true},
		{"only points for thousands", "1.234.567", 0, "1234567.00", true},
		{"Swiss thousands", "1'234.50", 0, "1234.50", true},
		{"separator known: point is thousands", "1.234", ',', "1234.00", true},
		{"minus before", "-80", 0, "-80.00", true},
		{"minus behind", "12,50-", 0, "-12.50", true},
		{"typographic minus", "−12,50", 0, "-12.50", true},
		{"plus", "+12,50", 0, "12.50", true},
		{"five decimals that are zero", "5442.09000", 0, "5442.09", true},
		{"three decimals round away from zero", "1.005", 0, "1.01", false},
		{"negative rounds away from zero", "-1.005", 0, "-1.01", false},
		{"a tail far behind", "100.0000000000005", 0, "100.00", false},
		{"no whole part", ",5", 0, "0.50", true},
	} {
		got, exact, ok := decimal(tc.in, tc.sep)
		if !ok || got.String() != tc.want || exact != tc.exact {
			t.Errorf("%s: decimal(%q) = %s exact %v ok %v, want %s %v", tc.name, tc.in, got, exact, ok, tc.want, tc.exact)
		}
	}
	for _, in := range []string{"", " ", "-", ".", "12a", "--5", "1e5", "99999999999999999999", "1-2"} {
		if got, _, ok := decimal(in, 0); ok {
			t.Errorf("decimal(%q) = %s, want a refusal", in, got)
		}
	}
}

func TestScaled(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		digits   int64
		decimals int
		want     string
		exact    bool
	}{
		{1665871, 0, "1665871.00", true}, // XPF has no decimals
		{125, 1, "12.50", true},
		{19040, 2, "190.40", true},
		{1234560, 3, "1234.56", true},
		{1234565, 3, "1234.57", false}, // dinars have three
		{1234564, 3, "1234.56", false},
	} {
		if got, exact, ok := scaled(tc.digits, tc.decimals); !ok || got.String() != tc.want || exact != tc.exact {
			t.Errorf("scaled(%d, %d) = %s %v %v, want %s %v", tc.digits, tc.decimals, got, exact, ok, tc.want, tc.exact)
		}
	}
	if _, _, ok := scaled(1<<62, 0); ok {
		t.Error("an amount beyond int64 was accepted")
	}
}

func TestRIBBecomesIBAN(t *testing.T) {
	t.Parallel()
	if got, want := ribIBAN("30006", "00001", "12345678901"), "FR7630006000011234567890189"; got != want {
		t.Errorf("got %s want %s", got, want)
	}
	if got := ribIBAN("20041", "01005", "0500013M026"); got != "FR1420041010050500013M02606" {
		t.Errorf("account with a letter: %s", got)
	}
	for _, bad := range [][3]string{{"3000", "00001", "12345678901"}, {"XXXXX", "XXXXX", "XXXXXXXXXXX"}, {"30006", "00001", "1234 678901"}} {
		if got := ribIBAN(bad[0], bad[1], bad[2]); got != "" {
			t.Errorf("ribIBAN(%v) = %s, want none", bad, got)
		}
	}
}

func TestIBANOf(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"FR76 3000 6000 0112 3456 7890 189": "FR7630006000011234567890189",
		"fr7630006000011234567890189":       "FR7630006000011234567890189",
		"FR7630006000011234567890189EUR":    "FR7630006000011234567890189",
		"FR7630006000011234567890188":       "",
		"10020030/1234567":                  "",
		"":                                  "",
	} {
		if got := ibanOf(in); got != want {
			t.Errorf("ibanOf(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, in, want, note string }{
		{"UTF-8", "payé", "payé", ""},
		{"UTF-8 with a byte-order mark", "\xef\xbb\xbfpayé", "payé", ""},
		{"Latin-1", "pay\xe9 d\xfb", "payé dû", "Windows-1252"},
		{"Windows-1252 apostrophe and euro", "l\x92avoir 5\x80", "l’avoir 5€", "Windows-1252"},
		{"both in one file", "pay\xc3\xa9 pay\xe9", "payé payé", "Windows-1252"},
		{"UTF-16 little endian", "\xff\xfep\x00a\x00", "pa", ""},
		{"UTF-16 big endian", "\xfe\xff\x00p\x00\xe9", "pé", ""},
		{"control characters", "a\x00b\x1a", "a b ", ""},
		{"a rune cut by the end", "pay\xc3", "payÃ", "Windows-1252"},
	} {
		if got, note := decode([]byte(tc.in)); got != tc.want || note != tc.note {
			t.Errorf("%s: decode = %q (%s), want %q (%s)", tc.name, got, note, tc.want, tc.note)
		}
	}
}

func TestHeading(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Montant(EUROS)": "montant", "Montant en €": "montant", "Libellé ": "libelle",
		"Montant(FRANCS)": "montant francs", "Date d’opération": "date d operation", "Débit euros": "debit",
	} {
		if got := heading(in); got != want {
			t.Errorf("heading(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestJoinChunks(t *testing.T) {
	t.Parallel()
	if got := joinChunks([]string{"FACTU", "RE 12", " 13"}, 5); got != "FACTURE 12 13" {
		t.Errorf("full pieces: %q", got)
	}
	if got := joinChunks([]string{"FAC ", "12"}, 5); got != "FAC 12" {
		t.Errorf("a blank must not be doubled: %q", got)
	}
}
