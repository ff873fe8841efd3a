package maileva

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"relance/internal/registeredmail"
)

const notDraft = "SENDING_STATUS_IS_NOT_DRAFT"

// party says whose address a refusal is about.
type party int

const (
	ours   party = iota // the sender's, or no address at all
	theirs              // the debtor's
)

// codeForm is what an error code looks like. Anything else in its place could
// be a text with a name or an address in it, and errors travel.
var codeForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]{1,63}$`)

// codes reads both shapes: {"errors":[{"code":…}]} and {"code":…}.
func (a answer) codes() (out []string) {
	type item struct {
		Code string `json:"code"`
	}
	var body struct {
		Errors []item `json:"errors"`
		item
	}
	if json.Unmarshal(a.Body, &body) != nil {
		return nil
	}
	for _, e := range append(body.Errors, body.item) {
		if codeForm.MatchString(e.Code) {
			out = append(out, e.Code)
		}
	}
	return out
}

// code gives the codes as one word for an error's text.
func (a answer) code() string { return strings.Join(a.codes(), ", ") }

func (a answer) has(code string) bool {
	for _, c := range a.codes() {
		if c == code {
			return true
		}
	}
	return false
}

// fault turns a refusal into an error with a code.
func (a answer) fault(doing string, whose party) error {
	code := codeOf(a, whose)
	err := registeredmail.Errorf(code, "%s: Maileva answers %d %s", doing, a.Status, a.code())
	switch {
	case code == registeredmail.CodeUnreachable:
		return err.WithHint("correct the debtor's postal address")
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return err.WithHint("check the credentials, and that the account may use registered_mail v4")
	}
	return err
}

func codeOf(a answer, whose party) registeredmail.Code {
	switch s := a.Status; {
	case s == http.StatusNotFound:
		return registeredmail.CodeNotFound
	case s == http.StatusUnauthorized, s == http.StatusForbidden, s == http.StatusRequestTimeout,
		s == http.StatusTooManyRequests, s >= 500, s < 400:
		return registeredmail.CodeUnavailable
	case s != http.StatusBadRequest:
		return registeredmail.CodeRejected
	}
	for _, c := range a.codes() {
		switch {
		case c == notDraft:
			return registeredmail.CodeConflict
		case whose == theirs && aboutAddress(c):
			return registeredmail.CodeUnreachable
		case strings.HasSuffix(c, "_NOT_FOUND"):
			return registeredmail.CodeNotFound
		}
	}
	return registeredmail.CodeInvalid
}

func aboutAddress(code string) bool {
	return strings.Contains(code, "ADDRESS_LINE_") || strings.Contains(code, "COUNTRY_CODE")
}
