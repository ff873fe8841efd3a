package words

import (
	"strings"

	"relance/internal/company"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/insolvency"
	"relance/internal/money"
)

// TaskDetail says what a task is about: a reason, a category, a kind of event, a
// sum, a day. What a person or a carrier wrote is given back as it is.
func (w Words) TaskDetail(c dunning.TaskCode, detail string) string {
	switch c {
	case dunning.TaskDispute:
		return w.Dispute(detail)
	case dunning.TaskReadAnswer:
		return w.Answer(detail)
	case dunning.TaskReadMail:
		if detail == "attachment" {
			return w.Pick("pièce jointe", "attachment")
		}
		return w.Mail(inbox.Class(detail))
	case dunning.TaskReadNotice:
		if detail == "post_judgment" {
			return w.Pick("facture postérieure au jugement d’ouverture", "invoice of after the opening judgment")
		}
		return w.InsolvencyEffect(insolvency.Effect(detail))
	case dunning.TaskRegister:
		return w.registerDetail(detail)
	case dunning.TaskOverpaid, dunning.TaskAccessories, dunning.TaskStrangeCard:
		if sum, err := money.ParseDecimal(detail, money.PointDecimal); err == nil {
			return w.Number(sum)
		}
	case dunning.TaskCardReturn:
		return w.cardReturn(detail)
	}
	if _, ok := reasons[dunning.Reason(detail)]; ok {
		return w.Reason(dunning.Reason(detail))
	}
	if text, ok := kinds[dunning.Kind(detail)]; ok {
		return w.Pick(text.fr, text.en)
	}
	return w.Reword(detail)
}

// registerDetail says why a case stands still for the register, or which fields
// the register tells otherwise; their codes stand with commas between them.
func (w Words) registerDetail(detail string) string {
	parts := strings.Split(detail, ",")
	for i, p := range parts {
		if _, ok := registerHalts[company.Halt(p)]; ok {
			parts[i] = w.registerHalt(company.Halt(p))
		} else {
			parts[i] = w.RegisterField(company.Field(p))
		}
	}
	return strings.Join(parts, ", ")
}

// cardReturn says what became of a card payment: its kind, where it stands and
// the sum, which the detail of the task holds as three words.
func (w Words) cardReturn(detail string) string {
	parts := strings.Fields(detail)
	if len(parts) != 3 {
		return detail
	}
	sum, err := money.ParseDecimal(parts[2], money.PointDecimal)
	if err != nil {
		return detail
	}
	return of(w, cardReturns, parts[0]) + ", " + of(w, cardReturnStates, parts[1]) + w.Colon() + w.Number(sum)
}

var cardReturns = map[string]both{
	"refund": {"remboursement", "refund"}, "chargeback": {"contestation de la carte", "chargeback"},
}

var cardReturnStates = map[string]both{
	"pending": {"en cours", "pending"}, "done": {"effectué", "done"}, "void": {"sans suite", "void"},
}
