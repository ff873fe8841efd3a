package interest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"relance/internal/interest"
)

func TestParseRate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "default", "default": "default", " Default ": "default",
		"15": "15", "12.5": "12.5", "12,50 %": "12.5", "15% par an": "15", "15 %/year": "15",
		"3xlegal": "3xlegal", "3 × légal": "3xlegal", "2,5*legal": "2.5xlegal", "3 fois légal": "3xlegal",
		"ecb+8": "ecb+8", "BCE + 8,5": "ecb+8.5", "ecb+0": "ecb+0",
		"1/month": "1/month", "1 % par mois": "1/month", "0,75%/mois": "0.75/month", "100": "100",
	} {
		r, err := interest.ParseRate(in)
		if err != nil || r.String() != want {
			t.Errorf("%q: %q, %v, want %q", in, r, err, want)
			continue
		}
		var back interest.Rate
		if text, _ := r.MarshalText(); back.UnmarshalText(text) != nil || !back.Equal(r) {
			t.Errorf("%q does not survive its text form %q", in, text)
		}
	}
	for in, want := range map[string]string{
		"-5": "want default", "abc": "want default", "3xlega": "want default", "ecb": "want default", "ecb-1": "want default",
		"1.2.3": "want default", "1.1234567": "want default", "0": "waive", "0xlegal": "waive", "0/month": "waive",
		"1500": "more than 100", "9/month": "more than 100", "101": "more than 100", ".": "want default", "1/week": "want default",
	} {
		if r, err := interest.ParseRate(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q, %v, want an error with %q", in, r, err, want)
		}
	}
	var r interest.Rate
	if err := r.UnmarshalText([]byte("?")); err == nil {
		t.Error("unmarshalling ? must fail")
	}
}

func TestRate_InWords(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"default": "taux prévu par la loi", "12.5": "12,50\u00a0% par an", "1/month": "1,00\u00a0% par mois",
		"3xlegal": "3 fois le taux légal", "ecb+8.5": "taux BCE + 8,5 points",
	} {
		if got := rate(t, in).French(); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"default": "rate set by law", "12.5": "12.50% a year", "1/month": "1.00% a month",
		"3xlegal": "3 times the French statutory interest rate", "ecb+8.5": "European Central Bank refinancing rate plus 8.5 percentage points",
	} {
		if got := rate(t, in).English(); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
	if r := rate(t, "ecb+8"); r.Kind() != interest.RateECBPlus || r.Value().String() != "8.00" {
		t.Errorf("kind %q, value %s", r.Kind(), r.Value())
	}
	if rate(t, "5").Equal(rate(t, "5/month")) || rate(t, "15").Equal(rate(t, "default")) {
		t.Error("different rates compare equal")
	}
}

func TestPercent(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"12.4": "12.40", "0": "0.00", "2,65 %": "2.65", "1.123456": "1.123456", "007": "7.00"} {
		p, err := interest.ParsePercent(in)
		if err != nil || p.String() != want || !p.Known() {
			t.Errorf("%q: %q, %v, want %q", in, p, err, want)
		}
	}
	for _, in := range []string{"", "-1", "+1", "1e3", "1e999999999", "1/3", "1 234 567", "0.1234567", "%", "1.2.3", "9999999"} {
		if p, err := interest.ParsePercent(in); err == nil {
			t.Errorf("%q is read as %s", in, p)
		}
	}
	var p interest.Percent
	if p.String() != "" || p.French() != "" || p.Rat() != nil || p.Known() || !p.Equal(interest.Percent{}) {
		t.Error("the zero value is a rate that is not known")
	}
	doc, err := json.Marshal(p)
	if err != nil || string(doc) != `""` || json.Unmarshal([]byte(`"12,40"`), &p) != nil || p.French() != "12,40\u00a0%" {
		t.Errorf("JSON %s, then %q", doc, p)
	}
	if p.Equal(interest.Percent{}) || p.Rat().String() != "62/5" {
		t.Errorf("12.40 is %s", p.Rat())
	}
	if json.Unmarshal([]byte(`"x"`), &p) == nil || json.Unmarshal([]byte(`""`), &p) != nil || p.Known() {
		t.Error("x must be refused, and the empty text is not known")
	}
}

func TestParseAllocation(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]interest.Allocation{"": interest.PrincipalFirst, "interest_first": interest.InterestFirst, "Principal_First": interest.PrincipalFirst} {
		if a, err := interest.ParseAllocation(s); err != nil || a != want {
			t.Errorf("%q: %q, %v", s, a, err)
		}
	}
	if _, err := interest.ParseAllocation("fee_first"); err == nil {
		t.Error("fee_first must be refused")
	}
}
