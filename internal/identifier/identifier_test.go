package identifier_test

import (
	"errors"
	"strings"
	"testing"

	"relance/internal/identifier"
)

// row is one number as typed: its compact form when accepted, else the code of
// the fault.
type row struct {
	name, in, want string
	code           identifier.Code
}

// run reads each row and checks the value, or the fault and both its texts.
func run[T ~string](t *testing.T, parse func(string) (T, error), rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			got, err := parse(r.in)
			if r.code == "" {
				if err != nil || string(got) != r.want {
					t.Errorf("%q: %q, %v, want %q", r.in, got, err, r.want)
				}
				return
			}
			checkFault(t, err, r.code)
			if got != "" {
				t.Errorf("%q is refused and still gives %q", r.in, got)
			}
		})
	}
}

func checkFault(t *testing.T, err error, code identifier.Code) {
	t.Helper()
	var e *identifier.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a fault %q", err, code)
	}
	if e.Code != code {
		t.Errorf("fault %q (%v), want %q", e.Code, err, code)
	}
	for _, text := range []string{err.Error(), e.French()} {
		if strings.Contains(text, "%!") || !strings.Contains(text, e.Kind) || len(text) < len(e.Kind)+8 {
			t.Errorf("text %q", text)
		}
	}
	if e.French() == e.Error() || strings.Contains(e.French(), " :") || strings.Contains(e.French(), "'") {
		t.Errorf("French text %q", e.French())
	}
}

func TestParseSIREN(t *testing.T) {
	t.Parallel()
	run(t, identifier.ParseSIREN, []row{
		{"plain", "123456782", "123456782", ""},
		{"grouped, with no-break spaces", " 123\u00a0456\u202f782 ", "123456782", ""},
		{"nothing", "  ", "", identifier.CodeEmpty},
		{"letter", "12345678O", "", identifier.CodeCharacter},
		{"eight digits", "12345678", "", identifier.CodeLength},
		{"a SIRET", "12345678200002", "", identifier.CodeLength},
		{"one digit wrong", "123456783", "", identifier.CodeChecksum},
		{"two digits swapped", "124356782", "", identifier.CodeChecksum},
		{"only zeros", "000000000", "", identifier.CodeChecksum},
	})
	s, _ := identifier.ParseSIREN("123456782")
	if s.Formatted() != "123\u00a0456\u00a0782" || s.String() != "123456782" {
		t.Errorf("formatted %q", s.Formatted())
	}
}

func TestParseSIRET(t *testing.T) {
	t.Parallel()
	run(t, identifier.ParseSIRET, []row{
		{"plain", "123 456 782 00002", "12345678200002", ""},
		{"La Poste, digit sum a multiple of five (3+5+6+1 = 15), no Luhn", "356 000 000 00001", "35600000000001", ""},
		{"La Poste, Luhn", "35600000000014", "35600000000014", ""},
		{"La Poste, neither: 3+5+6+2 = 16", "35600000000002", "", identifier.CodeChecksum},
		{"digit sum a multiple of five helps no other company", "12345678200007", "", identifier.CodeChecksum},
		{"SIREN wrong", "12345678300002", "", identifier.CodeChecksum},
		{"a SIREN", "123456782", "", identifier.CodeLength},
		{"nothing", "", "", identifier.CodeEmpty},
	})
	s, err := identifier.ParseSIRET("12345678200002")
	if err != nil || s.SIREN() != "123456782" || s.Formatted() != "123\u00a0456\u00a0782\u00a000002" || s.String() != "12345678200002" {
		t.Errorf("%s: SIREN %s, formatted %q, %v", s, s.SIREN(), s.Formatted(), err)
	}
}

