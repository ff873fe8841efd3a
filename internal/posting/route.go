package posting

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"relance/activities"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/notice"
	"relance/internal/registeredmail"
)

// route names the carrier of a letter: electronic ones go to who accepts them,
// simple ones to the folder.
func (p *Post) route(o registeredmail.Order) string {
	switch {
	case !o.Registered:
		return config.FolderCarrier
	case o.Electronic != nil && p.Config.Letters.Electronic != "":
		return p.Config.Letters.Electronic
	}
	return p.Config.Letters.Carrier
}

// isElectronic tells whether a carrier takes electronic letters.
func isElectronic(carrier string) bool {
	k, ok := config.CarrierOf(carrier)
	return ok && k.Electronic
}

// LetterID names the letter of a message: the folder of one that a person
// posts.
func LetterID(message int64) string { return fmt.Sprintf("lettre-%d", message) }

// orderID names the order of a message with a carrier. At a provider it must
// be unique in the account, which several installations may share.
func orderID(carrier string, m dunning.Message) string {
	if carrier == config.FolderCarrier {
		return LetterID(m.ID)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%d/%s", m.Creditor, m.Debtor, m.ID, m.Created.UTC().Format(time.RFC3339Nano)))
	return fmt.Sprintf("%s-%x", LetterID(m.ID), sum[:6])
}

// orderOf makes the carrier's order from what is kept on record.
func orderOf(p activities.Parcel, id string) registeredmail.Order {
	n := p.Reserved.Notice
	o := registeredmail.NewOrder(id, p.Rendered.Bytes)
	o.Registered = p.Reserved.Message.Channel == dunning.RegisteredLetter
	o.Sender = registeredmail.Address{Lines: senderLines(n.Creditor), Country: n.Creditor.Address.Country}
	o.Recipient = registeredmail.Address{Lines: strings.Split(p.Rendered.Recipient, "\n"), Country: n.Debtor.Address.Country}
	var numbers []string
	for _, item := range n.Items {
		numbers = append(numbers, item.Invoice.Number)
	}
	o.Reference = strings.Join(numbers, ", ")
	if o.Registered {
		o.Electronic = reachedBy(n.Debtor)
	}
	return o
}

func senderLines(c dunning.Creditor) []string {
	lines := append([]string{notice.SenderName(c)}, c.Address.Lines...)
	return append(lines, strings.TrimSpace(c.Address.Postcode+" "+c.Address.City))
}

// reachedBy says how an electronic letter reaches a debtor; nil when none may
// go to him.
func reachedBy(d dunning.Debtor) *registeredmail.Electronic {
	if fault, _ := d.ElectronicFault(); fault != "" {
		return nil
	}
	return &registeredmail.Electronic{
		Email: d.Email, Name: d.Name, Professional: !d.Regime.NeedsConsent(), ConsentOn: d.Electronic.ConsentOn, Manner: d.Electronic.Manner,
	}
}
