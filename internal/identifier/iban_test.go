package identifier_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relance/internal/identifier"
)

const docIBAN = "FR7630006000011234567890189"

func TestParseIBAN(t *testing.T) {
	t.Parallel()
	run(t, identifier.ParseIBAN, []row{
		{"documentation example", "FR76 3000 6000 0112 3456 7890 189", docIBAN, ""},
		{"small letters, no-break spaces, label", "IBAN : fr76\u00a03000\u202f6000 0112 3456 7890 189", docIBAN, ""},
		{"letter in the account", "FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606", ""},
		{"Monaco", "MC58 1122 2000 0101 2345 6789 030", "MC5811222000010123456789030", ""},
		{"German", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", ""},
		{"Norwegian, the shortest", "NO93 8601 1117 947", "NO9386011117947", ""},
		{"Maltese", "MT84 MALT 0110 0001 2345 MTLC AST0 01S", "MT84MALT011000012345MTLCAST001S", ""},
		{"nothing", " ", "", identifier.CodeEmpty},
		{"underscore", "FR76_3000", "", identifier.CodeCharacter},
		{"no such country", "XX76 3000 6000 0112 3456 7890 189", "", identifier.CodeCountry},
		{"one letter", "F", "", identifier.CodeCountry},
		{"a character short", "FR76 3000 6000 0112 3456 7890 18", "", identifier.CodeLength},
		{"two digits swapped", "FR76 3000 6000 0112 3456 7980 189", "", identifier.CodeChecksum},
		{"letter among the check digits", "FRO6 3000 6000 0112 3456 7890 189", "", identifier.CodeFormat},
		{"check digits 00, 97 less than 97, same remainder", "DE00370400440532013000", "", identifier.CodeChecksum},
		{"mod 97 right, RIB key wrong (88 for 89)", "FR06 3000 6000 0112 3456 7890 188", "", identifier.CodeRIBKey},
		{"mod 97 right, letter in the RIB key", "FR52 3000 6000 0112 3456 7890 X89", "", identifier.CodeRIBKey},
	})
}

func TestIBAN_Forms(t *testing.T) {
	t.Parallel()
	iban, err := identifier.ParseIBAN(docIBAN)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{iban.String(), iban.Country(), strings.ReplaceAll(iban.Formatted(), "\u00a0", " "), strings.ReplaceAll(iban.Masked(), "\u00a0", " "), identifier.IBAN("FR76").Masked()}
	want := []string{docIBAN, "FR", "FR76 3000 6000 0112 3456 7890 189", "FR76 •••• •••• •••• •••• •••0 189", "••••"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if strings.ContainsAny(iban.Masked()[6:20], "0123456789") {
		t.Errorf("masked form %q shows the bank", iban.Masked())
	}
	if _, ok := identifier.IBAN("DE89370400440532013000").RIB(); ok {
		t.Error("a German account has no RIB")
	}
}

// A refusal never repeats an account number: it ends up in logs.
func TestParseIBAN_ErrorsDoNotRepeatTheAccount(t *testing.T) {
	t.Parallel()
	for _, in := range []string{docIBAN + "0", strings.Replace(docIBAN, "567", "576", 1), "FR0630006000011234567890188"} {
		_, err := identifier.ParseIBAN(in)
		if err == nil || strings.Contains(err.Error(), "1234") {
			t.Errorf("got %v", err)
		}
	}
}

func TestRIB(t *testing.T) {
	t.Parallel()
	iban := func(s string) (identifier.IBAN, error) {
		r, err := identifier.ParseRIB(s)
		if err != nil {
			return "", err
		}
		return r.IBAN()
	}
	run(t, iban, []row{
		{"digits: 97 − (89×30006 + 15×1 + 3×12345678901) mod 97 = 89", "30006 00001 12345678901 89", docIBAN, ""},
		{"letter M is 4: 0500013M026 → 05000134026, key 06", "20041 01005 0500013M026 06", "FR1420041010050500013M02606", ""},
		{"wrong key", "30006 00001 12345678901 88", "", identifier.CodeRIBKey},
		{"too short", "30006 00001 1234567890 89", "", identifier.CodeLength},
		{"letter in the bank", "3000A 00001 12345678901 89", "", identifier.CodeCharacter},
		{"slash", "30006/00001/12345678901/89", "", identifier.CodeCharacter},
	})
	rib, ok := identifier.IBAN(docIBAN).RIB()
	if want := (identifier.RIB{Bank: "30006", Branch: "00001", Account: "12345678901", Key: "89"}); !ok || rib != want || rib.String() != docIBAN[4:] {
		t.Errorf("RIB %+v", rib)
	}
	_, err := identifier.RIB{Bank: "1"}.IBAN()
	checkFault(t, err, identifier.CodeLength)
}

func TestRIBKey(t *testing.T) {
	t.Parallel()
	for account, want := range map[string]string{"12345678901": "89", "1": "", "ABIJRSZ0123": ""} {
		key, err := identifier.RIBKey("30006", "00001", account)
		if err != nil || want != "" && key != want {
			t.Errorf("%s: key %s, %v", account, key, err)
		}
		full := strings.Repeat("0", 11-len(account)) + account
		if _, err := identifier.ParseRIB("3000600001" + full + key); err != nil {
			t.Errorf("%s with its key %s: %v", full, key, err)
		}
	}
	for _, bad := range [][3]string{{"3000", "00001", "1"}, {"30006", "0000A", "1"}, {"30006", "00001", ""}, {"30006", "00001", "123456789012"}, {"30006", "00001", "1/2"}} {
		_, err := identifier.RIBKey(bad[0], bad[1], bad[2])
		checkFault(t, err, identifier.CodeFormat)
	}
}

// Every change of one digit, and every swap of two neighbours that differ, is
// caught by the remainder by 97.
func TestProperty_IBANCatchesSlips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := []byte(docIBAN)
		i := rapid.IntRange(2, len(b)-2).Draw(t, "place")
		if rapid.Bool().Draw(t, "swap") {
			b[i], b[i+1] = b[i+1], b[i]
		} else {
			b[i] = byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		}
		if _, err := identifier.ParseIBAN(string(b)); (err == nil) != (string(b) == docIBAN) {
			t.Fatalf("%s: %v", b, err)
		}
	})
}

