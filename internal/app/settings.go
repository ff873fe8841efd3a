package app

import (
	"strconv"
	"strings"

	"relance/internal/config"
	"relance/internal/console/office"
	"relance/internal/dunning"
	"relance/internal/identifier"
	"relance/internal/notice"
	"relance/internal/words"
)

// settingsShown words the configuration for the page of the settings: what is
// set, what is wrong with it, what it means. It never holds a secret.
func settingsShown(cfg config.Config) []office.Setting {
	out := []office.Setting{mailShown(cfg)}
	for _, c := range cfg.Creditors {
		out = append(out, creditorShown(c))
	}
	return append(out, lettersShown(cfg), bankShown(cfg), doorsShown(cfg))
}

func line(label, value string) office.SettingLine {
	if value == "" {
		value = "—"
	}
	return office.SettingLine{Label: label, Value: value}
}

// modeWords name the modes of mail.
var modeWords = map[config.Mode]string{config.Off: "essai à blanc", config.Redirect: "vers ma boîte", config.Live: "en service"}

// modes says what each mode of mail means.
var modes = map[config.Mode]string{
	config.Off:      "Essai à blanc\u00a0: tout est préparé et conservé, rien ne part. Passez à « Vers ma boîte » pour vous relire dans votre boîte.",
	config.Redirect: "Essai\u00a0: chaque message part à votre propre adresse, aucun client n’est écrit et aucun dossier n’avance. Passez à « En service » quand les textes vous conviennent.",
	config.Live:     "En service\u00a0: les messages partent aux clients.",
}

func mailShown(cfg config.Config) office.Setting {
	m := cfg.Mail
	g := office.Setting{Title: "Messages", Note: modes[m.Mode], Lines: []office.SettingLine{line("Mode", modeWords[m.Mode])}}
	if m.Mode == config.Redirect {
		g.Lines = append(g.Lines, line("Tout va à (mail.redirect_to)", m.RedirectTo))
	}
	server := m.SMTP.Host
	if server != "" && m.SMTP.Port != 0 {
		server += ":" + strconv.Itoa(m.SMTP.Port)
	}
	smtp := line("Serveur (mail.smtp.host)", server)
	if m.Mode != config.Off && m.SMTP.Host == "" {
		smtp.Fault = "sans serveur, rien ne peut partir"
	}
	return office.Setting{Title: g.Title, Note: g.Note, Lines: append(g.Lines, smtp, line("Compte", m.SMTP.Username))}
}

func creditorShown(c dunning.Creditor) office.Setting {
	iban := line("IBAN", c.IBAN)
	if _, err := identifier.ParseIBAN(c.IBAN); err != nil {
		iban.Fault = "l’IBAN ne se vérifie pas\u00a0: les clients ne pourraient pas payer"
	}
	g := office.Setting{Title: c.Name, Lines: []office.SettingLine{
		line("Identifiant", c.ID), line("SIREN", c.SIREN), iban, line("Adresse d’envoi", c.Email), line("Réponses à", c.ReplyAddress()), line("Plan", c.Plan),
	}}
	if c.Letters > 0 {
		g.Lines = append(g.Lines, line("Budget annuel des lettres", words.In(words.French).Amount(c.Letters, "EUR")))
	}
	if c.BankMaxAge > 0 {
		g.Lines = append(g.Lines, line("Rien ne part si la banque a plus de", strconv.Itoa(c.BankMaxAge)+" heures"))
	}
	for _, missing := range notice.CheckCreditor(c) {
		g.Lines = append(g.Lines, office.SettingLine{Label: "À compléter", Fault: words.In(words.French).Reword(string(notice.CreditorField(missing)))})
	}
	return g
}

func lettersShown(cfg config.Config) office.Setting {
	carrier := cfg.Letters.Carrier
	note := "Une lettre recommandée part par ce transporteur, après l’accord d’une personne si le plan le demande."
	if carrier == config.FolderCarrier || carrier == "" {
		note = "Les lettres sont déposées en PDF dans un dossier\u00a0: vous les postez, puis notez leur numéro de suivi."
	}
	return office.Setting{Title: "Lettres", Note: note, Lines: []office.SettingLine{
		line("Transporteur (letters.carrier)", carrier), line("Recommandé électronique", cfg.Letters.Electronic), line("Dossier", cfg.Letters.Folder),
	}}
}

func bankShown(cfg config.Config) office.Setting {
	return office.Setting{Title: "Banque et boîte de réception", Note: "Un relevé déposé dans ces dossiers, ou sur la page Banque, est lu aussitôt.", Lines: []office.SettingLine{
		line("Dossiers de relevés", strings.Join(cfg.Reconcile.Folders, ", ")), line("Boîte de réception", cfg.Inbox.IMAP.Host), line("Dossiers de messages", strings.Join(cfg.Inbox.Folders, ", ")),
	}}
}

func doorsShown(cfg config.Config) office.Setting {
	return office.Setting{Title: "Accès", Lines: []office.SettingLine{
		line("Console et API (staff.listen)", cfg.Staff.Listen), line("Portail et transporteurs (public.listen)", cfg.Public.Listen),
	}}
}
