package money_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"relance/internal/money"
)

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic("bad fraction in test: " + s)
	}
	return r
}

func TestMulRatRoundsHalfUpOnce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		c    money.Cents
		r    string
		want money.Cents
	}{
		{"exact", 1000, "1/4", 250},
		{"just under half a cent", 1, "49/100", 0},
		{"exactly half a cent goes up", 1, "1/2", 1},
		{"one and a half goes up", 3, "1/2", 2},
		{"two and a half goes up, not to even", 5, "1/2", 3},
		{"half a cent of a credit note goes away from zero", -1, "1/2", -1},
		{"just under half of a credit note", -1, "49/100", 0},
		{"1 000 € × 12.15 % × 30 / 365 = 9.9863 €", 100000, "36450/3650000", 999},
		{"one year: 1 000 € × 12.15 % = 121.50 €", 100000, "1215/10000", 12150},
		{"by nothing", 123456, "0", 0},
		{"largest by one", math.MaxInt64, "1", math.MaxInt64},
		{"smallest by one", math.MinInt64, "1", math.MinInt64},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.c.MulRat(rat(tt.r))
			if err != nil || got != tt.want {
				t.Errorf("%d × %s = %d, %v; want %d", tt.c, tt.r, got, err, tt.want)
			}
		})
	}
}

func TestMulRatIsNeverMoreThanHalfACentOff(t *testing.T) {
	t.Parallel()
	half := rat("1/2")
	rapid.Check(t, func(t *rapid.T) {
		c := money.Cents(rapid.Int64Range(-1e12, 1e12).Draw(t, "cents"))
		r := big.NewRat(rapid.Int64Range(-1e6, 1e6).Draw(t, "num"), rapid.Int64Range(1, 1e6).Draw(t, "den"))
		got, err := c.MulRat(r)
		if err != nil {
			t.Fatal(err)
		}
		diff := new(big.Rat).Sub(got.Rat(), new(big.Rat).Mul(c.Rat(), r))
		if diff.Abs(diff).Cmp(half) > 0 {
			t.Fatalf("%d × %s = %d is off by %s", c, r, got, diff)
		}
	})
}

func TestAmountArithmetic(t *testing.T) {
	t.Parallel()
	usd := money.Amount{Cents: 100, Currency: "USD"}
	least := money.EUR(math.MinInt64)
	tests := []struct {
		name    string
		do      func() (money.Amount, error)
		want    money.Amount
		wantErr error
	}{
		{"add", func() (money.Amount, error) { return money.EUR(150).Add(money.EUR(50)) }, money.EUR(200), nil},
		{"subtract below zero", func() (money.Amount, error) { return money.EUR(50).Sub(money.EUR(150)) }, money.EUR(-100), nil},
		{"add another currency", func() (money.Amount, error) { return money.EUR(1).Add(usd) }, money.Amount{}, money.ErrCurrency},
		{"subtract another currency", func() (money.Amount, error) { return usd.Sub(money.EUR(1)) }, money.Amount{}, money.ErrCurrency},
		{"negate the smallest", func() (money.Amount, error) { return money.EUR(0).Sub(least) }, money.Amount{}, money.ErrOverflow},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.do()
			if !errors.Is(err, tt.wantErr) {
				t.Fatalf("error %v, want %v", err, tt.wantErr)
			}
			if err == nil && got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAmountCompareAndSign(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		a, b money.Amount
		want int
	}{
		{"less", money.EUR(1), money.EUR(2), -1},
		{"more", money.EUR(2), money.EUR(1), 1},
		{"equal", money.EUR(2), money.EUR(2), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, err := tt.a.Compare(tt.b); err != nil || got != tt.want {
				t.Errorf("Compare = %d, %v; want %d", got, err, tt.want)
			}
			diff, _ := tt.a.Sub(tt.b)
			if diff.Sign() != tt.want || diff.IsZero() != (tt.want == 0) {
				t.Errorf("sign of the difference %d, want %d", diff.Sign(), tt.want)
			}
		})
	}
	if _, err := money.EUR(1).Compare(money.Amount{Currency: "USD"}); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("comparing currencies: %v, want ErrCurrency", err)
	}
}

func TestCheckCurrency(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, code, wantErr string }{
		{"euro", "EUR", ""},
		{"Pacific franc", "XPF", ""},
		{"Swiss franc", "CHF", ""},
		{"new Caribbean guilder", "XCG", ""},
		{"three decimals", "TND", "more than two decimals"},
		{"three decimals in small letters", "kwd", "more than two decimals"},
		{"four decimals", "CLF", "more than two decimals"},
		{"small letters", "eur", "write it EUR"},
		{"missing", "", "give an ISO 4217 code"},
		{"the old franc", "FRF", "convert the amount to EUR"},
		{"the lev, gone in 2026", "BGN", "convert the amount to EUR"},
		{"gold", "XAU", "not an active ISO 4217 code"},
		{"symbol", "€", "not an active ISO 4217 code"},
		{"unknown", "ABC", "not an active ISO 4217 code"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			checkError(t, money.CheckCurrency(tt.code), tt.wantErr)
		})
	}
}

func TestAmountValidate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		a       money.Amount
		wantErr string
	}{
		{"euros and cents", money.EUR(1), ""},
		{"whole francs", money.Amount{Cents: 1200, Currency: "XPF"}, ""},
		{"hundredths of a franc", money.Amount{Cents: 1250, Currency: "XPF"}, "no decimals"},
		{"no currency", money.Amount{Cents: 1}, "currency missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			checkError(t, tt.a.Validate(), tt.wantErr)
		})
	}
}
