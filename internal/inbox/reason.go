package inbox

import (
	"regexp"
	"strings"
)

// cause is one reason for which servers refuse mail, with the words they use.
// A phrase with " & " asks for all of its pieces, in that order.
type cause struct {
	class      Class
	id         string
	diagnostic bool // the words count only in the answer of the receiving server
	phrases    []string
}

// matchReason looks a server's answer up in the table; the first row that
// matches wins, so that the order of the table is part of the rule.
func matchReason(text string, diagnostic bool) (Class, string) {
	plainly := strings.Join(strings.Fields(plain(text)), " ")
	if plainly == "" {
		return "", ""
	}
	if m := orangeCode.FindStringSubmatch(plainly); m != nil {
		if c, ok := frenchCodes[m[1]]; ok {
			return c.class, c.id
		}
	}
	for _, row := range causes {
		if row.diagnostic && !diagnostic {
			continue
		}
		for _, p := range row.phrases {
			if holdsInOrder(plainly, p) {
				return row.class, row.id
			}
		}
	}
	return "", ""
}

// orangeCode is the number with which Orange, Wanadoo, SFR's and La Poste's
// servers end their answers: OFR_416, LPN007_426.
var orangeCode = regexp.MustCompile(`\b(?:ofr|lpn|oim|wan)\d*_(\d{3})\b`)

// frenchCodes says what the numbers mean; the status beside them is often
// 5.5.0 whatever the reason.
var frenchCodes = map[string]cause{
	"416": {class: BouncePermanent, id: "orange-unknown"}, "418": {class: BouncePermanent, id: "orange-unknown"},
	"420": {class: BouncePermanent, id: "orange-archived"}, "426": {class: BouncePermanent, id: "orange-suspended"},
	"417": {class: BounceFull, id: "orange-full"},
	"101": {class: BouncePolicy, id: "orange-blocked"}, "102": {class: BouncePolicy, id: "orange-blocked"},
	"103": {class: BouncePolicy, id: "orange-blocked"}, "109": {class: BouncePolicy, id: "orange-blocked"},
	"510": {class: BouncePolicy, id: "orange-blocked"}, "630": {class: BouncePolicy, id: "orange-blocked"},
	"104": {class: BouncePolicy, id: "orange-connections"}, "107": {class: BouncePolicy, id: "orange-limit"},
	"108": {class: BouncePolicy, id: "orange-limit"}, "403": {class: BouncePolicy, id: "orange-sender"},
	"405": {class: BouncePolicy, id: "orange-sender"}, "415": {class: BouncePolicy, id: "orange-sender"},
	"421": {class: BouncePolicy, id: "orange-sender"}, "401": {class: BouncePolicy, id: "orange-authentication"},
	"402": {class: BouncePolicy, id: "orange-authentication"}, "517": {class: BouncePolicy, id: "orange-authentication"},
	"506": {class: BouncePolicy, id: "orange-spam"}, "513": {class: BouncePolicy, id: "orange-format"},
	"514": {class: BouncePolicy, id: "orange-size"}, "515": {class: BouncePolicy, id: "orange-content"},
	"105": {class: BounceTemporary, id: "orange-later"}, "201": {class: BounceTemporary, id: "orange-later"},
	"423": {class: BounceTemporary, id: "orange-later"}, "424": {class: BounceTemporary, id: "orange-later"},
	"505": {class: BounceTemporary, id: "orange-later"},
}

// statusClasses gives the class of RFC 3463's subject and detail. What is not
// here says too little: x.0.0, x.3.0, x.5.x.
var statusClasses = map[string]Class{
	"1.0": BouncePermanent, "1.1": BouncePermanent, "1.2": BouncePermanent, "1.3": BouncePermanent, "1.4": BouncePermanent,
	"1.6": BouncePermanent, "1.10": BouncePermanent,
	"1.7": BouncePolicy, "1.8": BouncePolicy, "1.9": BouncePolicy,
	"2.0": BouncePolicy, "2.1": BouncePermanent, "2.2": BounceFull, "2.3": BouncePolicy, "2.4": BouncePermanent,
	"3.1": BounceFull, "3.2": BounceTemporary, "3.3": BouncePolicy, "3.4": BouncePolicy, "3.5": BounceTemporary,
	"4.0": BounceTemporary, "4.1": BounceTemporary, "4.2": BounceTemporary, "4.3": BounceTemporary, "4.4": BouncePermanent,
	"4.5": BounceTemporary, "4.6": BounceTemporary, "4.7": BounceTemporary,
	"6.0": BouncePolicy, "6.1": BouncePolicy, "6.2": BouncePolicy, "6.3": BouncePolicy, "6.5": BouncePolicy, "6.9": BouncePolicy,
}

// classOfStatus reads a status code that says something.
func classOfStatus(status string) Class {
	class, detail, ok := strings.Cut(status, ".")
	if !ok {
		return ""
	}
	c := statusClasses[detail]
	switch {
	case c == "" && strings.HasPrefix(detail, "4."):
		return BounceTemporary
	case c == "" && strings.HasPrefix(detail, "6."):
		return BouncePolicy
	case strings.HasPrefix(detail, "7."):
		return BouncePolicy
	case class == "4" && (c == BouncePermanent && !strings.HasPrefix(detail, "1.") || detail == "2.0" || detail == "2.1"):
		return BounceTemporary
	}
	return c
}

// classOfReply reads an SMTP reply code, the last resort.
func classOfReply(code string) Class {
	switch {
	case code == "552":
		return BounceFull
	case code == "551" || code == "556":
		return BouncePermanent
	case code == "571":
		return BouncePolicy
	case strings.HasPrefix(code, "4"):
		return BounceTemporary
	}
	return ""
}
