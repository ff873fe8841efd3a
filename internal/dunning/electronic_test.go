package dunning_test

import (
	"testing"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

func TestElectronicLettersGoToWhoAgreed(t *testing.T) {
	t.Parallel()
	day := calendar.Date{Year: 2026, Month: 1, Day: 5}
	consent := dunning.ElectronicLetters{Accepted: true, ConsentOn: day, Manner: "devis signé"}
	for name, row := range map[string]struct {
		debtor dunning.Debtor
		want   dunning.DeedKind // mends it; "" when one may leave
	}{
		"a business that was not asked":    {dunning.Debtor{Regime: dunning.B2B, Email: "a@example.com"}, dunning.DeedAcceptElectronic},
		"a business that accepts":          {dunning.Debtor{Regime: dunning.B2B, Email: "a@example.com", Electronic: dunning.ElectronicLetters{Accepted: true}}, ""},
		"a public buyer that accepts":      {dunning.Debtor{Regime: dunning.Public, Email: "a@example.com", Electronic: dunning.ElectronicLetters{Accepted: true}}, ""},
		"a consumer without a consent":     {dunning.Debtor{Regime: dunning.B2C, Email: "a@example.com", Electronic: dunning.ElectronicLetters{Accepted: true}}, dunning.DeedConsent},
		"an association without a consent": {dunning.Debtor{Regime: dunning.NonProfessional, Email: "a@example.com", Electronic: dunning.ElectronicLetters{Accepted: true}}, dunning.DeedConsent},
		"a consumer who consented":         {dunning.Debtor{Regime: dunning.B2C, Email: "a@example.com", Electronic: consent}, ""},
		"a mailbox that refuses":           {dunning.Debtor{Regime: dunning.B2C, Email: "a@example.com", Bounced: true, Electronic: consent}, dunning.DeedCorrectEmail},
	} {
		if got, mend := row.debtor.ElectronicFault(); (got == "") != (row.want == "") || mend.Do != row.want {
			t.Errorf("%s: %q, mended by %q, want %q", name, got, mend.Do, row.want)
		}
	}
}

func TestAConsentHasADayAndAManner(t *testing.T) {
	t.Parallel()
	today := calendar.Date{Year: 2026, Month: 3, Day: 2}
	for name, row := range map[string]struct {
		given dunning.ElectronicLetters
		ok    bool
	}{
		"nothing":          {dunning.ElectronicLetters{}, true},
		"accepted only":    {dunning.ElectronicLetters{Accepted: true}, true},
		"day and manner":   {dunning.ElectronicLetters{Accepted: true, ConsentOn: today, Manner: "courriel"}, true},
		"a day only":       {dunning.ElectronicLetters{Accepted: true, ConsentOn: today}, false},
		"a manner only":    {dunning.ElectronicLetters{Accepted: true, Manner: "courriel"}, false},
		"tomorrow's":       {dunning.ElectronicLetters{Accepted: true, ConsentOn: today.AddDays(1), Manner: "courriel"}, false},
		"blanks as manner": {dunning.ElectronicLetters{Accepted: true, ConsentOn: today, Manner: "  "}, false},
	} {
		if err := row.given.Check(today); (err == nil) != row.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
