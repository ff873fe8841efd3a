package folder

import (
	"fmt"
	"strings"

	"relance/internal/registeredmail"
)

const doNotPost = "Cet envoi a été annulé.\r\nNe pas imprimer, ne pas poster.\r\n"

// readme tells a person what to do with a letter. Lines end with CRLF, for
// the editors that need them.
func readme(o registeredmail.Order) string {
	kind, steps := "LETTRE SIMPLE", simple
	if o.Registered {
		kind, steps = "LETTRE RECOMMANDÉE AVEC AVIS DE RÉCEPTION", registered
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nRéférence\u00a0: %s\nOrdre\u00a0: %s\n\n", kind, o.Reference, o.ID)
	fmt.Fprintf(&b, "Destinataire\n%s\n", indented(o.Recipient))
	fmt.Fprintf(&b, "Expéditeur\n%s\n", indented(o.Sender))
	fmt.Fprintf(&b, "À faire\n%s\n", strings.ReplaceAll(steps, "ORDRE", o.ID))
	fmt.Fprintf(&b, "Ne modifiez pas le fichier %s\u00a0: son empreinte SHA-256 fait preuve.\n%s\n", letterFile, o.SHA256)
	return strings.ReplaceAll(b.String(), "\n", "\r\n")
}

const registered = `  1. Imprimez lettre.pdf en entier` + "\u00a0" + `; signez à la main au-dessus du nom du
     signataire, si la lettre ne porte pas déjà sa signature.
  2. Remplissez la liasse «` + "\u00a0" + `recommandé avec avis de réception` + "\u00a0" + `» avec les adresses ci-dessus.
  3. Déposez la lettre à La Poste et gardez la preuve de dépôt.
  4. Enregistrez le dépôt` + "\u00a0" + `:
       relance letter posted ORDRE --tracking NUMÉRO --on AAAA-MM-JJ
  5. Au retour de l’avis, enregistrez ce qu’il dit (remis, refusé, non réclamé, retourné).
`

const simple = `  1. Imprimez lettre.pdf en entier.
  2. Postez la lettre.
  3. Enregistrez le dépôt` + "\u00a0" + `:
       relance letter posted ORDRE --on AAAA-MM-JJ
`

func indented(a registeredmail.Address) string {
	lines := a.Lines
	if a.Country != "" && a.Country != "FR" {
		lines = append(lines[:len(lines):len(lines)], a.Country)
	}
	return "  " + strings.Join(lines, "\n  ") + "\n"
}
