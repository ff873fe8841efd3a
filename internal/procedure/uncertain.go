package procedure

import "slices"

// OpenPoint is something on which sources contradict each other or are silent, and
// on which the program therefore takes a stand with care, or none. Each is named in
// docs/law.md by Point, marked in the code by "uncertain: ID", and told where a text
// depends on it.
type OpenPoint struct {
	ID      string
	Point   string // French, as docs/law.md has it
	Stand   string // French: what the program does
	Printed string // what a text says of it; "" where no text depends on it
	Apart   string // why no code is marked with the point: the program does not touch it; "" where some code is
}

// OpenPoints lists them. They were looked at on 27 November 2026.
func OpenPoints() []OpenPoint { return slices.Clone(openPoints) }

var openPoints = []OpenPoint{
	{ID: "receipt-date", Point: "date d’encaissement dans un statut 212\u00a0: MDT-110 ou MDT-219", Stand: "aux deux, sauf réglage (statuses.receipt_date)\u00a0: une proposition qu’une personne envoie"},
	{ID: "interest-in-212", Point: "pénalités comprises dans MEN", Stand: "exclues, c’est notre lecture\u00a0: demandez à votre comptable"},
	{ID: "message-time", Point: "fuseau des heures d’un statut", Stand: "Europe/Paris supposé\u00a0; seul l’ordre compte", Printed: "sans fuseau (heure de Paris supposée)"},
	{ID: "flow-service", Point: "détails du service Flow d’une plateforme", Stand: "de seconde main\u00a0; la norme n’a pas été lue"},
	{ID: "approved-as-acknowledgment", Point: "statut 205 comme reconnaissance de dette (C. civ. 2240)", Stand: "n’interrompt jamais la prescription"},
	{ID: "buyer-agents", Point: "poids de MDT-129 face aux mandataires de l’acheteur (AB, DL, PR)", Stand: "le SIREN du vendeur et celui de l’acheteur décident"},
	{ID: "clerk-fee", Point: "frais de greffe, versions des formulaires, limites du dépôt électronique", Stand: "réglage sans valeur par défaut\u00a0; versions et limites non vérifiées", Printed: "trois montants circulent en 2026"},
	{ID: "l126", Point: "créances commerciales incontestées (L126)\u00a0: décret, tarif, formulaire, pratique", Stand: "rien trouvé en novembre 2026\u00a0: fiche et dates seulement", Printed: "demandez à votre commissaire de justice si la procédure est ouverte"},
	{ID: "clerk-notice", Point: "avis du greffe dans le mois de l’opposition, devant les tribunaux de commerce", Stand: "rappel de demander au greffe", Printed: "devant les tribunaux de commerce, les lectures diffèrent"},
	{ID: "contribution", Point: "contribution de 50\u00a0€ pour l’injonction de payer, et sa date de départ", Stand: "signalée, jamais comptée", Printed: "son application à l’injonction n’est pas établie"},
	{ID: "overseas", Point: "créancier de métropole devant un tribunal d’outre-mer, ou l’inverse\u00a0: deux ou quatre mois", Stand: "une personne décide (abroad)", Printed: "entre la métropole et l’outre-mer, une personne décide"},
	{ID: "fee-at-judgment", Point: "40\u00a0€ des factures en retard au jour du jugement", Stand: "déclarés\u00a0: notre lecture de L441-10 II", Printed: "notre lecture de l’article L441-10 II"},
	{ID: "raw-date", Point: "dernier jour jamais reporté et rappel avancé au jour ouvré d’avant, quand CPC 642 reporterait", Stand: "prudence voulue", Printed: "C’est une prudence voulue"},
	{ID: "gazette-limits", Point: "limites de fréquence et réponses d’erreur du BODACC", Stand: "un fichier par jour, attente après un refus"},
	{ID: "court-table", Point: "table des communes et des tribunaux", Stand: "non consultée\u00a0: une personne nomme le tribunal", Printed: "la table des communes et des tribunaux n’a pas été consultée"},
	{ID: "insurer", Point: "délais d’Allianz Trade, parts indemnisées", Stand: "ceux de la police, en réglages sans valeur par défaut", Printed: "Les délais d’Allianz Trade n’ont pas été trouvés"},
	{ID: "retention-periods", Point: "durées de conservation des données personnelles", Stand: "aucun texte ne les fixe pour la plupart\u00a0: celles des courriels sont des réglages (inbox.keep) que votre conseil approuve"},
	{ID: "statuses-as-records", Point: "statuts comme partie de la facture, à garder dix ans", Stand: "non lu\u00a0: aucun statut n’est effacé"},
	{ID: "penalty-accounts", Point: "compte des pénalités et de l’indemnité\u00a0: 763 ou 758", Stand: "les comptables diffèrent", Apart: "aucune écriture n’est proposée"},
	{ID: "sample-statuses", Point: "messages CDAR qui contredisent les listes officielles (MDT-88, motifs absents)", Stand: "lus quand même\u00a0; MDT-105 seul décide"},
}
