package bank

// returnReasons says in French why a payment came back. ISO 20022 external
// codes (camt, SEPA) and the two-figure reject codes of CFONB 120.
var returnReasons = map[string]string{
	"AC01": "coordonnées bancaires inexactes",
	"AC04": "compte clôturé",
	"AC06": "compte bloqué",
	"AC13": "compte d’un consommateur, prélèvement interentreprises refusé",
	"AG01": "opération interdite sur ce compte",
	"AG02": "code opération invalide",
	"AM04": "provision insuffisante",
	"AM05": "opération en double",
	"BE05": "identifiant du créancier inconnu",
	"CNOR": "banque du créancier non enregistrée",
	"DNOR": "banque du débiteur non enregistrée",
	"FF01": "format invalide",
	"FOCR": "retour à la suite d’un rappel",
	"MD01": "pas de mandat",
	"MD02": "données de mandat incorrectes",
	"MD06": "opération contestée par le débiteur",
	"MD07": "débiteur décédé",
	"MS02": "refus du débiteur, sans motif",
	"MS03": "raison non communiquée",
	"RC01": "identifiant de la banque incorrect",
	"RR01": "identification du débiteur manquante",
	"RR04": "raison réglementaire",
	"SL01": "service spécifique de la banque du débiteur",
	"SVNR": "service non rendu",
	"64":   "opération en double",
	"65":   "retour sur demande de l’émetteur",
	"66":   "problème de mandat",
}

// returnText gives the bank's own words, else the meaning of the code, else "".
func returnText(code, words string) string {
	if words != "" {
		return words
	}
	return returnReasons[code]
}
