package office

import (
	"testing"

	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/backoffice/contacts"
	"relance/internal/change"
	"relance/internal/console/page"
	"relance/internal/console/pagetest"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/webhook"
)

func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	pagetest.Exercise(t, templates, officeStates())
}

func officeStates() map[string]pagetest.State {
	imported := importView{Frame: pagetest.Claire("/import").Titled("Import"), Key: "k", Counts: []page.AmountLine{{Label: "Nouvelles, à prendre", Amount: "12"}, {Label: "Refusées", Amount: "1"}}, Cut: 3, Rows: []importLine{
		importedOf(backoffice.Entry{File: "f.csv", Line: 3, Outcome: backoffice.WouldStart, Number: "F-1", DebtorName: pagetest.Hostile, Due: pagetest.GalleryDay, Payable: 120_000, Currency: "EUR", FirstAt: pagetest.GalleryNow, NoAddress: true}),
		importedOf(backoffice.Entry{File: pagetest.Hostile, Line: 4, Outcome: backoffice.Failed, Err: dunning.Errorf(dunning.CodeInvalid, "le montant ne se lit pas")}),
	}}
	imported.Again, imported.Fields = "k", columnFields(uploaded{names: []string{"f.csv"}, files: map[string][]byte{"f.csv": []byte("Kode;Quand;Qui;" + pagetest.Hostile + "\nF-1;01/02/2026;Morel;12,00\n")}, columns: map[string]string{"number": "#1"}})
	unread := imported
	unread.Key, unread.Open, unread.Counts = "", true, []page.AmountLine{{Label: "Refusées", Amount: "1"}}
	unread.Rows = []importLine{importedOf(backoffice.Entry{File: "f.csv", Outcome: backoffice.Failed, Err: dunning.Errorf(dunning.CodeInvalid, "aucune ligne d’en-tête reconnue")})}
	taken := imported
	taken.Again = ""
	taken.Key, taken.Taken, taken.Cut = "", true, 0
	taken.Counts = []page.AmountLine{{Label: "Prises", Amount: "12"}, {Label: "Refusées", Amount: "1"}}
	taken.Rows = []importLine{importedOf(backoffice.Entry{File: "f.csv", Line: 3, Outcome: backoffice.Started, Number: "F-1", DebtorName: pagetest.Hostile, Due: pagetest.GalleryDay, Payable: 120_000, Currency: "EUR", FirstAt: pagetest.GalleryNow})}
	taken.Rows = append(taken.Rows, importedOf(backoffice.Entry{File: "f.csv", Line: 5, Outcome: backoffice.Conflicting, Number: "F-2", Differences: []dunning.Difference{{Field: "due_date", Recorded: "2026-11-30", Given: "2026-12-31"}, {Field: "payable", Recorded: "1200.00", Given: "1250.00"}}}))
	ref := dunning.Ref{Creditor: "brunel", Number: "F-2026-014"}
	tried := contactsView{Frame: pagetest.Claire("/import/coordonnees").Titled("Coordonnées"), Key: "k", Cut: 2, Read: []string{"Courriel : adresse e-mail", pagetest.Hostile + " : laissée de côté"}, Counts: []page.AmountLine{{Label: "À changer", Amount: "1"}, {Label: "Refusées", Amount: "1"}}}
	for _, e := range []contacts.Entry{
		{File: "clients.csv", Line: 2, Outcome: contacts.Changed, Creditor: "brunel", Debtor: "C-1", Name: "Menuiserie Vasseur SAS", Changes: []dunning.Difference{{Field: "email", Given: "compta@vasseur.example.com"}, {Field: "city", Recorded: "Lyon", Given: pagetest.Hostile}}, Mended: []dunning.Ref{ref}},
		{File: "clients.csv", Line: 3, Outcome: contacts.Unmatched, Name: pagetest.Hostile}, {File: "clients.csv", Line: 4, Outcome: contacts.Changed, Creditor: "brunel", Debtor: "C-2", Name: "Hôtel du Port", Own: "brunel@example.com"},
		{File: "clients.csv", Line: 5, Outcome: contacts.Failed, Err: dunning.Errorf(dunning.CodeInvalid, "l’adresse ne se lit pas")},
	} {
		tried.Rows = append(tried.Rows, contactOf(e, true))
	}
	merged := tried
	merged.Key, merged.Taken, merged.Cut = "", true, 0
	merged.Counts, merged.Rows = []page.AmountLine{{Label: "Changées", Amount: "1"}, {Label: "Refusées", Amount: "1"}}, nil
	merged.Rows = append(merged.Rows, contactOf(contacts.Entry{File: "clients.csv", Line: 2, Outcome: contacts.Changed, Creditor: "brunel", Debtor: "C-1", Name: "Menuiserie Vasseur SAS", Changes: []dunning.Difference{{Field: "email", Given: "compta@vasseur.example.com"}}}, false))
	user := userOf(pagetest.Claire("/utilisateurs"), people.User{Login: "paul@example.fr", Name: pagetest.Hostile, Ready: true, Second: true, Grants: []people.Grant{{Creditor: "*", Role: "admin"}, {Creditor: "brunel", Role: "clerk"}}})
	invited := userOf(pagetest.Claire("/utilisateurs"), people.User{Login: "lea@example.fr", Name: "Léa", Grants: []people.Grant{{Creditor: "brunel", Role: "reader"}}})
	users := usersView{Frame: pagetest.Claire("/utilisateurs").Titled("Utilisateurs"), Rows: []userLine{user, invited}, Roles: roleChoices(), Grants: grantChoices(pagetest.Claire("/"))}
	link := users
	link.Link, link.LinkFor = "relance.example.fr/acces?cle=abc", "lea@example.fr"
	settings := settingsView{Frame: pagetest.Claire("/reglages").Titled("Réglages"), File: "relance.yaml", Faults: 1, Groups: []Setting{
		{Title: "Messages", Note: "Essai à blanc : tout est préparé et conservé, rien ne part.", Lines: []SettingLine{{Label: "Mode", Value: "essai à blanc"}}},
		{Title: pagetest.Hostile, Lines: []SettingLine{{Label: "IBAN", Value: "FR76 3000", Fault: "l’IBAN ne se vérifie pas"}}},
	}}
	paused := settings
	paused.Paused, paused.Faults, paused.Groups = "depuis le 27 nov. 2026, 9\u00a0h par claire", 0, nil
	entry := audit.Entry{Seq: 1, At: pagetest.GalleryNow, Who: audit.Who{Name: pagetest.Hostile, Door: "console"}, Deed: "user.role", Object: "lea@example.fr", After: map[string]string{"role": "clerk"}, Before: map[string]string{"role": "reader"}, Refused: "role admin"}
	journal := journalView{Frame: pagetest.Claire("/journal").Titled("Journal"), Rows: []journalLine{journalOf(entry)}, Deeds: []page.Choice{{Value: "", Label: "Tout", Chosen: true}}, Older: "/journal?avant=1", Newer: "/journal?apres=9", Whole: "La chaîne est intacte.", Exports: []page.Action{{Address: "/journal/export.csv?", Label: "CSV"}}}
	begun := Installation{File: "relance.yaml", Mode: "off", Since: "1", Creditor: dunning.Creditor{ID: "brunel", Name: pagetest.Hostile, SIREN: "732829320", IBAN: "FR7630006000011234567890189"}, Host: "smtp.example.com", Others: 2, HasPassword: true}
	install := setupOf(pagetest.Claire("/installation"), begun)
	install.Faults, install.Unsent = []setupFault{{"siren", "SIREN : " + pagetest.Hostile}, {"", "Zone inconnue · dans le fichier : creditors[0].zone"}}, "Le message d’essai n’est pas parti : personne ne répond chez smtp.example.com à ce port."
	waiting := setupOf(pagetest.Claire("/installation"), begun)
	waiting.Waiting = true
	now := pagetest.GalleryNow
	withHook := hooksView{URL: "https", Error: "Adresse refusée.", Secret: "whsec_abc", SecretFor: "erp.example.com"}
	withHook.fill(pagetest.Claire("/programmes"), []webhook.Endpoint{
		{ID: 1, URL: pagetest.Hostile, By: "claire@example.fr"}, {ID: 2, URL: "erp.example.com", Creditor: "brunel", Events: []string{"case.closed"}, Waiting: 3, Disabled: now, By: "x"},
	})
	var alone hooksView
	alone.fill(pagetest.Claire("/programmes"), nil)
	one := hookView{Frame: pagetest.Claire("/programmes/1").Titled("Programme"), Hook: withHook.Rows[0], Confirmation: "3 messages repartent.", Rows: []deliveryRow{
		deliveryOf(webhook.Delivery{ID: 4, Type: "case.closed", Creditor: "brunel", Invoice: pagetest.Hostile, Created: now, Delivered: now, Status: 200}),
		deliveryOf(webhook.Delivery{ID: 5, Type: "case.closed", Creditor: "brunel", Invoice: "F-1", Created: now, GaveUp: now, Status: 500, Fault: pagetest.Hostile}),
	}}
	change := change.Creditor{ID: 3, Creditor: "brunel", Asked: now, Before: change.Particular{Name: "Atelier", IBAN: "FR76 1"}, After: change.Particular{Name: pagetest.Hostile, IBAN: "FR76 2"}}
	second := change
	second.FirstBy, second.FirstAt = "claire@example.fr", now
	waits := changesView{Frame: pagetest.Claire("/reglages/changements").Titled("Changements"), Confirmation: changeConfirmations["premier"], Rows: []changeRow{changeOf(pagetest.Claire("/"), change), changeOf(pagetest.Claire("/"), second)}}
	return map[string]pagetest.State{
		"programmes": {Page: "hooks", View: withHook}, "programmes-vide": {Page: "hooks", View: alone}, "programme": {Page: "hook", View: one},
		"programme-vide": {Page: "hook", View: hookView{Frame: pagetest.Claire("/programmes/1").Titled("Programme"), Hook: withHook.Rows[1], Off: true, Failed: true}},
		"changements":    {Page: "changes", View: waits}, "changements-vide": {Page: "changes", View: changesView{Frame: pagetest.Claire("/reglages/changements").Titled("Changements")}},
		"installation":         {Page: "setup", View: setupOf(pagetest.Claire("/installation"), Installation{File: "relance.yaml", Mode: "off"})},
		"installation-fichier": {Page: "setup", View: setupOf(pagetest.Claire("/installation"), Installation{File: "relance.yaml", Mode: "live", Host: "smtp.example.com", Changed: true})},
		"installation-refuse":  {Page: "setup", View: install}, "installation-attente": {Page: "setup", View: waiting},
		"import": {Page: "import", View: importView{Frame: pagetest.Claire("/import").Titled("Import")}}, "import-essai": {Page: "import", View: imported}, "import-pris": {Page: "import", View: taken}, "import-colonnes": {Page: "import", View: unread},
		"import-refuse": {Page: "import", View: importView{Frame: pagetest.Claire("/import").Titled("Import"), Error: "Choisissez un ou plusieurs fichiers de factures."}},
		"coordonnees":   {Page: "contacts", View: contactsView{Frame: pagetest.Claire("/import/coordonnees").Titled("Coordonnées")}}, "coordonnees-essai": {Page: "contacts", View: tried}, "coordonnees-pris": {Page: "contacts", View: merged},
		"coordonnees-refuse": {Page: "contacts", View: contactsView{Frame: pagetest.Claire("/import/coordonnees").Titled("Coordonnées"), Error: "Choisissez une liste de coordonnées, en CSV."}},
		"utilisateurs":       {Page: "users", View: users}, "utilisateurs-lien": {Page: "users", View: link},
		"utilisateur": {Page: "user", View: userView{Frame: pagetest.Claire("/utilisateurs").Titled("Paul"), User: user, Roles: roleChoices(), Grants: grantChoices(pagetest.Claire("/")), Sessions: []sessionLine{{3, pagetest.Hostile, "192.0.2.7", "à l’instant", true}}}},
		"reglages":    {Page: "settings", View: settings}, "reglages-pause": {Page: "settings", View: paused},
		"journal": {Page: "journal", View: journal}, "journal-vide": {Page: "journal", View: journalView{Frame: pagetest.Claire("/journal").Titled("Journal"), Deeds: []page.Choice{{Value: "", Label: "Tout", Chosen: true}}}},
	}
}
