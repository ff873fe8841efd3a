package insolvency

import "strings"

// judged is what follows from the nature of a judgment.
type judged struct {
	effect    Effect
	procedure Procedure
	action    Action
}

// rule gives the meaning of a nature, by its folded beginning. Where says what
// the text of the judgment must contain as well; the first match counts.
type rule struct {
	nature, where string
	judged
}

const (
	opened  = "jugement d'ouverture "
	more    = "jugement d'extension "
	turned  = "jugement de conversion en "
	ended   = "jugement de cloture"
	broken  = "jugement prononcant la resolution du plan"
	orders  = "autre jugement et ordonnance"
	another = "autre jugement d'ouverture"
)

// rules lists the natures that the gazette publishes.
var rules = []rule{
	{opened + "de liquidation", "", judged{Opening, Liquidation, Freeze}},
	{opened + "d'une procedure de liquidation", "", judged{Opening, Liquidation, Freeze}},
	{opened + "d'une procedure de redressement", "", judged{Opening, Reorganisation, Freeze}},
	{opened + "de redressement", "", judged{Opening, Reorganisation, Freeze}},
	{opened + "d'une procedure de sauvegarde", "", judged{Opening, Safeguard, Freeze}},
	{opened + "d'une procedure de traitement de sortie de crise", "", judged{Opening, ExitFromCrisis, Freeze}},
	{more + "de liquidation", "", judged{Opening, Liquidation, Freeze}},
	{more + "d'une procedure de liquidation", "", judged{Opening, Liquidation, Freeze}},
	{more + "d'une procedure de redressement", "", judged{Opening, Reorganisation, Freeze}},
	{more + "d'une procedure de sauvegarde", "", judged{Opening, Safeguard, Freeze}},
	{turned + "liquidation", "", judged{Conversion, Liquidation, Freeze}},
	{turned + "redressement", "", judged{Conversion, Reorganisation, Freeze}},
	{turned + "sauvegarde", "", judged{Conversion, Safeguard, Freeze}},
	{"jugement mettant fin a la procedure de traitement de sortie de crise et ouvrant une procedure de liquidation", "", judged{Opening, Liquidation, Freeze}},
	{"jugement mettant fin a la procedure de traitement de sortie de crise et ouvrant une procedure de redressement", "", judged{Opening, Reorganisation, Freeze}},
	{another, "liquidation judiciaire", judged{MaybeOpening, Liquidation, FreezeAndAsk}},
	{another, "redressement judiciaire", judged{MaybeOpening, Reorganisation, FreezeAndAsk}},
	{another, "sauvegarde", judged{MaybeOpening, Safeguard, FreezeAndAsk}},
	{another, "", judged{Unknown, "", FreezeAndAsk}}, // it opens something: prudence
	{"autre jugement prononcant", "liquidation judiciaire", judged{MaybeOpening, Liquidation, FreezeAndAsk}},
	{"autre jugement prononcant", "redressement judiciaire", judged{MaybeOpening, Reorganisation, FreezeAndAsk}},
	{"autre jugement prononcant", "sauvegarde", judged{MaybeOpening, Safeguard, FreezeAndAsk}},
	{"autre jugement prononcant", "", judged{Other, "", Nothing}},
	{orders, "ouvre", judged{MaybeOpening, "", FreezeAndAsk}}, // Alsace-Moselle
	{orders, "", judged{Other, "", Ask}},
	{"jugement arretant le plan de redressement", "", judged{Plan, Reorganisation, Ask}},
	{"jugement arretant le plan de sauvegarde", "", judged{Plan, Safeguard, Ask}},
	{"jugement arretant un plan de cession", "", judged{Plan, "", Ask}},
	{"jugement arretant le plan de cession", "", judged{Plan, "", Ask}},
	{"jugement de plan de redressement", "", judged{Plan, Reorganisation, Ask}},
	{"jugement de plan de sauvegarde", "", judged{Plan, Safeguard, Ask}},
	{"jugement prononcant la cloture de la procedure de retablissement professionnel", "", judged{Closure, PersonalRelief, Ask}},
	{ended + " pour insuffisance d'actif", "", judged{Closure, Liquidation, Ask}},
	{ended + " de la liquidation", "", judged{Closure, Liquidation, Ask}},
	{ended + " de la procedure de sauvegarde", "", judged{Closure, Safeguard, Ask}},
	{ended, "", judged{Closure, "", Ask}},
	{"autre jugement de cloture", "", judged{Closure, "", Ask}},
	{"autre jugement de liquidation des biens", "", judged{Other, Liquidation, Nothing}},
	{"arret de la cour d'appel infirmant", "", judged{Reversal, "", Ask}},
	{"autre arret de la cour d'appel", "", judged{MaybeReversal, "", Ask}},
	{"jugement de retractation", "", judged{Withdrawn, "", Ask}},
	{"jugement de designation des organes", "", judged{Organs, "", Ask}},
	{"jugement accordant un delai pour deposer la liste des creances", "", judged{Other, "", Nothing}},
	{"depot de l'etat", "", judged{Deposit, "", Ask}},
	{"depot du projet de repartition", "", judged{Deposit, "", Ask}},
	{"autre avis de depot", "", judged{Deposit, "", Nothing}},
	{"liste des creances nees apres le jugement d'ouverture d'une procedure de liquidation", "", judged{PostJudgment, Liquidation, Ask}},
	{"liste des creances nees apres le jugement d'ouverture d'une procedure de redressement", "", judged{PostJudgment, Reorganisation, Ask}},
	{"liste des creances nees apres", "", judged{PostJudgment, "", Ask}},
}

// judge tells what a judgment means. Family and nature are as published, text
// is its body.
func judge(family, nature, text string) judged {
	n, t := plain(nature), plain(text)
	if strings.HasPrefix(plain(family), "retractation") {
		return judged{Withdrawn, "", Ask}
	}
	if strings.HasPrefix(n, broken) {
		return resolved(n)
	}
	for _, r := range rules {
		if strings.HasPrefix(n, r.nature) && strings.Contains(t, r.where) {
			if r.procedure == "" && r.effect == MaybeOpening {
				r.procedure = named(t)
			}
			return r.judged
		}
	}
	return judged{Unknown, named(n + " " + t), FreezeAndAsk}
}

// resolved reads "prononçant la résolution du plan de … et la liquidation": the
// new procedure is the one behind the last "et"; without one the plan has
// merely failed.
func resolved(nature string) judged {
	i := strings.LastIndex(nature, " et ")
	if i < 0 {
		return judged{Other, named(nature), Ask}
	}
	return judged{Opening, named(nature[i:]), Freeze}
}

// named finds the procedure that a folded text names.
func named(text string) Procedure {
	for _, p := range []struct {
		word string
		is   Procedure
	}{
		{"liquidation", Liquidation}, {"redressement", Reorganisation}, {"sauvegarde", Safeguard},
		{"sortie de crise", ExitFromCrisis}, {"retablissement professionnel", PersonalRelief},
	} {
		if strings.Contains(text, p.word) {
			return p.is
		}
	}
	return ""
}
