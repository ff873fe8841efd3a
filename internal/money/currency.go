package money

import (
	"fmt"
	"strings"
)

// activeCodes lists the ISO 4217 codes in use at the end of 2026 whose unit
// has no or two decimals. Codes of precious metals, funds and tests are left
// out: no invoice is written in them.
const activeCodes = `
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BIF BMD BND BOB BRL BSD BTN
BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN
ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
IRR ISK JMD JPY KES KGS KHR KMF KPW KRW KYD KZT LAK LBP LKR LRD LSL MAD MDL
MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB
PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE
SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH UGX USD UYU
UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG`

var (
	active       = set(activeCodes)
	zeroDecimals = set("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF")
	finer        = set("BHD IQD JOD KWD LYD OMR TND CLF UYW")
	withdrawn    = map[string]string{
		"ANG": "XCG", "BEF": "EUR", "BGN": "EUR", "BYR": "BYN", "CUC": "CUP",
		"DEM": "EUR", "ESP": "EUR", "FRF": "EUR", "HRK": "EUR", "ITL": "EUR",
		"MRO": "MRU", "SLL": "SLE", "STD": "STN", "VEF": "VES", "ZWL": "ZWG",
	}
)

func set(codes string) map[string]bool {
	m := map[string]bool{}
	for _, c := range strings.Fields(codes) {
		m[c] = true
	}
	return m
}

// CheckCurrency says why a code cannot be the currency of an invoice: not an
// active ISO 4217 code in capitals, withdrawn, or counted in thousandths,
// which cents cannot hold. It returns nil for a usable code.
func CheckCurrency(code string) error {
	up := strings.ToUpper(strings.TrimSpace(code))
	switch {
	case active[code]:
		return nil
	case code == "":
		return fmt.Errorf("currency missing: give an ISO 4217 code such as EUR")
	case active[up]:
		return fmt.Errorf("currency %q: write it %s", code, up)
	case finer[up]:
		return fmt.Errorf("currency %s has more than two decimals; amounts are kept in hundredths, so invoices in %s cannot be chased exactly", up, up)
	case withdrawn[up] != "":
		return fmt.Errorf("currency %s is withdrawn: convert the amount to %s", up, withdrawn[up])
	}
	return fmt.Errorf("currency %q is not an active ISO 4217 code: want one such as EUR, CHF or XPF", code)
}

// decimals is the number of decimals written in a currency: 0 for XPF, JPY and
// the like, otherwise 2.
func decimals(currency string) int {
	if zeroDecimals[currency] {
		return 0
	}
	return 2
}
