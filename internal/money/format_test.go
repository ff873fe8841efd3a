package money_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"relance/internal/money"
)

func TestFormats(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                   string
		a                      money.Amount
		french, plain, english string
	}{
		{"thousands", money.EUR(123456), "1\u202f234,56\u00a0€", "1\u00a0234,56\u00a0€", "€1,234.56"},
		{"hundreds", money.EUR(99900), "999,00\u00a0€", "999,00\u00a0€", "€999.00"},
		{"millions", money.EUR(123456789), "1\u202f234\u202f567,89\u00a0€", "1\u00a0234\u00a0567,89\u00a0€", "€1,234,567.89"},
		{"nothing", money.EUR(0), "0,00\u00a0€", "0,00\u00a0€", "€0.00"},
		{"minus half a euro", money.EUR(-50), "−0,50\u00a0€", "−0,50\u00a0€", "-€0.50"},
		{"minus thousands", money.EUR(-100000), "−1\u202f000,00\u00a0€", "−1\u00a0000,00\u00a0€", "-€1,000.00"},
		{"dollars show their code", money.Amount{Cents: 123456, Currency: "USD"}, "1\u202f234,56\u00a0USD", "1\u00a0234,56\u00a0USD", "USD\u00a01,234.56"},
		{"Pacific francs", money.Amount{Cents: 12345600, Currency: "XPF"}, "123\u202f456\u00a0F\u00a0CFP", "123\u00a0456\u00a0F\u00a0CFP", "XPF\u00a0123,456"},
		{"yen", money.Amount{Cents: -120000, Currency: "JPY"}, "−1\u202f200\u00a0JPY", "−1\u00a0200\u00a0JPY", "-JPY\u00a01,200"},
		{"yen with hundredths hide nothing", money.Amount{Cents: 120050, Currency: "JPY"}, "1\u202f200,50\u00a0JPY", "1\u00a0200,50\u00a0JPY", "JPY\u00a01,200.50"},
		{"no currency", money.Amount{Cents: -123456}, "−1\u202f234,56", "−1\u00a0234,56", "-1,234.56"},
		{"smallest", money.EUR(math.MinInt64), "−92\u202f233\u202f720\u202f368\u202f547\u202f758,08\u00a0€", "−92\u00a0233\u00a0720\u00a0368\u00a0547\u00a0758,08\u00a0€", "-€92,233,720,368,547,758.08"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, f := range []struct{ form, got, want string }{
				{"French", money.French(tt.a), tt.french},
				{"FrenchPlain", money.FrenchPlain(tt.a), tt.plain},
				{"English", money.English(tt.a), tt.english},
			} {
				if f.got != f.want {
					t.Errorf("%s(%v) = %q, want %q", f.form, tt.a, f.got, f.want)
				}
			}
		})
	}
}