// What is generated is valid, and reading is idempotent.
func TestProperty_GeneratedNumbersAreValid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ref, err := identifier.NewReference(rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9 /_-]{0,20}`).Draw(t, "number"))
		if err != nil {
			t.Fatal(err)
		}
		if again, err := identifier.ParseReference(ref.Formatted()); err != nil || again != ref {
			t.Fatalf("%s reads as %s, %v", ref, again, err)
		}
		rib := identifier.RIB{Bank: rapid.StringMatching(`[0-9]{5}`).Draw(t, "bank"), Branch: rapid.StringMatching(`[0-9]{5}`).Draw(t, "branch"),
			Account: rapid.StringMatching(`[0-9A-Z]{11}`).Draw(t, "account")}
		if rib.Key, err = identifier.RIBKey(rib.Bank, rib.Branch, rib.Account); err != nil {
			t.Fatal(err)
		}
		iban, err := rib.IBAN()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := identifier.ParseIBAN(iban.Formatted()); err != nil || again != iban {
			t.Fatalf("%s reads as %s, %v", iban, again, err)
		}
	})
}

// No input, however strange, makes a reader panic or accept what it then refuses.
func TestProperty_ReadersAreTotal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`(FR|DE|EL|RF|X)?[0-9A-Z .]{0,30}`)).Draw(t, "text")
		again(t, s, identifier.ParseSIREN)
		again(t, s, identifier.ParseSIRET)
		again(t, s, identifier.ParseVAT)
		again(t, s, identifier.ParseIBAN)
		again(t, s, identifier.ParseBIC)
		again(t, s, identifier.ParseReference)
	})
}

func again[T ~string](t *rapid.T, s string, parse func(string) (T, error)) {
	if v, err := parse(s); err == nil {
		if w, err := parse(string(v)); err != nil || w != v {
			t.Fatalf("%q gives %q, which gives %q, %v", s, v, w, err)
		}
	}
}
