package interest

import (
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/money"
)

// feeDue is the 40 € when the regime gives it, principal was still open after
// the due date, and no judgment had forbidden its payment by then.
func (in Input) feeDue(open bool) money.Cents {
	if !open || !in.Regime.feeDue() || in.WaiveFee || !in.On.After(in.Due) || in.barred() {
		return 0
	}
	return FixedFee
}

// barred tells whether a judgment forbade payment on the due date (C. com.
// L441-10 II, last sentence). It takes effect at the start of its day.
func (in Input) barred() bool { return in.Judgment != nil && !in.Judgment.After(in.Due) }

// warnings collects what the reader should know, in a fixed order.
func (l *account) warnings(r Result, dailyKnown bool) []Warning {
	w := warner{list: []Warning{}}
	l.warnStart(&w)
	l.warnRate(&w, r)
	l.warnJudgment(&w)
	l.warnWaived(&w)
	l.warnMoney(&w, r)
	if !dailyKnown {
		w.add(WarnDailyIncreaseUnknown, "Le taux applicable à partir du %s n'est pas connu : le montant par jour de retard supplémentaire n'est pas indiqué.",
			l.in.On.AddDays(1).French())
	}
	return w.list
}

type warner struct{ list []Warning }

func (w *warner) add(code, format string, args ...any) {
	w.list = append(w.list, Warning{code, sentence(format, args...)})
}

func (l *account) warnStart(w *warner) {
	switch in := l.in; {
	case !in.Regime.needsNotice():
	case in.NoticeReceived == nil:
		w.add(WarnNoNotice, "Aucune mise en demeure reçue : l'intérêt légal ne court pas encore (C. civ. 1231-6 et 1344-1).")
	case !in.NoticeReceived.Before(in.On):
		w.add(WarnNoticeAfterOn, "La mise en demeure du %s n'a pas encore fait courir d'intérêt au %s.", in.NoticeReceived.French(), in.On.French())
	}
}

func (l *account) warnRate(w *warner, r Result) {
	in := l.in
	switch {
	case in.Regime == Public && !in.Rate.restates(publicPoints):
		w.add(WarnClauseIgnored, "Le taux convenu (%s) est écarté : celui des acheteurs publics est fixé par les textes (CCP R2192-31).", in.Rate.French())
	case in.Regime.needsNotice() && in.Rate.kind != RateDefault:
		w.add(WarnClauseIgnored, "Le taux convenu (%s) n'est pas appliqué : envers un non-professionnel, une clause pénale relève du juge (C. civ. 1231-5, C. conso. L212-1) ; seul l'intérêt légal est calculé.", in.Rate.French())
	}
	if floors := floors(r.Periods); floors != "" {
		w.add(WarnFloor, "Le taux convenu (%s) est inférieur à trois fois le taux légal : le plancher est appliqué, %s (C. com. L441-10 II).", in.Rate.French(), floors)
	}
	if l.unknown != nil {
		w.add(WarnRatesUnknown, "Le taux du %s n'est pas connu : les intérêts sont arrêtés au %s ; ceux courus depuis restent dus.",
			l.unknown.HalfYear, l.until.French())
	}
}

// floors lists the floors applied: "15,21 % (2024-S1), 14,76 % (2024-S2)".
func floors(ps []Period) string {
	var list []string
	for _, p := range ps {
		if words := p.Rate.French() + " (" + calendar.HalfYearOf(p.From).String() + ")"; p.FloorApplied && !slices.Contains(list, words) {
			list = append(list, words)
		}
	}
	return strings.Join(list, ", ")
}

func (l *account) warnJudgment(w *warner) {
	in := l.in
	if in.Judgment == nil || in.Judgment.After(in.On) {
		return
	}
	if l.base > 0 || l.days > 0 {
		w.add(WarnStoppedByJudgment, "Les intérêts s'arrêtent la veille du jugement d'ouverture du %s (C. com. L622-28) ; la créance antérieure se déclare au mandataire et ne se paie plus (L622-7, L622-24).", in.Judgment.French())
	}
	if in.Regime.feeDue() && in.barred() && in.On.After(in.Due) {
		w.add(WarnFeeBarred, "L'indemnité de 40 € n'est pas due : le jugement d'ouverture interdisait le paiement à l'échéance (C. com. L441-10 II).")
	}
	for _, m := range in.movements() {
		if m.kind == MovePaid && !m.Date.Before(*in.Judgment) {
			w.add(WarnPaidAfterJudgment, "Le paiement de %s du %s suit le jugement d'ouverture : il peut être annulé (C. com. L622-7).", frenchMoney(m.Amount), m.Date.French())
		}
	}
}

func (l *account) warnWaived(w *warner) {
	in := l.in
	if in.WaiveInterest && l.days > 0 {
		w.add(WarnInterestWaived, "Le créancier a renoncé aux intérêts de retard : %d jours de retard ne sont pas comptés.", l.days)
	}
	if in.WaiveFee && in.Regime.feeDue() {
		w.add(WarnFeeWaived, "Le créancier a renoncé à l'indemnité de 40 €.")
	}
}

func (l *account) warnMoney(w *warner, r Result) {
	if surplus := l.surplus + l.given.surplus; surplus > 0 {
		w.add(WarnOverpaid, "Trop-perçu de %s : le débiteur a payé plus que ce qui pouvait être réclamé.", frenchMoney(surplus))
	}
	if l.overCredited > 0 {
		w.add(WarnCreditExceeds, "Les avoirs dépassent de %s le principal restant dû : cette somme revient au débiteur, elle ne paie pas d'intérêts.", frenchMoney(l.overCredited))
	}
	var credited money.Cents
	for _, c := range l.in.Credits {
		if !c.Date.After(l.in.On) {
			credited += c.Amount
		}
	}
	if credited >= l.in.Principal && r.Interest+r.Fee > 0 {
		w.add(WarnCreditedInFull, "La facture est entièrement annulée par avoir : vérifiez que les intérêts et l'indemnité se justifient encore.")
	}
	for _, ps := range [][]Payment{l.in.Payments, l.in.Credits} {
		for _, p := range ps {
			if p.Date.After(l.in.On) {
				w.add(WarnLaterPayment, "Le mouvement de %s du %s, postérieur au %s, n'est pas compté.", frenchMoney(p.Amount), p.Date.French(), l.in.On.French())
			}
		}
	}
}
