package inbox_test

import (
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/inbox"
)

// said reads a text as the answer to a notice of Tuesday 17 March 2026.
func said(text string) inbox.Reading {
	raw := "From: Jeanne Martin <j.martin@client.example.com>\nTo: compta@atelier.example.fr\nSubject: Re: Facture F-2026-014\n" +
		"In-Reply-To: <relance.1@atelier.example.fr>\nDate: Tue, 17 Mar 2026 10:12:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n"
	return inbox.Read([]byte(raw), inbox.Options{})
}

// proposals writes intents as the tables do: "paid 2026-03-16 845.60".
func proposals(r inbox.Reading) string {
	var out []string
	for _, in := range r.Intents {
		s := string(in.Kind)
		if !in.Date.IsZero() {
			s += " " + in.Date.String()
		}
		if in.Amount != nil {
			s += " " + in.Amount.String()
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// sayings are sentences of debtors and what may be proposed for them.
var sayings = []struct{ text, want string }{
	// paid
	{"Le règlement a été effectué hier par virement.", "paid 2026-03-16"},
	{"Nous avons réglé cette facture le 5 mars.", "paid 2026-03-05"},
	{"J'ai bien payé la facture vendredi dernier.", "paid 2026-03-13"},
	{"Virement fait ce matin, 1 200 €.", "paid 2026-03-17 1200.00"},
	{"C'est réglé depuis le 2 mars.", "paid 2026-03-02"},
	{"Je viens de faire le virement.", "paid"},
	{"Votre facture est déjà payée.", "paid"},
	{"Nous vous avons adressé un chèque de 450,50 € le 9 mars.", "paid 2026-03-09 450.50"},
	{"Le chèque est parti lundi au courrier.", "paid 2026-03-16"},
	{"Facture soldée le 28 février par virement SEPA.", "paid 2026-02-28"},
	{"Sauf erreur de ma part, tout a été réglé le 10/03.", "paid 2026-03-10"},
	{"Cette facture a été mise en paiement le 12 mars 2026.", "paid 2026-03-12"},
	{"Le paiement a été émis vendredi.", "paid 2026-03-13"},
	// not paid
	{"Cette facture n'a pas été réglée car nous ne l'avons pas reçue.", "document"},
	{"Je n'ai pas encore payé, je regarde ça.", "other"},
	{"Une fois payé, pouvez-vous m'envoyer une quittance ?", "other"},
	{"Avons-nous déjà réglé cette facture ?", "other"},
	{"Le virement nous est revenu.", "other"},
	{"Je pensais que c'était payé.", "other"},
	{"La facture sera payée.", "promise"},
	{"Vous m'avez envoyé la facture à la mauvaise adresse.", "other"},
	{"J'ai transmis votre relance à la comptabilité.", "other"},
	{"Avez-vous reçu le règlement ?", "other"},
	// promises
	{"Nous vous réglerons vendredi.", "promise 2026-03-20"},
	{"Le virement sera effectué demain.", "promise 2026-03-18"},
	{"Paiement prévu le 31 mars.", "promise 2026-03-31"},
	{"Cette facture passera en paiement fin avril.", "promise 2026-04-30"},
	{"Je vous paie lundi.", "promise 2026-03-23"},
	{"Nous procéderons au virement sous quinzaine.", "promise 2026-04-01"},
	{"Le règlement partira sous 48h.", "promise 2026-03-19"},
	{"Vous serez payés le 30 du mois prochain.", "promise 2026-04-30"},
	{"Le virement est programmé pour le 20 courant.", "promise 2026-03-20"},
	{"On vous règle la semaine prochaine, 800 euros.", "promise 2026-03-27 800.00"},
	{"Je ferai le virement dans 3 semaines.", "promise 2026-04-07"},
	{"Je m'engage à régler cette facture avant le 15 avril.", "promise 2026-04-15"},
	{"Paiement programmé en semaine 14.", "promise 2026-04-03"},
	{"Notre comptable effectuera le virement d'ici la fin de semaine.", "promise 2026-03-20"},
	{"Le paiement interviendra à la fin du mois.", "promise 2026-03-31"},
	{"Nous allons vous régler le 1er avril.", "promise 2026-04-01"},
	{"Un virement de 1.500,00 € vous sera fait le 25/03/2026.", "promise 2026-03-25 1500.00"},
	// no promises
	{"Nous paierons dès que notre client nous aura réglés.", "other"},
	{"Nous vous répondrons lundi.", "other"},
	{"Je reviens vers vous vendredi.", "other"},
	{"La livraison est prévue le 25 mars.", "other"},
	{"Pouvez-vous patienter jusqu'au 15 avril ?", "other"},
	{"Nous avions prévu de payer le 10 mars.", "other"},
	{"Dès réception de l'avoir nous réglerons sous 8 jours.", "other"},
	{"Notre délai de paiement est de 45 jours fin de mois.", "other"},
	{"Nous ne pourrons pas vous payer le 31 mars.", "other"},
	// disputes
	{"Nous contestons cette facture.", "dispute"},
	{"Le matériel livré est défectueux.", "dispute"},
	{"La marchandise n'a jamais été livrée.", "dispute"},
	{"Il manque deux cartons sur la livraison.", "dispute"},
	{"Vous nous avez facturé 1 000 € au lieu de 850 €.", "dispute 150.00"},
	{"Il y a une erreur de prix sur la facture.", "dispute"},
	{"Nous attendons toujours votre avoir de 120 €.", "dispute 120.00"},
	{"Cette prestation n'a pas été réalisée.", "dispute"},
	{"Je refuse de payer cette facture.", "dispute"},
	{"Merci d'annuler cette facture, elle fait double emploi.", "dispute"},
	{"Nous avons été facturés deux fois pour la même prestation.", "dispute"},
	{"Je ne suis pas d'accord avec le montant.", "dispute"},
	{"Les travaux ne sont pas terminés.", "dispute"},
	// no disputes
	{"Nous ne contestons pas cette facture.", "other"},
	{"Sans contester votre créance, nous manquons de trésorerie.", "other"},
	{"Aucun litige de notre côté.", "other"},
	// instalments
	{"Serait-il possible de payer en trois fois ?", "instalments"},
	{"Pouvez-vous nous accorder un délai de paiement ?", "instalments"},
	{"Je vous propose 4 mensualités de 300 € à compter du 1er avril.", "instalments 2026-04-01 300.00"},
	{"Nous souhaiterions étaler ce règlement.", "instalments"},
	{"Un échéancier est-il envisageable ?", "instalments"},
	{"Nous demandons un échelonnement sur 6 mois.", "instalments"},
	// documents
	{"Pouvez-vous nous adresser un duplicata de la facture ?", "document"},
	{"Nous n'avons jamais reçu cette facture.", "document"},
	{"Merci de nous transmettre votre RIB.", "document"},
	{"Il nous manque le bon de commande.", "document"},
	{"Pourriez-vous m'envoyer un relevé de compte ?", "document"},
	{"Votre IBAN svp ?", "document"},
	{"Merci de déposer votre facture sur Chorus Pro.", "document"},
	{"Je ne trouve pas trace de cette facture.", "document"},
	{"Veuillez nous renvoyer la facture avec le numéro de commande.", "document"},
	// no documents
	{"Vous trouverez ci-joint le RIB.", "other"},
	{"Nous avons bien reçu votre facture.", "other"},
	// persons and addresses
	{"Vous vous trompez de destinataire.", "wrong_recipient"},
	{"Nous ne sommes pas concernés par cette facture.", "wrong_recipient"},
	{"Je ne suis pas la bonne personne.", "wrong_recipient"},
	{"Nous ne connaissons pas votre société.", "wrong_recipient"},
	{"Veuillez contacter notre service comptable : compta@client.example.com", "new_contact"},
	{"Merci d'envoyer vos relances à factures@client.example.com", "new_contact"},
	{"Voyez avec Mme Durand, notre comptable.", "new_contact"},
	{"M. Martin ne travaille plus chez nous.", "left_company"},
	{"Mme Petit a quitté la société en janvier.", "left_company"},
	{"Nous avons changé d'adresse :\n12 rue des Lilas\n31000 Toulouse", "new_address"},
	// law
	{"Notre société a été placée en liquidation judiciaire le 2 février 2026.", "insolvency 2026-02-02"},
	{"Veuillez déclarer votre créance auprès du mandataire judiciaire.", "insolvency"},
	{"Je dépose plainte pour harcèlement.", "legal"},
	{"Je transmets le dossier à mon avocat.", "legal"},
	{"Nous saisirons le tribunal.", "legal"},
	{"J'exige l'effacement de mes données conformément au RGPD.", "legal"},
	{"Nous ne sommes pas en redressement judiciaire, rassurez-vous.", "other"},
	{"Nous avons bien reçu votre mise en demeure.", "other"},
	{"La sauvegarde de nos données a échoué.", "other"},
	// several
	{"Nous avons payé 500 € hier et le solde sera réglé fin avril.", "paid 2026-03-16 500.00; promise 2026-04-30"},
	{"Je conteste la F-2026-015 mais je vous règle la F-2026-014 vendredi.", "dispute; promise 2026-03-20"},
	// nothing
	{"Merci, bonne journée.", "other"},
	{"OK.", "other"},
	{"Bien reçu, je transmets.", "other"},
	{"Pouvez-vous me rappeler au 01 99 00 12 34 ?", "other"},
	{"Combien vous dois-je exactement ?", "other"},
}

func TestSayingsOfDebtorsAreReadAsAPersonReadsThem(t *testing.T) {
	t.Parallel()
	for _, s := range sayings {
		if got := proposals(said(s.text)); got != s.want {
			t.Errorf("%q: want %q, have %q", s.text, s.want, got)
		}
	}
}

func TestADayIsReckonedFromTheDayThatIsGiven(t *testing.T) {
	t.Parallel()
	raw := "From: a@client.example.com\nSubject: Re: facture\nDate: Tue, 17 Mar 2026 10:12:00 +0100\n\nNous réglerons lundi prochain.\n"
	sent := calendar.Date{Year: 2026, Month: 6, Day: 10}
	if got := proposals(inbox.Read([]byte(raw), inbox.Options{SentAt: sent})); got != "promise 2026-06-15" {
		t.Errorf("have %q", got)
	}
}
