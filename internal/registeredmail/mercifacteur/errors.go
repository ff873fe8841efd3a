package mercifacteur

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// codeForm is what an error code looks like. Anything else in its place could
// be a text with a name or an address in it, and errors travel.
var codeForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]{1,63}$`)

// errorCode reads both shapes: {"code":…,"text":…} and the code alone.
func errorCode(raw json.RawMessage) string {
	var body struct {
		Code wire.Text `json:"code"`
	}
	code := wire.Text("")
	if json.Unmarshal(raw, &body) == nil && body.Code != "" {
		code = body.Code
	} else {
		_ = json.Unmarshal(raw, &code)
	}
	if s := strings.ToUpper(string(code)); codeForm.MatchString(s) {
		return s
	}
	return "ERROR"
}

// meanings of codes, by a word in them, the first that fits: few of the codes
// are published. What fits none is a refusal for good.
var meanings = []struct {
	word string
	code registeredmail.Code
	hint string
}{
	{"DOUBLON", registeredmail.CodeConflict, ""}, {"DUPLI", registeredmail.CodeConflict, ""},
	{"TOKEN", registeredmail.CodeUnavailable, access}, {"SIGNATURE", registeredmail.CodeUnavailable, access},
	{"TIMESTAMP", registeredmail.CodeUnavailable, "set this machine's clock: Merci Facteur allows five minutes"},
	{"AUTH", registeredmail.CodeUnavailable, access}, {"USER", registeredmail.CodeUnavailable, "check letters.mercifacteur.user"},
	{"QUOTA", registeredmail.CodeUnavailable, credit}, {"CREDIT", registeredmail.CodeUnavailable, credit}, {"SOLDE", registeredmail.CodeUnavailable, credit},
	{"ADDRESS", registeredmail.CodeUnreachable, postal}, {"ADRESS", registeredmail.CodeUnreachable, postal},
	{"COUNTRY", registeredmail.CodeUnreachable, postal}, {"PAYS", registeredmail.CodeUnreachable, postal},
	{"LETTER", registeredmail.CodeInvalid, ""}, {"FILE", registeredmail.CodeInvalid, ""}, {"PDF", registeredmail.CodeInvalid, ""},
	{"DATE", registeredmail.CodeInvalid, ""},
	{"ENVOI", registeredmail.CodeNotFound, ""}, {"NOT_FOUND", registeredmail.CodeNotFound, ""},
}

const (
	access = "check the service id, the secret key, and that Merci Facteur lets this IP address in"
	credit = "look at the account's credit and quota at Merci Facteur"
	postal = "correct the debtor's postal address, or post the letter through the folder"
)

// duplicate tells whether a refusal says that the letter exists already.
func (o outcome) duplicate() bool {
	return o.verdict == refused && (strings.Contains(o.code, "DOUBLON") || strings.Contains(o.code, "DUPLI"))
}

// fault turns an outcome that is not done into an error with a code.
func (o outcome) fault(doing string) error {
	switch {
	case o.verdict == closed:
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: Merci Facteur is busy", doing)
	case o.verdict == refused && o.status == http.StatusUnauthorized:
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: Merci Facteur does not let us in: %s", doing, o.code).WithHint(access)
	case o.verdict == refused && o.status == http.StatusRequestEntityTooLarge:
		return registeredmail.Errorf(registeredmail.CodeInvalid, "%s: the document is too big for Merci Facteur", doing).
			WithHint("attach fewer invoices")
	case o.verdict == refused:
		for _, m := range meanings {
			if strings.Contains(o.code, m.word) {
				err := registeredmail.Errorf(m.code, "%s: Merci Facteur answers %s", doing, o.code)
				if m.hint != "" {
					return err.WithHint("%s", m.hint)
				}
				return err
			}
		}
		return registeredmail.Errorf(registeredmail.CodeRejected, "%s: Merci Facteur answers %s", doing, o.code)
	}
	return registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: no answer that can be read (status %d)", doing, o.status)
}
