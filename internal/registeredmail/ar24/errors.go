package ar24

import (
	"regexp"

	"relance/internal/registeredmail"
)

// slugForm is what an error's name looks like. Anything else in its place
// could be a text with a name or an address in it, and errors travel.
var slugForm = regexp.MustCompile(`^[a-z][a-z0-9_]{1,63}$`)

func slugOf(s string) string {
	if slugForm.MatchString(s) {
		return s
	}
	return "error"
}

// What refusals mean. A slug that is not listed is a refusal for good.
var slugs = map[string]registeredmail.Code{
	"token_invalid": registeredmail.CodeUnavailable, "token_missing": registeredmail.CodeUnavailable,
	"empty_date": registeredmail.CodeUnavailable, "invalid_date": registeredmail.CodeUnavailable,
	"expired_date": registeredmail.CodeUnavailable, "date_in_future": registeredmail.CodeUnavailable,
	"user_not_exist": registeredmail.CodeUnavailable, "user_account_not_confirmed": registeredmail.CodeUnavailable,
	"user_eula_not_accepted": registeredmail.CodeUnavailable, "user_no_payment": registeredmail.CodeUnavailable,
	"user_unavailable": registeredmail.CodeUnavailable, "missing_user_id": registeredmail.CodeUnavailable,
	"user_name_empty": registeredmail.CodeUnavailable, "group_not_exist": registeredmail.CodeUnavailable,
	"authentication_otp_hash_invalid": registeredmail.CodeUnavailable, "authentication_otp_invalid": registeredmail.CodeUnavailable,
	"authentication_missing": registeredmail.CodeUnavailable,
	// Attachments are uploaded again by a repetition.
	"attachment_not_exists": registeredmail.CodeUnavailable, "attachment_unavailable": registeredmail.CodeUnavailable,

	"missing_email": registeredmail.CodeUnreachable, "invalid_email": registeredmail.CodeUnreachable,
	"invalid_recipient": registeredmail.CodeUnreachable, "same_sender_recipients_emails": registeredmail.CodeUnreachable,

	"attachment_too_big": registeredmail.CodeInvalid, "attachment_empty_name": registeredmail.CodeInvalid,
	"attachment_missing_file": registeredmail.CodeInvalid, "content_exceeds_limit": registeredmail.CodeInvalid,
	"forbidden_html": registeredmail.CodeInvalid, "error_no_content_no_attachment": registeredmail.CodeInvalid,

	"missing_erm_id": registeredmail.CodeNotFound, "erm_not_exist": registeredmail.CodeNotFound,
}

var hints = map[string]string{
	"token_invalid": "check the token and the private key, and that they belong to this environment",
	"token_missing": "check the token and the private key, and that they belong to this environment",
	"expired_date":  "set this machine's clock: AR24 allows ten minutes", "date_in_future": "set this machine's clock",
	"invalid_date": "check the private key: it signs the date", "user_not_exist": "check the sender's user id, and that he belongs to this account",
	"user_account_not_confirmed": "the sender confirms his account at AR24", "user_eula_not_accepted": "the sender accepts AR24's terms",
	"user_no_payment": "give AR24 a means of payment",
	"missing_email":   "correct the debtor's e-mail address, or let the letter go on paper", "invalid_email": "correct the debtor's e-mail address, or let the letter go on paper",
	"invalid_recipient":             "correct the debtor's name and e-mail address, or let the letter go on paper",
	"same_sender_recipients_emails": "the debtor's e-mail address is the sender's own: correct it",
}

// aboutSession tells whether a refusal is about the one-time code or the hour
// that it opened: nothing was sent then.
func aboutSession(slug string) bool {
	return slug == "authentication_otp_hash_invalid" || slug == "authentication_otp_invalid" || slug == "authentication_missing"
}

// fault turns an outcome that is not done into an error with a code.
func (o outcome) fault(doing string) error {
	switch o.verdict {
	case closed:
		return registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: AR24 is closed for maintenance, or busy", doing)
	case refused:
		code, ok := slugs[o.slug]
		if !ok {
			code = registeredmail.CodeRejected
		}
		err := registeredmail.Errorf(code, "%s: AR24 answers %s", doing, o.slug)
		if hint := hints[o.slug]; hint != "" {
			return err.WithHint("%s", hint)
		}
		return err
	}
	return registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: no answer that can be read (status %d)", doing, o.status)
}
