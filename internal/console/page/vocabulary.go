package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"relance/internal/dunning"
)

// deeds names what an error proposes as it is done here.
var deeds = map[dunning.DeedKind]string{
	dunning.DeedShow: "ouvrez le dossier", dunning.DeedList: "cherchez dans les dossiers", dunning.DeedImport: "importez la facture",
	dunning.DeedTasks: "voyez Aujourd’hui", dunning.DeedOpenLines: "voyez Banque", dunning.DeedUnmatch: "annulez le rapprochement dans Banque",
	dunning.DeedSettle: "dites si le message est parti", dunning.DeedHold: "« Suspendre »", dunning.DeedSkip: "« Passer l’étape »",
	dunning.DeedApproveAnyway: "« Approuver la nouvelle lettre »", dunning.DeedPosted: "notez l’envoi dans le dossier",
	dunning.DeedOneTimeCode: "saisissez le code dans Lettres", dunning.DeedAcceptElectronic: "notez-le sur la page du débiteur",
	dunning.DeedConsent: "notez son accord sur la page du débiteur", dunning.DeedCorrectEmail: "corrigez l’adresse sur la page du débiteur",
	dunning.DeedCorrectName: "corrigez le nom sur la page du débiteur", dunning.DeedPromise: "« Promesse »", dunning.DeedTakeBack: "notez un paiement repris",
	dunning.DeedResolve: "« Clore le litige »", dunning.DeedRetry: "« Réessayer »", dunning.DeedResume: "« Reprendre les envois »",
	dunning.DeedWithdraw: "retirez-le", dunning.DeedLimitation: "« Prescription »", dunning.DeedSetBusiness: "notez-le sur la page du débiteur",
	dunning.DeedInsolvency: "notez la procédure collective sur la page du dossier",
	dunning.DeedNameHold:   "choisissez la suspension", dunning.DeedNameCreditor: "choisissez le créancier en haut de la page",
}

// vocabulary names a deed as it is done at this door.
func vocabulary(d dunning.Deed) string { return deeds[d.Do] }

// Said words an error in the middle of a sentence, with how it is mended.
func Said(err error) string {
	text := fr.Error(err, vocabulary)
	if hint := fr.Hint(err, vocabulary); hint != "" {
		text += " (" + hint + ")"
	}
	r, n := utf8.DecodeRuneInString(text)
	if next, _ := utf8.DecodeRuneInString(text[n:]); n > 0 && !unicode.IsUpper(next) {
		text = string(unicode.ToLower(r)) + text[n:]
	}
	return strings.TrimRight(text, ". ")
}
