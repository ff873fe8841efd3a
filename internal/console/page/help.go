package page

import "strings"

// Help is the short help of a part of the console. The guide says the same, word for
// word: a test compares them.
type Help struct{ Title, Text string }

// helps are the helps by the beginning of their pages' addresses; the longest that fits
// counts.
var helps = map[string]Help{
	"/":             {"Aujourd’hui", "Le travail du jour, ce qui perd de l’argent d’abord. Faites, dans l’ordre, ce que la page propose ; à midi elle est vide. À droite, ce qui part aujourd’hui et ce qui n’est pas parti, avec la raison."},
	"/taches":       {"Une tâche", "Ce qui est demandé, ce que le client a écrit ou dit, et les boutons qui conviennent. Ce que la console a compris n’est qu’une proposition : rien n’est noté sans vous. « Remettre à un autre jour, ou confier » la fait attendre, avec la raison, ou la donne à un collègue."},
	"/dossiers":     {"Dossiers", "Une facture, un dossier. Les filtres et l’adresse de la page gardent la sélection ; cochez des dossiers pour les suspendre, les reprendre, y noter, les confier ou changer leur plan ensemble. « Mes dossiers » montre ceux dont vous avez la charge."},
	"/dossiers/":    {"Un dossier", "Combien, où en est-on, qu’est-ce qui part ensuite ; puis tout ce qui s’est passé, y compris ce qui n’est pas parti, avec la raison. Chaque formulaire dit ce qu’il changera avant d’enregistrer. Une note est pour vos collègues ; « sa page » montre ce que le client a dit en ligne et permet de couper un lien."},
	"/banque":       {"Banque", "Une ligne à la fois, avec les factures proposées et les raisons. Entrée accepte la première, 1 à 9 une autre, s cherche, m en coche plusieurs, z met de côté, u annule la dernière. Un rapprochement s’annule toujours."},
	"/courrier":     {"Courrier", "Ce que les clients et leurs serveurs répondent. Une réponse non lue suspend les relances. Notez ce qu’elle dit, répondez si besoin, puis marquez-la traitée."},
	"/lettres":      {"Lettres", "La lettre telle qu’elle partirait, ce qui s’est passé depuis le dernier envoi, son prix et ce qui restera du budget. Si elle change après vous avoir été montrée, la nouvelle vous est montrée et rien ne part sans vous."},
	"/debiteurs":    {"Débiteurs", "Tout ce qu’un client doit, ses habitudes, ses adresses, son relevé de compte à n’importe quel jour. « Noter un paiement » partage un seul virement entre ses factures et montre le partage avant d’enregistrer. « Fusionner avec un autre débiteur » réunit deux fiches du même client et montre d’abord ce qui change."},
	"/procedures":   {"Procédures", "Les clients en procédure collective d’après le BODACC : tout est gelé aussitôt, et la créance est à déclarer avant la date affichée. Rien ne lève un gel que vous."},
	"/plans":        {"Plans et textes", "Quand part chaque relance, et avec quels mots. Un changement se simule d’abord sur les dossiers ouverts ; le bouton pour l’enregistrer ne vient qu’ensuite. Ce qui est écrit dans le fichier de configuration décide."},
	"/textes":       {"Plans et textes", "Quand part chaque relance, et avec quels mots. Un changement se simule d’abord sur les dossiers ouverts ; le bouton pour l’enregistrer ne vient qu’ensuite. Ce qui est écrit dans le fichier de configuration décide."},
	"/tableau":      {"Tableau de bord", "Chaque chiffre a sa définition et sa date, et mène à la liste des factures dont il est fait : leur total est le chiffre. Choisissez un autre jour pour voir ce qui était dû ce jour-là."},
	"/import":       {"Import", "Déposez vos factures ou la liste de votre logiciel. D’abord un essai, qui n’enregistre rien ; puis « Prendre ». Déposer deux fois le même fichier ne fait rien de plus. Une liste de coordonnées complète de même les adresses des clients connus."},
	"/reglages":     {"Réglages", "Ce qui est réglé, et ce qui est à corriger, en rouge. « Suspendre tous les envois » arrête tout aussitôt ; « Reprendre les envois » repart là où chacun en était."},
	"/programmes":   {"Programmes", "Des programmes à vous, prévenus de ce qui arrive aux dossiers. Leur secret n’est montré qu’une fois."},
	"/utilisateurs": {"Utilisateurs", "Chacun a un rôle pour chaque créancier. Un lien d’invitation vaut une heure et une seule fois."},
	"/journal":      {"Journal", "Qui a fait quoi, hors des faits des dossiers. Les entrées sont chaînées : « Vérifier la chaîne » dit si l’une a été changée ou ôtée."},
	"/recherche":    {"Recherche", "Un numéro, la moitié d’un nom, une référence, un montant, la fin d’un compte. Une réponse exacte s’ouvre d’elle-même."},
	"/compte":       {"Mon compte", "Vos sessions, votre mot de passe, votre second facteur, le message du matin si vous le voulez. Avant d’y changer quelque chose, la page demande une fois encore qui vous êtes."},
	"/installation": {"Mise en route", "Votre entreprise, votre messagerie avec un message d’essai, vos factures, puis ce qui part : essai à blanc, vers ma boîte, en service. La page écrit le fichier de configuration, et ce fichier décide."},
}

// Help is the help of the page that is shown.
func (s Frame) Help() Help { return helpAt(s.Path) }

func helpAt(path string) Help {
	best := "/"
	for start := range helps {
		if strings.HasPrefix(path, start) && len(start) > len(best) {
			best = start
		}
	}
	if best == "/" && path != "/" && path != "" {
		return Help{}
	}
	return helps[best]
}
