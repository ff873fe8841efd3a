package inbox_test

import (
	"testing"

	"relance/internal/inbox"
)

// automatics are mails of machines and of people who write alike: the header and a few
// words tell them apart.
// Every mail is of Tuesday 17 March 2026.
var automatics = []struct {
	name, header, subject, text string
	class                       inbox.Class
	back                        string
}{
	{"Exchange's absence in French", "X-MS-Exchange-Inbox-Rules-Loop: a@client.example.com\n", "Réponse automatique : Facture F-12", "Je suis absent jusqu'au 27 mars inclus.", inbox.AutoReply, "2026-03-30"},
	{"Gmail's absence in French", "Auto-Submitted: auto-replied\nPrecedence: bulk\n", "Absente jusqu'au lundi 23 mars Re: Facture", "Bonjour, je suis en congé, de retour le mardi 24 mars.", inbox.AutoReply, "2026-03-24"},
	{"Zimbra's absence", "Auto-Submitted: auto-replied (zimbra; vacation)\nPrecedence: bulk\n", "Absence du bureau : Facture", "Absent du 16/03 au 20/03.", inbox.AutoReply, "2026-03-23"},
	{"a vacation without any header", "", "Out of office", "I am out of the office until 2 April. For urgent matters call my colleague.", inbox.AutoReply, "2026-04-02"},
	{"English with the month first", "Auto-Submitted: auto-replied\n", "Automatic reply: Invoice", "I will be back on April 7th.", inbox.AutoReply, "2026-04-07"},
	{"German", "Auto-Submitted: auto-replied\n", "Automatische Antwort: Rechnung", "Ich bin ab dem 30.03.2026 wieder erreichbar.", inbox.AutoReply, "2026-03-30"},
	{"German, back on", "Auto-Submitted: auto-replied\n", "Abwesenheitsnotiz", "Ich bin im Urlaub und wieder erreichbar ab 30.03.2026.", inbox.AutoReply, "2026-03-30"},
	{"an acknowledgement of a portal", "Return-Path: <>\nPrecedence: bulk\n", "Accusé de réception", "Nous accusons réception de votre message, qui sera traité dans les 48 heures.", inbox.AutoReply, ""},
	{"somebody has left", "Auto-Submitted: auto-replied\n", "Re: Facture", "Mme Petit ne fait plus partie de la société. Contactez compta@client.example.com.", inbox.AutoReply, ""},
	{"an absence that names no day", "Auto-Submitted: auto-replied\n", "Absence du bureau", "Je suis absente du bureau.", inbox.AutoReply, ""},
	{"Mailinblack", "Return-Path: <bounce@filtre.example.com>\nFrom: noreply@filtre.example.com\n", "Votre message nécessite une authentification", "Pour que votre message soit remis, confirmez que vous êtes un humain : https://filtre.example.com/a", inbox.Challenge, ""},
	{"a person in an automatic thread", "In-Reply-To: <relance.1@atelier.example.fr>\n", "Re: Réponse automatique : Facture", "Bonjour, le virement part demain.", inbox.Reply, ""},
	{"a person who will be away", "In-Reply-To: <relance.1@atelier.example.fr>\n", "Re: Facture F-12", "Je serai absent la semaine prochaine, je règle avant vendredi.", inbox.Reply, ""},
	{"a person who writes from an Exchange that suppresses answers", "X-Auto-Response-Suppress: All\n", "Re: Facture F-12", "C'est réglé.", inbox.Reply, ""},
	{"a person who forwards a report", "In-Reply-To: <relance.1@atelier.example.fr>\n", "TR: Undeliverable: Facture", "Votre mail ne pouvait pas être remis, voici la bonne adresse.", inbox.Reply, ""},
	{"a person whose goods were not delivered", "", "Commande non livrée", "La commande n'a pas été livrée, le colis a été retourné à l'expéditeur.", inbox.Reply, ""},
	{"an agent behind a ticket system", "", "[Ticket #48213] Facture F-12", "Bonjour, nous contestons cette facture, merci de nous rappeler.", inbox.Reply, ""},
	{"an advice of payment by a program", "Auto-Submitted: auto-generated\n", "Avis de virement", "Le virement de 1 200 € a été émis le 16 mars pour votre facture F-2026-014.", inbox.Reply, ""},
	{"an advice of payment with a way to unsubscribe", "List-Unsubscribe: <mailto:x@client.example.com>\n", "Avis de paiement", "Votre facture F-2026-014 a été réglée.", inbox.Reply, ""},
	{"an empty answer", "In-Reply-To: <relance.1@atelier.example.fr>\n", "Re: Facture F-12", "", inbox.Reply, ""},
	{"a newsletter", "List-Unsubscribe: <mailto:x@news.example.com>\nFrom: news@news.example.com\n", "Nos offres de printemps", "Découvrez nos nouveautés.", inbox.Other, ""},
	{"spam by the provider", "X-Spam-Flag: YES\n", "Win now", "Click this.", inbox.Spam, ""},
	{"an answer that the provider takes for spam", "X-Spam-Flag: YES\nIn-Reply-To: <relance.1@atelier.example.fr>\n", "Re: Facture", "Payé hier.", inbox.Reply, ""},
}

func TestMachinesAreToldFromPeople(t *testing.T) {
	t.Parallel()
	for _, c := range automatics {
		raw := "From: Jeanne Martin <j.martin@client.example.com>\n" + c.header + "To: compta@atelier.example.fr\nSubject: " + c.subject +
			"\nDate: Tue, 17 Mar 2026 10:12:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n" + c.text + "\n"
		r := inbox.Read([]byte(raw), inbox.Options{})
		if r.Class != c.class || r.BackOn.String() != c.back {
			t.Errorf("%s: have %s, back on %q, by %v", c.name, r.Class, r.BackOn, r.Rules)
		}
	}
}
