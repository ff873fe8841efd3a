package visit

import "strings"

// Wording is the subject and text of a mail about a debtor's page.
type Wording struct{ Subject, Text string }

// Words writes the mail. Secret is the address of the page for a LinkMail, the code
// for a CodeMail; nothing that the debtor typed stands in any of them but what
// he said himself, as text, in the acknowledgement.
func (l Letter) Words(secret string) Wording {
	en := l.Debtor.Language == "en"
	pick := func(french, english string) string {
		if en {
			return english
		}
		return french
	}
	name := l.Creditor.Name
	greeting, closing := pick("Madame, Monsieur,", "Dear Sir or Madam,"), pick("Cordialement,", "Kind regards,")
	var subject string
	var body []string
	switch l.Kind {
	case LinkMail:
		subject = pick("Votre nouveau lien", "Your new link") + " – " + name
		body = []string{
			pick("Voici un nouveau lien vers votre page\u00a0; il remplace celui qui n’était plus valable\u00a0:",
				"Here is a new link to your page; it replaces the one that was no longer valid:") + "\n" + secret,
			pick("Vous ne l’avez pas demandé\u00a0? Vous pouvez ignorer ce message\u00a0: rien n’a changé.",
				"You did not ask for it? You may ignore this message: nothing has changed."),
		}
	case CodeMail:
		subject = pick("Votre code", "Your code") + " – " + name
		body = []string{
			pick("Le code qui ouvre votre compte\u00a0:", "The code that opens your account:") + "\n\n    " + secret,
			pick("Il est valable dix minutes. Nous ne vous le demanderons jamais par téléphone.",
				"It is valid for ten minutes. We shall never ask for it by telephone."),
			pick("Vous ne l’avez pas demandé\u00a0? Vous pouvez ignorer ce message.", "You did not ask for it? You may ignore this message."),
		}
	default:
		subject, body = l.acknowledgement(pick)
	}
	footer := pick("Ce message vous est envoyé par ", "This message is sent to you by ") + name + pick(". Répondez-y pour nous joindre", ". Answer it to reach us")
	if l.Creditor.Phone != "" {
		footer += pick(", ou appelez le ", ", or call ") + l.Creditor.Phone
	}
	parts := append(append([]string{greeting}, body...), closing+"\n"+name, "-- \n"+footer+".")
	return Wording{subject, strings.Join(parts, "\n\n") + "\n"}
}

// acknowledgement tells what becomes of an answer.
func (l Letter) acknowledgement(pick func(french, english string) string) (subject string, body []string) {
	subject = pick("Nous avons bien reçu votre réponse", "We have received your answer")
	if l.Answer != nil && len(l.Answer.Invoices) == 1 {
		subject += pick(" – facture ", " – invoice ") + l.Answer.Invoices[0]
	}
	body = []string{pick("Nous avons bien reçu ce que vous nous avez dit sur votre page\u00a0:", "We have received what you told us on your page:") +
		"\n\n" + quoted(l.Text)}
	switch {
	case l.Answer == nil || !l.Answer.Suspended:
		body = append(body, pick("Une personne le lira. En attendant, l’échéance et nos messages suivent leur cours.",
			"A person will read it. Meanwhile the due date and our messages take their course."))
	case l.Answer.Kind == Promise:
		body = append(body, pick("Nos rappels s’arrêtent jusqu’à la date que vous avez donnée. Si le règlement arrive d’ici là, vous n’avez rien d’autre à faire.",
			"Our reminders stop until the date that you named. If the payment arrives by then, there is nothing else to do."))
	case l.Answer.Kind == Contest:
		body = append(body, pick("Nos rappels s’arrêtent pour ce que vous contestez. Une personne examine votre demande et vous répond.",
			"Our reminders stop for what you contest. A person will look into it and answer you."))
	default:
		body = append(body, pick("Nos rappels s’arrêtent le temps que nous vous lisions. Une personne vous répond.",
			"Our reminders stop while we read you. A person will answer you."))
	}
	return subject, body
}

func quoted(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight("> "+l, " ")
	}
	return strings.Join(lines, "\n")
}

// To is where a mail about a page goes: an acknowledgement and a link to the
// address that the link itself went to; a code, and whatever follows from the
// code of a letter, to the one that is on record now. Empty when it must not
// leave.
func (l Letter) To() string {
	switch {
	case l.Link.ID == 0 || !l.Link.Revoked.IsZero() || l.Link.Trial:
		return ""
	case l.Kind != CodeMail && !l.Link.Letter:
		return l.Link.Recipient
	case l.Debtor.Mailable():
		return l.Debtor.Email
	}
	return ""
}
