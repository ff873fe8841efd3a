package maildesk

import (
	"testing"

	"relance/internal/answer"
	"relance/internal/backoffice"
	"relance/internal/console/page"
	"relance/internal/console/pagetest"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/money"
)

func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	pagetest.Exercise(t, templates, mailStates())
}

func mailStates() map[string]pagetest.State {
	amount := money.Cents(60_000)
	m := inbox.Mail{
		ID: 12, Creditor: "brunel", Debtor: "C-1", Name: "Hôtel du Port", From: "comptabilite@hotel-du-port.example.com", FromName: "Jeanne Martin", Subject: "Re: Facture F-2026-011",
		Sent: pagetest.GalleryDay.AddDays(-1), Class: inbox.Reply, Tie: inbox.TiedByMessage, Deed: inbox.Hold, Created: pagetest.Yesterday, Numbers: []string{"F-2026-011", "F-2026-019"},
	}
	stranger := m
	stranger.ID, stranger.Name, stranger.Debtor, stranger.Creditor, stranger.Tie, stranger.Numbers, stranger.FromName, stranger.Subject = 13, "", "", "", inbox.Untied, nil, pagetest.Hostile, pagetest.Hostile
	bounce := m
	bounce.ID, bounce.Class, bounce.FromName, bounce.Subject = 14, inbox.BouncePolicy, "Mail Delivery System", "Undelivered Mail Returned to Sender"
	opened := backoffice.OpenedMail{Mail: m, Reading: inbox.Reading{
		Class: inbox.Reply, From: m.From, ReplyText: "Bonjour,\n\nNous avons bien reçu votre relance. La première facture sera réglée vendredi prochain, à hauteur de 600 €.\nPour la seconde, deux cartons étaient abîmés : nous la contestons.",
		Text: "Bonjour,\n\nNous avons bien reçu votre relance. …\n\n> Le 20 novembre 2026, Atelier Brunel a écrit :\n> Sauf erreur de notre part …",
		Intents: []inbox.Intent{
			{Kind: inbox.Promise, Date: pagetest.GalleryDay.AddDays(7), Amount: &amount, Invoices: []string{"F-2026-011"}, Sentence: "La première facture sera réglée vendredi prochain, à hauteur de 600 €."},
			{Kind: inbox.Dispute, Detail: "quality", Sentence: "Pour la seconde, deux cartons étaient abîmés : nous la contestons."},
		},
	}}
	opened.Facts = []answer.Fact{{Key: answer.Key(opened.Reading.Intents[1]), Invoice: "F-2026-019", Event: dunning.Record{Event: dunning.NewDispute(0, "").With(dunning.Stamp{Author: "claire@example.fr"}), RecordedAt: pagetest.Yesterday}}}
	opened.Answers = []dunning.Message{{ID: 90, State: dunning.MessageAccepted, Author: "claire@example.fr", Created: pagetest.Yesterday}}
	read := mailOf(pagetest.Claire("/courrier/12"), opened)
	read.Text, read.Key = "Bonjour,\n\nNous vous remercions de votre réponse.\n", "k"
	unknown := backoffice.OpenedMail{Mail: stranger, Reading: inbox.Reading{Class: inbox.Reply, From: "x@example.org", Text: pagetest.Hostile, Warnings: []string{"jeu de caractères inconnu"}}}
	row := func(m inbox.Mail) page.WorkRow { return mailRow(pagetest.Claire("/courrier"), m, pagetest.GalleryDay) }
	report := backoffice.OpenedMail{Mail: bounce, Reading: inbox.Reading{Class: inbox.BouncePolicy, StatusCode: "5.7.1", FailedRecipients: []string{"compta@example.com"}, Text: "554 5.7.1 blocked"}}
	return map[string]pagetest.State{
		"courrier":        {Page: "mails", View: mailsView{Frame: pagetest.Claire("/courrier").Titled("Courrier"), Rows: []page.WorkRow{row(m), row(stranger), row(bounce)}}},
		"courrier-vide":   {Page: "mails", View: mailsView{Frame: pagetest.Claire("/courrier").Titled("Courrier"), Empty: "Aucun message n’attend d’être lu."}},
		"message-lu":      {Page: "mail", View: read},
		"message-inconnu": {Page: "mail", View: mailOf(pagetest.Claire("/courrier/13"), unknown)},
		"message-rapport": {Page: "mail", View: mailOf(pagetest.Claire("/courrier/14"), report)},
	}
}
