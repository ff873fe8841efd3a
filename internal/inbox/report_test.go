package inbox_test

import (
	"strings"
	"testing"

	"relance/internal/inbox"
)

// reports are what mail servers write when no machine part says it, each in
// the words of its program: sender, subject, text; then class, code, recipient.
var reports = []struct {
	name, from, subject, text string
	class                     inbox.Class
	status, recipient         string
}{
	{"Exchange 2003", "System Administrator <postmaster@client.example.com>", "Undeliverable: Facture F-12",
		"Your message\n\n  To:      j.martin@client.example.com\n  Subject: Facture F-12\n  Sent:    Tue, 17 Mar 2026 09:00:00 +0100\n\ndid not reach the following recipient(s):\n\nj.martin@client.example.com on Tue, 17 Mar 2026 09:00:10 +0100\n    The e-mail account does not exist at the organization this message was sent to.\n    <mx.client.example.com #5.1.1>\n",
		inbox.BouncePermanent, "5.1.1", "j.martin@client.example.com"},
	{"Exchange Online in French, text only", "Microsoft Outlook <postmaster@client.example.com>", "Non remis : Facture F-12",
		"Votre message à j.martin@client.example.com n'a pas pu être remis.\n\nj.martin est introuvable dans client.example.com.\n\nErreur signalée : 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup\n",
		inbox.BouncePermanent, "5.1.10", "j.martin@client.example.com"},
	{"Exchange Online refuses the sender", "Microsoft Outlook <postmaster@client.example.com>", "Undeliverable: Facture",
		"Your message to j.martin@client.example.com couldn't be delivered.\n\nRemote Server returned '550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy'\n",
		inbox.BouncePolicy, "5.7.1", "j.martin@client.example.com"},
	{"Exim in an ordinary report", "Mail Delivery System <Mailer-Daemon@ovh.example.net>", "Mail delivery failed: returning message to sender",
		"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  contact@client.example.com\n    host mx.client.example.com [192.0.2.25]\n    SMTP error from remote mail server after RCPT TO:<contact@client.example.com>:\n    552 5.2.2 This message is larger than the current system limit or the recipient's mailbox is full.\n\n------ This is a copy of the message, including all the headers. ------\n\nReceived: from x\nMessage-ID: <relance.7@atelier.example.fr>\n",
		inbox.BounceFull, "5.2.2", "contact@client.example.com"},
	{"qmail", "MAILER-DAEMON@mail.example.net", "failure notice",
		"Hi. This is the qmail-send program at mail.example.net.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<contact@client.example.com>:\n192.0.2.7 does not like recipient.\nRemote host said: 550 5.1.1 <contact@client.example.com>: Recipient address rejected: User unknown in virtual mailbox table\nGiving up on 192.0.2.7.\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <relance.8@atelier.example.fr>\n",
		inbox.BouncePermanent, "5.1.1", "contact@client.example.com"},
	{"Yahoo", "MAILER-DAEMON@yahoo.example.com", "Failure Notice",
		"Sorry, we were unable to deliver your message to the following address.\n\n<contact@client.example.com>:\nNo mx record found for domain=client.example.com\n\n--- Below this line is a copy of the message.\n",
		inbox.BouncePermanent, "", "contact@client.example.com"},
	{"Domino", "Mail Router <mailer-daemon@notes.example.net>", "DELIVERY FAILURE: User j.martin (j.martin@client.example.com) not listed in Domino Directory",
		"Your message\n\n  Subject: Facture F-12\n\nwas not delivered to:\n\n  j.martin@client.example.com\n\nbecause:\n\n  User j.martin (j.martin@client.example.com) not listed in Domino Directory\n",
		inbox.BouncePermanent, "", "j.martin@client.example.com"},
	{"GroupWise", "Mail Delivery Subsystem <postmaster@gw.example.net>", "Message status - undeliverable",
		"The message that you sent was undeliverable to the following:\n\n\tj.martin@client.example.com (disk quota exceeded)\n",
		inbox.BounceFull, "", "j.martin@client.example.com"},
	{"Courier", "\"Courier mail server at mail.example.net\" <@>", "NOTICE: mail delivery status.",
		"This is a delivery status notification from mail.example.net,\nrunning the Courier mail server.\n\nUNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<contact@client.example.com>:\n    mx.client.example.com [192.0.2.7]:\n<<< 550 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org\n",
		inbox.BouncePolicy, "5.7.1", "contact@client.example.com"},
	{"MDaemon", "MDaemon@client.example.com", "Permanent Delivery Failure",
		"The attached message had PERMANENT fatal delivery errors!\n\nThe following addresses did NOT receive a copy of your message:\n\n> contact@client.example.com\n\n--- Session Transcript ---\nRCPT To:<contact@client.example.com>\n550 <contact@client.example.com>, Recipient unknown\n",
		inbox.BouncePermanent, "", "contact@client.example.com"},
	{"MailMarshal", "MAILER-DAEMON@marshal.example.net", "Undeliverable Mail: \"Facture\"",
		"Your message:\n   From:    compta@atelier.example.fr\n   Subject: Facture\n\nCould not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected:\n   contact@client.example.com\n",
		inbox.BouncePermanent, "5.1.1", "contact@client.example.com"},
	{"Apache James", "postmaster@james.example.net", "Re: Facture F-12",
		"Hi. This is the James mail server at james.example.net.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.  Below\nI include the list of recipients and the reason why I was unable to deliver\nyour message.\n\nFailed recipient(s):\ncontact@client.example.com\n\nError message:\n550 5.1.1 <contact@client.example.com>... User unknown\n",
		inbox.BouncePermanent, "5.1.1", "contact@client.example.com"},
	{"KDDI", "Postmaster@mobile.example.jp", "Undelivered Mail Returned to Sender",
		"Your mail sent on: Tue, 17 Mar 2026 09:00:00 +0900\n\nCould not be delivered to: <contact@client.example.com>\n\nAs their mailbox is full.\n",
		inbox.BounceFull, "", "contact@client.example.com"},
	{"Postfix gives up", "MAILER-DAEMON@mail.example.net (Mail Delivery System)", "Undelivered Mail Returned to Sender",
		"This is the mail system at host mail.example.net.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n<contact@client.example.com>: connect to mx.client.example.com[192.0.2.25]:25:\n    Connection timed out\n",
		inbox.BounceTemporary, "", "contact@client.example.com"},
	{"Postfix still tries", "MAILER-DAEMON@mail.example.net (Mail Delivery System)", "Delayed Mail (still being retried)",
		"This is the mail system at host mail.example.net.\n\n# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n\nYour message could not be delivered for more than 4 hour(s).\nIt will be retried until it is 5 day(s) old.\n\n<contact@client.example.com>: host mx.client.example.com[192.0.2.25] said: 450 4.2.0 Greylisted\n",
		inbox.Delayed, "4.2.0", "contact@client.example.com"},
	{"Exim still tries, in French", "Mail Delivery System <Mailer-Daemon@ovh.example.net>", "Attention : message retardé",
		"Ce message a été créé automatiquement.\n\nLa remise de votre message à l'adresse suivante est retardée :\n\n  contact@client.example.com\n\nAucune action n'est requise. Une nouvelle tentative sera faite.\n",
		inbox.Delayed, "", "contact@client.example.com"},
	{"Zimbra in French", "MAILER-DAEMON@zimbra.example.net (Mail Delivery System)", "Message non distribué retourné à l'expéditeur",
		"Votre message n'a pas pu être remis.\n\n<contact@client.example.com>: l'adresse de courrier est inconnue : 550 5.1.1 utilisateur inconnu\n",
		inbox.BouncePermanent, "5.1.1", "contact@client.example.com"},
	{"Orange is full", "MAILER-DAEMON@mail.example.net (Mail Delivery System)", "Undelivered Mail Returned to Sender",
		"<contact@orange.example.com>: host smtp-in.orange.example.com said: 552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417 [417] (in reply to RCPT TO command)\n",
		inbox.BounceFull, "5.1.1", "contact@orange.example.com"},
	{"Exchange Online's unknown user", "MAILER-DAEMON@mail.example.net (Mail Delivery System)", "Undelivered Mail Returned to Sender",
		"<j.martin@client.example.com>: host client.mail.protection.example.com said: 550 5.4.1 Recipient address rejected: Access denied. AS(201806281) (in reply to RCPT TO command)\n",
		inbox.BouncePermanent, "5.4.1", "j.martin@client.example.com"},
	{"a loop", "MAILER-DAEMON@mail.example.net", "Returned mail: see transcript for details",
		"   ----- The following addresses had permanent fatal errors -----\n<contact@client.example.com>\n    (reason: 554 5.4.6 Too many hops)\n\n   ----- Transcript of session follows -----\n554 5.4.6 Too many hops 26 (25 max)\n",
		inbox.BounceTemporary, "5.4.6", "contact@client.example.com"},
	{"no reason given", "MAILER-DAEMON@mail.example.net", "failure notice",
		"Your message could not be delivered.\n\n<contact@client.example.com>:\n",
		inbox.BounceOther, "", "contact@client.example.com"},
	{"SurfControl under a person's name", "Filtre <filtre@client.example.com>", "Facture F-12",
		"Your message could not be sent.\nA transcript of the attempts to send the message follows.\nThe number of attempts made: 1\nAddressed To: contact@client.example.com\n\nFailed to send to identified host,\ncontact@client.example.com: [192.0.2.5], 550 contact@client.example.com... No such user\n--- Message non-deliverable.\n",
		inbox.BouncePermanent, "", "contact@client.example.com"},
	{"Google Groups", "Mail Delivery Subsystem <mailer-daemon@googlemail.example.com>", "Delivery Status Notification (Failure)",
		"Hello compta@atelier.example.fr,\n\nWe're writing to let you know that the group you tried to contact (contact) may not exist, or you may not have permission to post messages to the group.\n\n----- Original message -----\n\nTo: contact@client.example.com\n",
		inbox.BouncePolicy, "", "contact@client.example.com"},
	{"Exchange Online gives up", "postmaster@client.example.com", "Undeliverable: Facture",
		"Delivery has failed to these recipients or groups:\n\ncontact@client.example.com<mailto:contact@client.example.com>\n\nDiagnostic information for administrators:\n\nRemote Server returned '550 5.4.316 Message expired, connection refused'\n",
		inbox.BounceTemporary, "5.4.316", "contact@client.example.com"},
	{"a forwarder's own words", "Mail Delivery Subsystem <mailer-daemon@googlemail.example.com>", "Delivery Status Notification (Failure)",
		"** Adresse introuvable **\n\nVotre message n'a pas été distribué à contact@client.example.com, car l'adresse est introuvable ou ne peut pas recevoir de messages.\n\nLa réponse du serveur distant était la suivante :\n\n550 5.1.1 The email account that you tried to reach does not exist.\n",
		inbox.BouncePermanent, "5.1.1", "contact@client.example.com"},
}

func TestReportsOfMailServersAreReadInTheirOwnWords(t *testing.T) {
	t.Parallel()
	for _, c := range reports {
		raw := "Return-Path: <>\nFrom: " + c.from + "\nTo: compta@atelier.example.fr\nSubject: " + c.subject +
			"\nDate: Tue, 17 Mar 2026 10:12:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n" + c.text
		r := inbox.Read([]byte(raw), inbox.Options{})
		if r.Class != c.class || r.StatusCode != c.status || strings.Join(r.FailedRecipients, " ") != c.recipient {
			t.Errorf("%s: have %s %q %v, by %v", c.name, r.Class, r.StatusCode, r.FailedRecipients, r.Rules)
		}
	}
}
