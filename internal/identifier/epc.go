package identifier

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"relance/internal/money"
)

// EPC is a payment order to offer as a QR code (EPC069-12, version 002, UTF-8):
// the debtor's banking application fills in the transfer from it. Draw it with
// error correction level M, QR version 13 at most.
type EPC struct {
	Name   string // account holder, exactly as the bank knows it
	IBAN   IBAN
	BIC    BIC         // needed outside the European Economic Area, else optional
	Amount money.Cents // cents of euro, 0.01 to 999 999 999.99; 0 leaves it to the payer
	// Purpose is a code of at most four letters (ISO 20022), or empty.
	Purpose string
	// Reference and Text exclude each other; both may be empty.
	Reference   Reference
	Text        string
	Information string // for the payer, shown by some applications
}

const (
	epcMaxBytes              = 331
	epcMaxAmount money.Cents = 99_999_999_999
)

// eea are the countries of the European Economic Area, where a BIC is optional.
const eea = " AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK "

// Payload is the text to encode: lines ended by LF, without empty lines at the
// end. Lengths are counted in bytes of UTF-8, the stricter reading of the
// standard's characters, so that every reader takes them. It fails with *Error
// when a field is missing, too long or wrong.
func (e EPC) Payload() (string, error) {
	if err := e.check(); err != nil {
		return "", err
	}
	amount := ""
	if e.Amount > 0 {
		amount = "EUR" + e.Amount.String()
	}
	lines := []string{"BCD", "002", "1", "SCT", string(e.BIC), e.Name, string(e.IBAN), amount,
		e.Purpose, string(e.Reference), e.Text, e.Information}
	text := strings.TrimRight(strings.Join(lines, "\n"), "\n")
	if len(text) > epcMaxBytes {
		return "", fault("EPC", CodeLength, "the code would hold %d bytes, 331 is the most: shorten the text or the information",
			"le code ferait %d octets, 331 au plus\u00a0: raccourcissez le texte ou l’information", len(text))
	}
	return text, nil
}

func (e EPC) check() error {
	if err := e.checkAccount(); err != nil {
		return err
	}
	if e.Amount < 0 || e.Amount > epcMaxAmount {
		return fault("EPC", CodeAmount, "amount %s: want 0.01 to 999999999.99 euros, or none", "montant %s\u00a0: il faut 0.01 à 999999999.99 euros, ou aucun", e.Amount)
	}
	if e.Reference != "" && e.Text != "" {
		return fault("EPC", CodeConflict, "a reference and a text exclude each other: keep the reference", "la référence et le texte s’excluent\u00a0: gardez la référence")
	}
	if e.Reference != "" {
		if _, err := ParseReference(string(e.Reference)); err != nil {
			return fmt.Errorf("EPC: %w", err)
		}
	}
	for _, f := range []struct {
		english, french, text string
		most                  int
	}{
		{"name", "nom", e.Name, 70}, {"purpose", "motif codé", e.Purpose, 4},
		{"text", "texte", e.Text, 140}, {"information", "information", e.Information, 70},
	} {
		if err := checkLine(f.english, f.french, f.text, f.most); err != nil {
			return err
		}
	}
	if stranger(e.Purpose, alnum) != "" {
		return fault("EPC", CodeFormat, "the purpose is a code of one to four capital letters or digits", "le motif codé a une à quatre lettres capitales ou chiffres")
	}
	return nil
}

func (e EPC) checkAccount() error {
	if strings.TrimSpace(e.Name) == "" {
		return fault("EPC", CodeEmpty, "the account holder's name is missing", "le nom du titulaire du compte manque")
	}
	iban, err := ParseIBAN(string(e.IBAN))
	if err != nil {
		return fmt.Errorf("EPC: %w", err)
	}
	if iban != e.IBAN {
		return fault("EPC", CodeFormat, "the IBAN must be in its compact form: read it with ParseIBAN first", "l’IBAN doit être sans espaces")
	}
	if e.BIC == "" {
		if !strings.Contains(eea, " "+iban.Country()+" ") {
			return fault("EPC", CodeEmpty, "an account in %s needs its BIC: it is optional only within the European Economic Area", "un compte %s exige son BIC\u00a0: il n’est facultatif que dans l’Espace économique européen", iban.Country())
		}
		return nil
	}
	if bic, err := ParseBIC(string(e.BIC)); err != nil {
		return fmt.Errorf("EPC: %w", err)
	} else if bic != e.BIC {
		return fault("EPC", CodeFormat, "the BIC must be in its compact form: read it with ParseBIC first", "le BIC doit être sans espaces")
	}
	return nil
}

func checkLine(english, french, text string, most int) error {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return fault("EPC", CodeCharacter, "the %[1]s holds a line break or another control character: write it on one line", "le champ «\u00a0%[2]s\u00a0» contient un saut de ligne ou un caractère de contrôle\u00a0: écrivez-le sur une ligne", english, french)
	}
	if len(text) > most {
		return fault("EPC", CodeLength, "the %[1]s takes %[3]d bytes, %[4]d is the most (an accented letter takes two): shorten it",
			"le champ «\u00a0%[2]s\u00a0» fait %[3]d octets, %[4]d au plus (une lettre accentuée en prend deux)\u00a0: raccourcissez-le", english, french, len(text), most)
	}
	return nil
}
