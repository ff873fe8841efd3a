package posting

import (
	"fmt"

	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/letter"
	"relance/internal/money"
	"relance/internal/postage"
	"relance/internal/registeredmail"
)

// paper is a letter as an envelope sees it.
type paper struct {
	pages, sheets int
	estimate      money.Cents
	priced        string // where the price stands
	fault         string // why no envelope takes it
}

// weigh counts a letter's paper as its carrier prints it and estimates what it
// costs on a day.
func (p *Post) weigh(o registeredmail.Order, on calendar.Date) (w paper, err error) {
	if w.pages, err = letter.Pages(o.PDF); err != nil {
		return w, err
	}
	w.sheets = w.pages // whoever posts by hand prints on one side
	name := p.route(o)
	if name == config.NoCarrier {
		w.fault = "nobody posts on paper (letters.carrier: none), and no electronic letter may go to this debtor"
		return w, nil
	}
	carrier, err := p.Carriers.Get(name)
	if err != nil {
		return w, err
	}
	if m, ok := carrier.(registeredmail.Measurer); ok {
		var most int
		if w.sheets, most, err = m.Sheets(o.PDF); err != nil {
			return w, err
		}
		if w.sheets > most {
			w.fault = tooThick(w.sheets, most)
		}
	}
	w.estimate, w.priced, err = p.estimate(name, carrier, o, w.sheets, on)
	return w, err
}

// estimate is a letter's price: by the user's own list, else as its carrier
// reckons it by the contract that is configured, else by the built-in list; 0
// when none of them knows.
func (p *Post) estimate(name string, c registeredmail.Carrier, o registeredmail.Order, sheets int, on calendar.Date) (money.Cents, string, error) {
	x := postage.Posting{Carrier: name, Simple: !o.Registered, Sheets: sheets, Colour: name != config.FolderCarrier, Receipt: true, On: on}
	own := p.Config.Letters.Prices
	if cents, line, ok := postage.PriceOf(own, x); ok {
		return cents, line.Source, nil
	}
	if e, ok := c.(registeredmail.Estimator); ok {
		cents, err := e.Estimate(o)
		if registeredmail.ErrorCode(err) != registeredmail.CodeNotFound {
			return cents, "letters." + name + ".price", err
		}
	}
	builtin, err := registeredmail.Prices()
	if err != nil {
		return 0, "", err
	}
	cents, line, _ := postage.PriceOf(postage.WithOwn(builtin, own), x)
	return cents, line.Source, nil
}

// tooThick says what to do about a letter that no envelope takes.
func tooThick(sheets, most int) string {
	return fmt.Sprintf("the letter has %d sheets, an envelope holds %d: attach fewer copies (letters.copies: false)", sheets, most)
}