func TestParseVAT(t *testing.T) {
	t.Parallel()
	run(t, identifier.ParseVAT, []row{
		{"French, key (12 + 3 × (123456782 mod 97)) mod 97 = 11", "FR 11 123 456 782", "FR11123456782", ""},
		{"French, key beginning with a digit", "fr4z123456782", "FR4Z123456782", ""},
		{"French, key beginning with a letter", "FRK9123456782", "FRK9123456782", ""},
		{"Monaco: FR without SIREN, key (12 + 3 × 1) mod 97 = 15", "FR15000000001", "FR15000000001", ""},
		{"Belgian", "BE 0123.456.789", "BE0123456789", ""},
		{"Greek", "EL123456789", "EL123456789", ""},
		{"Spanish", "ESB12345678", "ESB12345678", ""},
		{"Dutch", "NL123456789B01", "NL123456789B01", ""},
		{"Northern Irish", "XI123456789", "XI123456789", ""},
		{"French, wrong key", "FR12123456782", "", identifier.CodeChecksum},
		{"French, wrong letter key", "FR4Y123456782", "", identifier.CodeChecksum},
		{"French, letter O in the key", "FRO1123456782", "", identifier.CodeFormat},
		{"French, wrong SIREN", "FR11123456783", "", identifier.CodeChecksum},
		{"Monaco, wrong key", "FR16000000001", "", identifier.CodeChecksum},
		{"French, too short", "FR1112345678", "", identifier.CodeFormat},
		{"GR for EL", "GR123456789", "", identifier.CodeCountry},
		{"British", "GB123456789", "", identifier.CodeCountry},
		{"one letter", "F", "", identifier.CodeCountry},
		{"nothing", "", "", identifier.CodeEmpty},
	})
	v, err := identifier.ParseVAT("FR11123456782")
	if err != nil || v.String() != "FR11123456782" || v.Country() != "FR" {
		t.Errorf("%s, %v", v, err)
	}
	if s, ok := v.SIREN(); !ok || s != "123456782" {
		t.Errorf("SIREN %s", s)
	}
	for _, other := range []identifier.VAT{"FR15000000001", "BE0123456789"} {
		if s, ok := other.SIREN(); ok {
			t.Errorf("%s has no SIREN, got %s", other, s)
		}
	}
}

func TestParseBIC(t *testing.T) {
	t.Parallel()
	run(t, identifier.ParseBIC, []row{
		{"eight", "abcdfrpp", "ABCDFRPP", ""},
		{"eleven", "ABCDFRPP 123", "ABCDFRPP123", ""},
		{"nine", "ABCDFRPP1", "", identifier.CodeLength},
		{"digit in the bank", "AB1DFRPP", "", identifier.CodeFormat},
		{"digit in the country", "ABCDF1PP", "", identifier.CodeCountry},
		{"accent", "ABCDFRPÉ", "", identifier.CodeCharacter},
		{"nothing", "", "", identifier.CodeEmpty},
	})
	if b := identifier.BIC("ABCDFRPP"); b.Country() != "FR" || b.String() != "ABCDFRPP" {
		t.Errorf("%s in %s", b, b.Country())
	}
}

func TestReference(t *testing.T) {
	t.Parallel()
	run(t, identifier.NewReference, []row{
		{"invoice number", "F-2026/0012", "RF06F20260012", ""},
		{"small letters", "f20260012", "RF06F20260012", ""},
		{"known example", "539007547034", "RF18539007547034", ""},
		{"the longest", strings.Repeat("A", 21), "RF47" + strings.Repeat("A", 21), ""},
		{"one too long is refused, not cut", strings.Repeat("A", 22), "", identifier.CodeLength},
		{"degree sign dropped: 98 − 23271500 mod 97 = 62", "n°", "RF62N", ""},
		{"no letter or digit", "°-/", "", identifier.CodeEmpty},
	})
	run(t, identifier.ParseReference, []row{
		{"grouped", "RF18 5390 0754 7034", "RF18539007547034", ""},
		{"small letters", "rf06f20260012", "RF06F20260012", ""},
		{"nothing", "", "", identifier.CodeEmpty},
		{"slash", "RF06F2026/0012", "", identifier.CodeCharacter},
		{"no RF", "FR06F20260012", "", identifier.CodeFormat},
		{"letters for digits", "RFO6F20260012", "", identifier.CodeFormat},
		{"no body", "RF06", "", identifier.CodeLength},
		{"26 characters", "RF06" + strings.Repeat("A", 22), "", identifier.CodeLength},
		{"digits swapped", "RF06F20620012", "", identifier.CodeChecksum},
	})
	r, _ := identifier.NewReference("F-2026-0012")
	if r.Body() != "F20260012" || r.Formatted() != "RF06\u00a0F202\u00a06001\u00a02" || r.String() != "RF06F20260012" {
		t.Errorf("%s: body %q, formatted %q", r, r.Body(), r.Formatted())
	}
}
