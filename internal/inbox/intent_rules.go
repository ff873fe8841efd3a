package inbox

import (
	"regexp"
	"strings"
	"sync"
)

// intentRule is one section of phrases/intents.txt.
type intentRule struct {
	kind IntentKind
	on   []*regexp.Regexp // one must match a clause
	off  []*regexp.Regexp // none may match that clause
}

// macros are written out in the patterns of phrases/intents.txt.
var macros = strings.NewReplacer(
	"{aux}", `\b(?:a|ai|avons|ont|a ete|ont ete|vous ai|vous a) `,
	"{ne}", `\b(?:ne |n')`,
	"{pp}", `(?:(?:payee?|reglee?|viree?|soldee?|acquittee?|versee?|honoree?)s?|mise?s? en paiement|(?:effectue|fait|emis|envoye|poste|passe|lance|valide|adresse|expedie|realise|execute|remis|transmis)(?: \S+){0,4} (?:virement|reglement|paiement|cheque|versement))`,
	"{fut}", `(?:(?:regler|paier|payer|virer|verser|solder|acquitter|honorer)(?:ons|ai|a|ont)|(?:fer|enverr|effectuer|proceder|emettr|lancer|passer|poster)(?:ons|ai|a|ont)(?: \S+){0,4} (?:virement|reglement|paiement|cheque|versement))`,
	"{cond}", `\b(?:si (?:vous|nous|on|le|la|les|tout|cela|c'est|j|possible)|s'il|s'ils|des qu|une fois|lorsqu|quand |tant qu|a condition|sous reserve|apres |a reception|a la reception|des (?:la |votre |notre )?(?:reception|retour|encaissement|accord|validation|livraison)|en attente|avant d|qu'apres|a moins)`,
	"{ask}", `\b(?:merci (?:de |d')|veuillez|vous pouvez|vous devez|il (?:faut|convient d\S*)|je vous (?:invite|prie|demande|laisse|suggere|conseille)(?: a| de)?|nous vous (?:invitons|prions|demandons|laissons|conseillons)(?: a| de)?|priere (?:de|d')|desormais|dorenavant|a l'avenir|bien vouloir|remerci\w+ d\S*)(?: bien)?(?: vouloir)?(?: desormais| dorenavant| directement| plutot)?(?: \S+){0,2}? ?`,
)

// intentRules are the sections in the order of the file, compiled when the
// first mail needs them.
var intentRules = sync.OnceValue(readIntents)

func readIntents() []intentRule {
	var out []intentRule
	for _, s := range sections("intents") {
		r := intentRule{kind: IntentKind(s.heading[0])}
		for _, line := range s.phrases {
			sign, pattern, _ := strings.Cut(line, " ")
			e := regexp.MustCompile(macros.Replace(pattern))
			if sign == "+" {
				r.on = append(r.on, e)
			} else {
				r.off = append(r.off, e)
			}
		}
		out = append(out, r)
	}
	return out
}

// fires tells which of the patterns a clause matches, from 1 on; 0 is none, or
// a veto.
func (r intentRule) fires(clause string) int {
	for i, on := range r.on {
		if !on.MatchString(clause) {
			continue
		}
		for _, off := range r.off {
			if off.MatchString(clause) {
				return 0
			}
		}
		return i + 1
	}
	return 0
}
