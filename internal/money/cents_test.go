package money_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"relance/internal/money"
)

func TestParseCents(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		want     money.Cents
		wantErr  string
	}{
		{"two decimals", "1234.56", 123456, ""},
		{"one decimal", "1234.5", 123450, ""},
		{"no decimals", "1234", 123400, ""},
		{"negative", "-12.30", -1230, ""},
		{"negative below one unit", "-0.50", -50, ""},
		{"minus zero", "-0", 0, ""},
		{"explicit plus", "+12", 1200, ""},
		{"zeros that do not count", "1.500", 150, ""},
		{"leading zeros", "007.00", 700, ""},
		{"XML decimal ending in a point", "12.", 1200, ""},
		{"XML decimal beginning with a point", "-.5", -50, ""},
		{"largest", "92233720368547758.07", math.MaxInt64, ""},
		{"smallest", "-92233720368547758.08", math.MinInt64, ""},
		{"one cent too many", "92233720368547758.08", 0, "too large"},
		{"one cent too few", "-92233720368547758.09", 0, "too large"},
		{"far too many digits", strings.Repeat("9", 40), 0, "too large"},
		{"three decimals that count", "1.005", 0, "more than two decimals"},
		{"empty", "", 0, "want digits"},
		{"a sign alone", "-", 0, "want digits"},
		{"a point alone", ".", 0, "want digits"},
		{"two minus signs", "--1", 0, "want digits"},
		{"plus and minus", "-+1", 0, "want digits"},
		{"minus after the point", "1.-5", 0, "want digits"},
		{"plus after the point", "1.+5", 0, "want digits"},
		{"trailing minus", "1.5-", 0, "want digits"},
		{"two points", "1.2.3", 0, "want digits"},
		{"comma", "1,50", 0, "want digits"},
		{"exponent", "1e3", 0, "want digits"},
		{"spaces", " 1", 0, "want digits"},
		{"full-width digits", "１２", 0, "want digits"},
		{"hexadecimal", "0x10", 0, "want digits"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := money.ParseCents(tt.in)
			checkError(t, err, tt.wantErr)
			if got != tt.want {
				t.Errorf("ParseCents(%q) = %d, want %d", tt.in, got, tt.want)
			}
		})
	}
}

func checkError(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("unexpected error: %v", err)
	case want != "" && err == nil:
		t.Errorf("no error, want one with %q", want)
	case want != "" && !strings.Contains(err.Error(), want):
		t.Errorf("error %q does not say %q", err, want)
	}
}

func TestCentsTextAndJSONRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := money.Cents(rapid.Int64().Draw(t, "cents"))
		parsed, err := money.ParseCents(c.String())
		if err != nil || parsed != c {
			t.Fatalf("ParseCents(%q) = %d, %v; want %d", c.String(), parsed, err, c)
		}
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var back money.Cents
		if err := json.Unmarshal(b, &back); err != nil || back != c {
			t.Fatalf("JSON %s came back as %d, %v", b, back, err)
		}
	})
}

func TestCentsFromJSON(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		want     money.Cents
		wantErr  string
	}{
		{"string", `"1200.00"`, 120000, ""},
		{"number", `1200.5`, 120050, ""},
		{"null keeps the value", `null`, 7, ""},
		{"exponent", `1e3`, 7, "want digits"},
		{"broken string", `"a`, 7, "JSON"},
		{"not a number", `"abc"`, 7, "want digits"},
		{"object", `{}`, 7, "want digits"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := money.Cents(7)
			checkError(t, c.UnmarshalJSON([]byte(tt.in)), tt.wantErr)
			if c != tt.want {
				t.Errorf("got %d, want %d", c, tt.want)
			}
		})
	}
}

func TestArithmeticReportsOverflow(t *testing.T) {
	t.Parallel()
	most, least := money.Cents(math.MaxInt64), money.Cents(math.MinInt64)
	tests := []struct {
		name string
		do   func() (money.Cents, error)
	}{
		{"largest plus one", func() (money.Cents, error) { return most.Add(1) }},
		{"smallest plus minus one", func() (money.Cents, error) { return least.Add(-1) }},
		{"smallest minus one", func() (money.Cents, error) { return least.Sub(1) }},
		{"largest minus minus one", func() (money.Cents, error) { return most.Sub(-1) }},
		{"zero minus smallest", func() (money.Cents, error) { return money.Cents(0).Sub(least) }},
		{"rounding beyond", func() (money.Cents, error) { return most.MulRat(rat("2")) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, err := tt.do(); !errors.Is(err, money.ErrOverflow) {
				t.Errorf("got %d, %v; want ErrOverflow", got, err)
			}
		})
	}
}

func TestAddAndSubUndoEachOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := money.Cents(rapid.Int64().Draw(t, "c"))
		d := money.Cents(rapid.Int64().Draw(t, "d"))
		s, err := c.Add(d)
		if err != nil {
			return
		}
		if back, err := s.Sub(d); err != nil || back != c {
			t.Fatalf("(%d + %d) - %d = %d, %v", c, d, d, back, err)
		}
	})
}

func TestCentsText(t *testing.T) {
	t.Parallel()
	// as a map key, JSON uses the text form, as YAML does everywhere
	in := map[money.Cents]bool{-50: true}
	b, err := json.Marshal(in)
	if err != nil || string(b) != `{"-0.50":true}` {
		t.Fatalf("written as %s, %v", b, err)
	}
	var back map[money.Cents]bool
	if err := json.Unmarshal(b, &back); err != nil || !back[-50] {
		t.Errorf("came back as %v, %v", back, err)
	}
	checkError(t, json.Unmarshal([]byte(`{"1,50":true}`), &back), "want digits")
}