func TestFrenchPercent(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"two decimals kept", "12.4", "12,40\u00a0%"},
		{"whole", "15", "15,00\u00a0%"},
		{"third decimal that counts", "8.125", "8,125\u00a0%"},
		{"negative", "-0.5", "-0,50\u00a0%"},
		{"endless", "1/3", "0,333333\u00a0%"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := money.FrenchPercent(rat(tt.in)); got != tt.want {
				t.Errorf("FrenchPercent(%s) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestParseDecimal(t *testing.T) {
	t.Parallel()
	const anySep, comma, point = money.AnySeparator, money.CommaDecimal, money.PointDecimal
	tests := []struct {
		name, in string
		hint     money.Separator
		want     money.Cents
		wantErr  string
	}{
		{"French with a space", "1 234,56", anySep, 123456, ""},
		{"French with a no-break space", "1\u00a0234,56", anySep, 123456, ""},
		{"French with a narrow no-break space and euro", "1\u202f234,56\u00a0€", anySep, 123456, ""},
		{"German", "1.234,56", anySep, 123456, ""},
		{"English", "1,234.56", anySep, 123456, ""},
		{"Swiss", "1’234.56", anySep, 123456, ""},
		{"one decimal", "1234,5", anySep, 123450, ""},
		{"no decimals", "1234", anySep, 123400, ""},
		{"several groups without decimals", "1.234.567", anySep, 123456700, ""},
		{"several English groups", "1,234,567.8", anySep, 123456780, ""},
		{"spaces without decimals", "12 000", anySep, 1200000, ""},
		{"euro before", "€1,234.56", anySep, 123456, ""},
		{"code after", "12,00 EUR", anySep, 1200, ""},
		{"minus before", "−12,50", anySep, -1250, ""},
		{"minus after", "12,50-", anySep, -1250, ""},
		{"minus before the euro", "-€12.50", anySep, -1250, ""},
		{"minus after the euro", "€ -12.50", anySep, -1250, ""},
		{"minus between number and euro", "12,50- €", anySep, -1250, ""},
		{"typographic minus", "−12,50", anySep, -1250, ""},
		{"plus", "+12,50", anySep, 1250, ""},
		{"parentheses", "(12,50)", anySep, -1250, ""},
		{"parentheses with euro", "(1 200,00 €)", anySep, -120000, ""},
		{"no digit before the comma", ",50", anySep, 50, ""},
		{"minus nothing and a half", "−0,50", anySep, -50, ""},
		{"a leading zero cannot be thousands", "0,120", anySep, 12, ""},
		{"comma: thousand or decimals", "1,234", anySep, 0, "may mean 1234 or 1 and 234 thousandths"},
		{"point: thousand or decimals", "-1.234 €", anySep, 0, "may mean 1234"},
		{"comma said to be decimal", "1,230", comma, 123, ""},
		{"comma said to be decimal, third decimal counts", "1,234", comma, 0, "more than two decimals"},
		{"point said to be decimal makes the comma thousands", "1,234", point, 123400, ""},
		{"comma said to be decimal makes the point thousands", "1.234", comma, 123400, ""},
		{"a group of thousands never begins with nought", "0,010", point, 0, "whole groups"},
		{"hint and two separators", "1.234,56", comma, 123456, ""},
		{"hint contradicted", "1,234.56", comma, 0, "decimal separator"},
		{"hint contradicted by one separator", "12.50", comma, 0, "decimal separator"},
		{"hint without separator", "1234", comma, 123400, ""},
		{"three decimals that count", "1234,567", anySep, 0, "more than two decimals"},
		{"broken group", "1 23,45", anySep, 0, "whole groups"},
		{"group too long", "1 2345,00", anySep, 0, "whole groups"},
		{"first group too long", "1234 567,00", anySep, 0, "whole groups"},
		{"two spaces", "1  234,00", anySep, 0, "whole groups"},
		{"mixed groups", "1 234.567,89", anySep, 0, "whole groups"},
		{"grouped decimals", "1,234 567", anySep, 0, "want a number"},
		{"commas as both", "1,234,56", anySep, 0, "whole groups"},
		{"decimal separator last", "12,", anySep, 0, "want a number"},
		{"separator alone", ",", anySep, 0, "want a number"},
		{"empty", "", anySep, 0, "want a number"},
		{"euro alone", " € ", anySep, 0, "want a number"},
		{"two signs", "--1", anySep, 0, "twice"},
		{"sign on both sides", "-1-", anySep, 0, "twice"},
		{"sign inside parentheses", "(-1)", anySep, 0, "twice"},
		{"two currencies", "€ 1 EUR", anySep, 0, "twice"},
		{"sign inside", "1-2", anySep, 0, "want a number"},
		{"letters", "12 k€", anySep, 0, "want a number"},
		{"another currency", "12 USD", anySep, 0, "want a number"},
		{"exponent", "1,2E+09", anySep, 0, "want a number"},
		{"unclosed parenthesis", "(12", anySep, 0, "want a number"},
		{"too large", "92 233 720 368 547 758,08", anySep, 0, "too large"},
		{"smallest", "−92 233 720 368 547 758,08", anySep, math.MinInt64, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := money.ParseDecimal(tt.in, tt.hint)
			checkError(t, err, tt.wantErr)
			if got != tt.want {
				t.Errorf("ParseDecimal(%q) = %d, want %d", tt.in, got, tt.want)
			}
		})
	}
}

func TestParseDecimalReadsWhatWeWrite(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := money.EUR(money.Cents(rapid.Int64().Draw(t, "cents")))
		for _, text := range []string{money.French(a), money.FrenchPlain(a), money.English(a), a.String()} {
			if got, err := money.ParseDecimal(text, money.AnySeparator); err != nil || got != a.Cents {
				t.Fatalf("ParseDecimal(%q) = %d, %v; want %d", text, got, err, a.Cents)
			}
		}
	})
}

func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"1 234,56 €", "1.234,56", "(12)", "1,234", "-€.5", "−0,01-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		free, err := money.ParseDecimal(s, money.AnySeparator)
		if err != nil {
			return
		}
		back, err := money.ParseDecimal(money.French(money.EUR(free)), money.CommaDecimal)
		if err != nil || back != free {
			t.Fatalf("%q read as %d, which does not survive writing: %d, %v", s, free, back, err)
		}
		for _, hint := range []money.Separator{money.CommaDecimal, money.PointDecimal} {
			if hinted, err := money.ParseDecimal(s, hint); err == nil && hinted != free {
				t.Fatalf("%q read as %d, but as %d with %c", s, free, hinted, hint)
			}
		}
	})
}
