package ar24

import (
	"html"
	"net/url"
	"slices"
	"strings"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

const (
	maxBytes   = 256 << 20 // of all attachments
	letterName = "lettre.pdf"
)

// layout is an order in AR24's terms.
type layout struct {
	order       registeredmail.Order
	fingerprint string
	to          url.Values // who gets it
}

// lay checks an order against everything that can be known without asking.
func (c *Carrier) lay(o registeredmail.Order) (l layout, err error) {
	if err := o.Check(); err != nil {
		return l, err
	}
	e := o.Electronic
	switch {
	case !o.Registered:
		return l, registeredmail.Errorf(registeredmail.CodeInvalid, "letter order %s: AR24 sends registered letters only", o.ID)
	case e == nil:
		return l, registeredmail.Errorf(registeredmail.CodeInvalid, "letter order %s: the debtor does not accept electronic registered letters", o.ID).
			WithHint("let the letter go on paper, or record that he does: %s", dunning.Deed{Do: dunning.DeedAcceptElectronic})
	case !e.Consented():
		return l, registeredmail.Errorf(registeredmail.CodeRejected, "letter order %s: %s", o.ID, dunning.Phrase("this debtor is no professional, and his consent to electronic registered letters is not on record")).
			WithHint("let the letter go on paper, or record when and how he agreed: %s", dunning.Deed{Do: dunning.DeedConsent})
	case !mailable(e.Email):
		return l, registeredmail.Errorf(registeredmail.CodeUnreachable, "letter order %s: the debtor has no usable e-mail address", o.ID).
			WithHint("correct the debtor's e-mail address, or let the letter go on paper")
	case len(o.PDF) > maxBytes:
		return l, registeredmail.Errorf(registeredmail.CodeInvalid, "letter order %s: the document has %d MB, at most 256 fit", o.ID, len(o.PDF)>>20).
			WithHint("attach fewer invoices, or smaller files of them")
	}
	if l.to, err = recipient(o.ID, *e); err != nil {
		return l, err
	}
	l.order = o
	l.fingerprint, err = wire.Fingerprint(o)
	return l, err
}

func mailable(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(s, " \t\r\n,;<>")
}

// titles are what may stand before a first name.
var titles = []string{"m.", "m", "mme", "mme.", "mlle", "monsieur", "madame", "mademoiselle", "maître", "me", "dr"}

// recipient says who gets the letter. AR24 asks a person for first and last
// name: the first word is taken for the one, the rest for the other.
func recipient(id string, e registeredmail.Electronic) (url.Values, error) {
	to := url.Values{"to_email": {e.Email}, "dest_statut": {"professionnel"}}
	if e.Professional {
		to.Set("to_company", e.Name)
		return to, nil
	}
	words := strings.Fields(e.Name)
	for len(words) > 0 && slices.Contains(titles, strings.ToLower(words[0])) {
		words = words[1:]
	}
	if len(words) < 2 {
		return nil, registeredmail.Errorf(registeredmail.CodeUnreachable, "letter order %s: an electronic letter to a person needs first and last name", id).
			WithHint("give both, as Camille Durand: %s", dunning.Deed{Do: dunning.DeedCorrectName})
	}
	to.Set("dest_statut", "particulier")
	to.Set("to_firstname", words[0])
	to.Set("to_lastname", strings.Join(words[1:], " "))
	return to, nil
}

// form is the request that creates the mail and sends it.
func (c *Carrier) form(l layout, attachment, session string) url.Values {
	f := url.Values{
		"id_user": {c.o.Credentials.UserID}, "eidas": {"1"}, "content": {content(l.order)}, "attachment[0]": {attachment},
		"ref_dossier": {l.order.ID}, "ref_client": {marked(l.fingerprint)}, "auth_otp_hash": {session},
	}
	for name, v := range l.to {
		f[name] = v
	}
	if c.o.Callback != "" {
		f.Set("webhook", c.callback(l.order.ID))
	}
	return f
}

// content is the text around the document, in the little HTML that AR24 takes.
func content(o registeredmail.Order) string {
	about := ""
	if o.Reference != "" {
		about = " (réf. " + html.EscapeString(o.Reference) + ")"
	}
	return "<p>Madame, Monsieur,</p><p>Veuillez trouver ci-joint notre lettre recommandée" + about +
		", dont le texte intégral figure dans le document PDF joint.</p><p>" + html.EscapeString(o.Sender.Lines[0]) + "</p>"
}
