package inbox_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"relance/internal/inbox"
)

// part writes one part of a multipart mail with the boundary b.
func part(head, body string) string { return "--b\n" + head + "\n\n" + body + "\n" }

func report(text, machine, returned string) string {
	return "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" +
		part("Content-Type: text/plain; charset=utf-8", text) + part("Content-Type: message/delivery-status", machine) +
		part("Content-Type: message/rfc822", returned) + "--b--\n"
}

const ours = "Message-ID: <relance.7.abc@atelier.example.fr>\nFrom: compta@atelier.example.fr\nTo: j.martin@client.example.com\nSubject: Facture F-12\n\nBonjour"

// neighbours are mails of the kinds that the corpus has, as other programs and
// other people write them.
var neighbours = []struct {
	name, raw string
	class     inbox.Class
	status    string
	recipient string
}{
	{"a report in base64", "From: MAILER-DAEMON@mail.example.net\nSubject: =?utf-8?B?w4ljaGVjIGRlIHJlbWlzZQ==?=\nMIME-Version: 1.0\nContent-Type: multipart/report; boundary=b; report-type=delivery-status\n\n" +
		part("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", base64.StdEncoding.EncodeToString([]byte("Échec de la remise"))) +
		part("Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64", base64.StdEncoding.EncodeToString([]byte("Reporting-MTA: dns;x\n\nFinal-Recipient: rfc822;j.martin@client.example.com\nAction: failed\nStatus: 5.1.1\n"))) +
		part("Content-Type: text/rfc822-headers", ours) + "--b--\n", inbox.BouncePermanent, "5.1.1", "j.martin@client.example.com"},
	{"fields in small letters, folded", "From: postmaster@client.example.com\nSubject: Undeliverable\n" + report("Failed.",
		"reporting-mta: dns; x\n\nfinal-recipient: rfc822;\n j.martin@client.example.com\naction: FAILED\nstatus: 5.0.0\ndiagnostic-code: smtp; 550\n 5.1.1 user unknown\n", ours),
		inbox.BouncePermanent, "5.1.1", "j.martin@client.example.com"},
	{"two recipients, one delayed and one failed", "From: MAILER-DAEMON@mail.example.net\nSubject: Undelivered Mail\n" + report("Failed.",
		"Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@client.example.com\nAction: delayed\nStatus: 4.4.1\n\nFinal-Recipient: rfc822; j.martin@client.example.com\nAction: failed\nStatus: 5.2.1\n", ours),
		inbox.BouncePermanent, "5.2.1", "j.martin@client.example.com"},
	{"a relayed report is a success", "From: MAILER-DAEMON@mail.example.net\nSubject: Successful Mail Delivery Report\n" + report("Delivered.",
		"Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; j.martin@client.example.com\nAction: relayed\nStatus: 2.1.5\n", ours), inbox.DSNSuccess, "2.1.5", "j.martin@client.example.com"},
	{"Free says that the mailbox is full", "Return-Path: <>\nFrom: MAILER-DAEMON@free.example.net (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\n\n" +
		"<j.martin@free.example.com>: host mx1.free.example.com[192.0.2.1] said: 552 5.2.2 Boite aux lettres pleine - mailbox full (in reply to RCPT TO command)\n", inbox.BounceFull, "5.2.2", "j.martin@free.example.com"},
	{"SFR knows nobody of that name", "Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.net (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\n\n" +
		"<j.martin@sfr.example.com>: host smtp-in.sfr.example.com[192.0.2.1] said: 550 5.1.1 <j.martin@sfr.example.com>: Adresse inconnue / User unknown LINK1 (in reply to RCPT TO command)\n", inbox.BouncePermanent, "5.1.1", "j.martin@sfr.example.com"},
	{"Orange refuses the sender", "Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.net (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\n\n" +
		"<j.martin@orange.example.com>: host smtp-in.orange.example.com[192.0.2.1] said: 550 5.5.0 Mail rejete. Mail rejected. OFR_506 [506] (in reply to end of DATA command)\n", inbox.BouncePolicy, "5.5.0", "j.martin@orange.example.com"},
	{"Gmail wants authentication", "Return-Path: <>\nFrom: Mail Delivery Subsystem <mailer-daemon@googlemail.example.com>\nSubject: Delivery Status Notification (Failure)\n" + report("Message blocked",
		"Reporting-MTA: dns; googlemail.com\n\nFinal-Recipient: rfc822; j.martin@client.example.com\nAction: failed\nStatus: 5.7.26\nDiagnostic-Code: smtp; 550-5.7.26 Your email has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.\n", ours),
		inbox.BouncePolicy, "5.7.26", "j.martin@client.example.com"},
	{"Exchange in German", "Return-Path: <>\nFrom: Microsoft Outlook <postmaster@kunde.example.com>\nSubject: Unzustellbar: Facture F-12\n" + report("Ihre Nachricht an j.martin@client.example.com konnte nicht zugestellt werden.",
		"Reporting-MTA: dns;x\n\nFinal-recipient: RFC822; j.martin@client.example.com\nAction: failed\nStatus: 5.1.10\nDiagnostic-code: SMTP;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found\n", ours),
		inbox.BouncePermanent, "5.1.10", "j.martin@client.example.com"},
	{"a size limit", "Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.net\nSubject: failure notice\n\n<j.martin@client.example.com>:\n552 5.3.4 Message size exceeds fixed limit\n", inbox.BouncePolicy, "5.3.4", "j.martin@client.example.com"},
	{"a domain that is gone", "Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.net (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\n\n<j.martin@parti.example.com>: Host or domain name not found. Name service error for\n    name=parti.example.com type=A: Host not found\n", inbox.BouncePermanent, "", "j.martin@parti.example.com"},
	{"forwarded by a colleague", "From: Jeanne <jeanne@atelier-client.example.com>\nIn-Reply-To: <relance.7.abc@atelier.example.fr>\nSubject: TR: Undelivered Mail Returned to Sender\nContent-Type: text/plain; charset=utf-8\n\nBonjour, votre message nous est parvenu par erreur, voir ci-dessous.\nCordialement\n\n-----Message d'origine-----\nDe : MAILER-DAEMON@mail.example.net\nEnvoyé : mardi 17 mars 2026\nÀ : jeanne\nObjet : Undelivered Mail Returned to Sender\n\n<x@client.example.com>: 550 5.1.1 user unknown\n", inbox.Reply, "", ""},
	{"absent, in German", "From: m.keller@kunde.example.com\nSubject: Abwesenheitsnotiz: Facture F-12\nAuto-Submitted: auto-replied\n\nIch bin bis zum 20.03.2026 nicht im Büro.\n", inbox.AutoReply, "", ""},
	{"absent, in Spanish, by words alone", "From: ana@cliente.example.com\nSubject: Respuesta automática: Facture F-12\n\nEstoy fuera de la oficina hasta el 20 de marzo.\n", inbox.AutoReply, "", ""},
	{"absent, in Italian, by words alone", "From: luca@cliente.example.com\nSubject: Risposta automatica: Facture F-12\n\nSono fuori ufficio fino al 20 marzo.\n", inbox.AutoReply, "", ""},
	{"absent, in French, latin1 in quoted-printable", "From: paul@client.example.com\nSubject: =?iso-8859-1?Q?R=E9ponse_automatique_=3A_Facture?=\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nJe suis absent jusqu'au 20 mars inclus. En mon absence, contactez le standard=2E\n", inbox.AutoReply, "", ""},
	{"a ticket system", "From: support@client.example.com\nSubject: [Ticket #4711] Facture F-12\nAuto-Submitted: auto-generated\nPrecedence: bulk\n\nVotre demande a bien été enregistrée sous le numéro 4711.\n", inbox.AutoReply, "", ""},
	{"an agent of a ticket system", "From: support@client.example.com\nSubject: Re: [Ticket #4711] Facture F-12\nIn-Reply-To: <relance.7.abc@atelier.example.fr>\nX-Auto-Response-Suppress: All\n\nBonjour, nous contestons cette facture : deux cartons manquent.\nMarie, comptabilité\n", inbox.Reply, "", ""},
	{"a challenge", "From: \"Mailinblack\" <no-reply@mailinblack.example.com>\nSubject: Authentifiez-vous pour que votre message soit remis\nAuto-Submitted: auto-replied\n\nVotre message à j.martin@client.example.com est en attente. Cliquez sur le lien pour prouver que vous êtes humain :\nhttps://mib.example.com/x\n", inbox.Challenge, "", ""},
	{"a complaint", "From: fbl@fournisseur.example.net\nSubject: Abuse report\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n" + part("Content-Type: text/plain", "This is an email abuse report.") +
		part("Content-Type: message/feedback-report", "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: j.martin@client.example.com") + part("Content-Type: message/rfc822", ours) + "--b--\n", inbox.Complaint, "", "j.martin@client.example.com"},
	{"a reply in iso-2022-jp", "From: tanaka@client.example.jp\nSubject: Re: Facture\nIn-Reply-To: <relance.7.abc@atelier.example.fr>\nContent-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B;YJ'$$$^$7$?\x1b(B\n", inbox.Reply, "", ""},
	{"a reply as winmail.dat alone", "From: paul@client.example.com\nSubject: RE: Facture F-12\nIn-Reply-To: <relance.7.abc@atelier.example.fr>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" +
		part("Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64", "eJ8+IgAA") + "--b--\n", inbox.Reply, "", ""},
	{"a reply that forwards our mail inside another", "From: paul@client.example.com\nSubject: Fwd: Facture\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" +
		part("Content-Type: text/plain", "Payé hier, voir virement joint.") + part("Content-Type: message/rfc822", "From: x@client.example.com\nSubject: TR\nContent-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: message/rfc822\n\n"+ours+"\n--c--") + "--b--\n", inbox.Reply, "", ""},
	{"a reply without boundary", "From: paul@client.example.com\nSubject: Re: Facture\nContent-Type: multipart/alternative\n\nJe paie vendredi.\n", inbox.Reply, "", ""},
	{"a reply with lines of CR alone", "From: paul@client.example.com\rSubject: Re: Facture\r\rJe paie vendredi.\r", inbox.Reply, "", ""},
	{"a reply that is signed", "From: paul@client.example.com\nSubject: Re: Facture\nMIME-Version: 1.0\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b\n\n" + part("Content-Type: text/plain; charset=utf-8", "Le virement partira le 20 mars.") + part("Content-Type: application/pkcs7-signature; name=smime.p7s", "MIIB") + "--b--\n", inbox.Reply, "", ""},
	{"a reply of one word", "From: paul@client.example.com\nSubject: Re: Facture\n\nok\n", inbox.Reply, "", ""},
	{"nothing but an attachment", "From: paul@client.example.com\nSubject: preuve\nMIME-Version: 1.0\nContent-Type: application/pdf; name=preuve.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n", inbox.Reply, "", ""},
	{"a reply that speaks of absence", "From: paul@client.example.com\nSubject: Re: Facture F-12\nIn-Reply-To: <relance.7.abc@atelier.example.fr>\n\nBonjour, j'étais absent la semaine dernière, je fais le virement demain.\n", inbox.Reply, "", ""},
	{"a reply whose subject is a bounce's", "From: paul@client.example.com\nSubject: Re: Mail delivery failed: returning message to sender\n\nBonjour, votre mail m'est revenu mais je l'ai bien lu. Le règlement est parti ce matin.\n", inbox.Reply, "", ""},
	{"a read receipt", "From: paul@client.example.com\nSubject: Lu : Facture F-12\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n" + part("Content-Type: text/plain", "Votre message a été lu.") +
		part("Content-Type: message/disposition-notification", "Final-Recipient: rfc822;paul@client.example.com\nOriginal-Message-ID: <relance.7.abc@atelier.example.fr>\nDisposition: manual-action/MDN-sent-manually; displayed") + "--b--\n", inbox.Other, "", ""},
	{"a newsletter", "From: news@marchand.example.net\nSubject: -50 % ce week-end\nList-Id: <news.marchand.example.net>\nList-Unsubscribe: <https://marchand.example.net/u>\nPrecedence: bulk\n\nProfitez-en !\n", inbox.Other, "", ""},
	{"spam by the provider's word", "From: winner@loto.example.net\nSubject: YOU WON\nX-Spam-Flag: YES\nX-Spam-Status: Yes, score=15\n\nSend us your bank details.\n", inbox.Spam, "", ""},
	{"an answer that the provider takes for spam", "From: paul@client.example.com\nSubject: Re: Facture F-12\nIn-Reply-To: <relance.7.abc@atelier.example.fr>\nX-Spam-Flag: YES\n\nJe conteste cette facture.\n", inbox.Reply, "", ""},
	{"an agent who had our letter", "From: support@client.example.com\nSubject: [Ticket #4711] Re: Facture F-12\n\nBonjour, nous avons bien reçu votre facture mais nous la contestons : le prix est faux.\n", inbox.Reply, "", ""},
	{"an agent who asks", "From: support@client.example.com\nSubject: [Ticket #4711] Facture F-12\n\nBonjour, nous avons bien reçu votre message. Pouvez-vous nous envoyer le bon de commande ?\n", inbox.Reply, "", ""},
	{"a receipt that says more", "From: paul@client.example.com\nSubject: Accusé de réception\n\nNous avons bien reçu votre relance. Le virement est parti hier.\n", inbox.Reply, "", ""},
	{"a person back from holidays, in German", "From: m.keller@kunde.example.com\nSubject: AW: Facture F-12\n\nIch war im Urlaub, die Rechnung wird morgen bezahlt.\n", inbox.Reply, "", ""},
	{"absent, in Dutch, by words alone", "From: jan@klant.example.com\nSubject: Automatisch antwoord: Facture F-12\n\nIk ben afwezig tot 20 maart.\n", inbox.AutoReply, "", ""},
	{"absent, in Portuguese, by words alone", "From: rui@cliente.example.com\nSubject: Resposta automática: Facture F-12\n\nEstou ausente até 20 de março.\n", inbox.AutoReply, "", ""},
	{"a program that has paid", "From: noreply@client.example.com\nSubject: Avis de virement\nAuto-Submitted: auto-generated\nIn-Reply-To: <relance.7.abc@atelier.example.fr>\n\nNous avons émis ce jour un virement de 1 200,00 EUR pour la facture F-12.\nCeci est un message automatique, merci de ne pas y répondre.\n", inbox.Reply, "", ""},
	{"a mailbox that nobody uses", "From: MAILER-DAEMON@mail.example.net\nSubject: Undelivered Mail\n" + report("Failed.",
		"Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; j.martin@client.example.com\nAction: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; 550 5.2.1 This mailbox has been blocked due to inactivity\n", ours),
		inbox.BouncePermanent, "5.2.1", "j.martin@client.example.com"},
	{"nothing at all", "\n\n", inbox.Reply, "", ""},
	{"bytes of zero", "\x00\x00\x00\x00", inbox.Reply, "", ""},
}

func TestNeighboursOfTheCorpusAreReadAsTheirKind(t *testing.T) {
	t.Parallel()
	for _, c := range neighbours {
		r := inbox.Read([]byte(c.raw), inbox.Options{})
		if r.Class != c.class || r.StatusCode != c.status || strings.Join(r.FailedRecipients, " ") != c.recipient {
			t.Errorf("%s: have %s %q %v, want %s %q %s; by %v, warnings %v", c.name, r.Class, r.StatusCode, r.FailedRecipients, c.class, c.status, c.recipient, r.Rules, r.Warnings)
		}
	}
}
