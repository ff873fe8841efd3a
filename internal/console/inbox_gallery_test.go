package console

import (
	"relance/internal/answer"
	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/money"
)

func mailStates() map[string]state {
	amount := money.Cents(60_000)
	m := inbox.Mail{
		ID: 12, Creditor: "brunel", Debtor: "C-1", Name: "Hôtel du Port", From: "comptabilite@hotel-du-port.example.com", FromName: "Jeanne Martin", Subject: "Re: Facture F-2026-011",
		Sent: galleryDay.AddDays(-1), Class: inbox.Reply, Tie: inbox.TiedByMessage, Deed: inbox.Hold, Created: yesterday, Numbers: []string{"F-2026-011", "F-2026-019"},
	}
	stranger := m
	stranger.ID, stranger.Name, stranger.Debtor, stranger.Creditor, stranger.Tie, stranger.Numbers, stranger.FromName, stranger.Subject = 13, "", "", "", inbox.Untied, nil, hostile, hostile
	bounce := m
	bounce.ID, bounce.Class, bounce.FromName, bounce.Subject = 14, inbox.BouncePolicy, "Mail Delivery System", "Undelivered Mail Returned to Sender"
	opened := backoffice.OpenedMail{Mail: m, Reading: inbox.Reading{
		Class: inbox.Reply, From: m.From, ReplyText: "Bonjour,\n\nNous avons bien reçu votre relance. La première facture sera réglée vendredi prochain, à hauteur de 600 €.\nPour la seconde, deux cartons étaient abîmés : nous la contestons.",
		Text: "Bonjour,\n\nNous avons bien reçu votre relance. …\n\n> Le 20 novembre 2026, Atelier Brunel a écrit :\n> Sauf erreur de notre part …",
		Intents: []inbox.Intent{
			{Kind: inbox.Promise, Date: galleryDay.AddDays(7), Amount: &amount, Invoices: []string{"F-2026-011"}, Sentence: "La première facture sera réglée vendredi prochain, à hauteur de 600 €."},
			{Kind: inbox.Dispute, Detail: "quality", Sentence: "Pour la seconde, deux cartons étaient abîmés : nous la contestons."},
		},
	}}
	opened.Facts = []answer.Fact{{Key: answer.Key(opened.Reading.Intents[1]), Invoice: "F-2026-019", Event: dunning.Record{Event: dunning.Event{Kind: dunning.KindDispute, Author: "claire@example.fr"}, RecordedAt: yesterday}}}
	opened.Answers = []dunning.Message{{ID: 90, State: dunning.MessageAccepted, Author: "claire@example.fr", Created: yesterday}}
	read := mailOf(claire("/courrier/12"), opened)
	read.Text, read.Key = "Bonjour,\n\nNous vous remercions de votre réponse.\n", "k"
	unknown := backoffice.OpenedMail{Mail: stranger, Reading: inbox.Reading{Class: inbox.Reply, From: "x@example.org", Text: hostile, Warnings: []string{"jeu de caractères inconnu"}}}
	row := func(m inbox.Mail) workRow { return mailRow(claire("/courrier"), m) }
	report := backoffice.OpenedMail{Mail: bounce, Reading: inbox.Reading{Class: inbox.BouncePolicy, StatusCode: "5.7.1", FailedRecipients: []string{"compta@example.com"}, Text: "554 5.7.1 blocked"}}
	return map[string]state{
		"courrier":        {"mails", mailsView{shell: claire("/courrier").titled("Courrier"), Rows: []workRow{row(m), row(stranger), row(bounce)}}},
		"courrier-vide":   {"mails", mailsView{shell: claire("/courrier").titled("Courrier"), Empty: "Aucun message n’attend d’être lu."}},
		"message-lu":      {"mail", read},
		"message-inconnu": {"mail", mailOf(claire("/courrier/13"), unknown)},
		"message-rapport": {"mail", mailOf(claire("/courrier/14"), report)},
	}
}
