package inbox

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// attribution ends the line with which mail programs introduce what they
// quote: "Le 17 mars 2026 à 09:00, X a écrit :". The words of many languages
// stand at its end; what stands before must hold a date, an address or "you".
var (
	attributionEnd = regexp.MustCompile(`(?i)(?:\ba écrit|\ba ecrit|\bwrote|\bwrites|\bschrieb|\bgeschrieben|\bescribió|\bescribio|\bha scritto|\bscrisse|\bgeschreven|\bschreef|\bnapisał(?:\(a\)|a)?|\bskrev|\bkirjoitti|пишет|пише|писал(?:а)?|написал(?:а)?|написав|\bescreveu|\bnapsal(?:\(a\)|a)?|\bírta|\bwrote on [^:]{4,40}|\ba scris|\byazdı|-д хийж бичсэн)\s*:?\s*$`)
	// attributionBare has no verb: "2017-02-05 13:29 GMT+02:00 Name <a@example.com>:".
	attributionBare = regexp.MustCompile(`^(?:>\s*)?(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}).{0,200}<[^<>\s]+@?[^<>]*>\s*:\s*$`)
	// attributionStart begins one that may go on on further lines.
	attributionStart = regexp.MustCompile(`(?i)^[>\s]*(?:le|on|am|el|il|op|em|den|dnia|at|em|w dniu|(?:ma|ti|ke|to|pe|la|su|lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)\.?|\d{1,4})[\s,.]`)
	dated            = regexp.MustCompile(`\d|<[^<>]+@[^<>]+>|(?i:\byou\b)|@`)
)

// originalLine announces the mail that is answered or passed on.
var originalLine = regexp.MustCompile(`(?i)^\s*>?\s*-{2,}\s*(?:original message|original appointment|message d['’]origine|message original|message transféré|message transfere|forwarded message|forwarded by .*|ursprüngliche nachricht|weitergeleitete nachricht|urspr.{1,4}ngliche nachricht|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|reply message|opprinnelig melding|oprindelig meddelelse|vidarebefordrat mejl|wiadomość oryginalna|исходное сообщение|пересылаемое сообщение|reply above this line|répondre au-dessus de cette ligne)\s*-{2,}\s*$`)

var forwardLine = regexp.MustCompile(`(?i)^\s*(?:début du message (?:transféré|réexpédié)|begin forwarded message|anfang der weitergeleiteten nachricht|inicio del mensaje reenviado|inizio messaggio inoltrato)\s*:?\s*$`)

// label begins a line of the header block that Outlook and others quote.
var label = regexp.MustCompile(`(?i)^[>\s*_]*(de|from|von|da|van|från|fra|от|od|expéditeur|envoyé|envoyé par|envoyée|sent|date|gesendet|datum|inviato|enviado|enviado el|verzonden|skickat|sendt|дата|отправлено|wysłano|data|fecha|à|a|to|an|para|till|til|aan|кому|do|destinataire|cc|copie à|copie|bcc|cci|objet|subject|betreff|oggetto|asunto|onderwerp|ämne|emne|тема|temat|assunto|reply-to|répondre à|importance|priorité|sujet)\s*\*{0,2}\s?:\**(?:\s|$)`)

// senders begin such a block.
var senders = set("de", "from", "von", "da", "van", "från", "fra", "от", "od", "expéditeur", "envoyé par")

// orange is the first line that the webmails of Orange and La Poste quote.
var orange = regexp.MustCompile(`(?i)^>\s*Message du \d{1,2}/\d{1,2}/\d{2,4}`)

func quoted(line string) bool {
	t := strings.TrimLeft(line, " \t")
	return strings.HasPrefix(t, ">") || strings.HasPrefix(t, "|") && strings.HasPrefix(line, "|") || initials.MatchString(line)
}

// initials mark quotations of old programs: "C> text".
var initials = regexp.MustCompile(`^[A-Z]{1,3}>(?: |$)`)

// attributionAt tells how many lines from i on are an attribution; 0 when none is.
func attributionAt(lines []string, i int) int {
	joined := ""
	for n := 0; n < 4 && i+n < len(lines); n++ {
		l := strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(lines[i+n]), ">"))
		l = norm.NFC.String(straight.Replace(l))
		if l == "" {
			return 0
		}
		if n > 0 && quoted(lines[i+n]) != quoted(lines[i]) && !strings.HasPrefix(l, "wrote") && !strings.HasSuffix(l, ":") {
			return 0
		}
		joined = strings.TrimSpace(joined + " " + l)
		if len(joined) > 400 {
			return 0
		}
		if !mayEnd(l) {
			continue
		}
		if attributionEnd.MatchString(joined) && dated.MatchString(joined) || attributionBare.MatchString(joined) {
			if n > 0 && !attributionStart.MatchString(lines[i]) && attributionAt(lines, i+1) > 0 {
				return 0 // the first line is the writer's own
			}
			return n + 1
		}
	}
	return 0
}

// verbs are last words of attributions that end without a colon.
var verbs = set("écrit", "ecrit", "wrote", "writes", "schrieb", "geschrieben", "escribió", "scritto", "scrisse", "geschreven", "schreef",
	"napisał(a)", "napisał", "skrev", "kirjoitti", "пишет", "пише", "писал", "escreveu", "scris")

// mayEnd tells cheaply whether a line can end an attribution.
func mayEnd(line string) bool {
	return strings.HasSuffix(line, ":") || verbs[strings.ToLower(line[strings.LastIndexByte(line, ' ')+1:])]
}

// blockAt tells how many lines from i on are a quoted header: a sender, and
// two more labels within the lines that follow. Values may go on on a further
// line.
func blockAt(lines []string, i int) int {
	if head := lines[i][:min(len(lines[i]), 60)]; !strings.Contains(head, ":") {
		return 0
	}
	first := label.FindStringSubmatch(lines[i])
	if first == nil || !senders[strings.ToLower(first[1])] {
		return 0
	}
	labels, last, misses := map[string]bool{}, i, 0
	for n := i; n < len(lines) && n < i+14; n++ {
		if found := label.FindStringSubmatch(lines[n]); found != nil {
			labels[strings.ToLower(found[1])] = true
			last, misses = n, 0
			continue
		}
		misses++
		if misses > 1 {
			break
		}
	}
	if len(labels) < 3 {
		return 0
	}
	return last - i + 1
}
