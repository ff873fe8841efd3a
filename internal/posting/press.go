package posting

import (
	"slices"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/notice"
	"relance/internal/visit"
)

// Press words and draws what would leave, as it would leave. It hands nothing
// to anybody.
type Press struct {
	config     config.Config
	templates  *notice.Templates
	signatures map[string][]byte
}

// NewPress loads the wordings and signatures of a configuration.
func NewPress(cfg config.Config) (Press, error) {
	templates, err := Templates(cfg)
	if err != nil {
		return Press{}, err
	}
	signatures, err := signaturesOf(cfg)
	return Press{cfg, templates, signatures}, err
}

// Mail words a notice as an e-mail.
func (p Press) Mail(n dunning.Notice) (notice.Rendered, error) {
	n.Portal = p.config.PageAddress(n.Creditor, visit.Placeholder)
	return p.templates.Render(n)
}

// Letter draws a notice as a letter, for the carrier that would take it. One
// that is no letter is drawn as a registered one.
// What is on record of its enclosures is behind it, where the configuration
// wants copies; of an invented invoice nothing is.
func (p Press) Letter(n dunning.Notice, e dunning.Enclosures) ([]byte, error) {
	if !slices.Contains([]dunning.Channel{dunning.Letter, dunning.RegisteredLetter}, n.Channel) {
		n.Channel = dunning.RegisteredLetter
	}
	n = invited(p.config, n)
	carrier := p.config.Letters.Carrier
	switch fault, _ := n.Debtor.ElectronicFault(); {
	case n.Channel != dunning.RegisteredLetter:
		carrier = config.FolderCarrier
	case p.config.Letters.Electronic != "" && fault == "":
		carrier = p.config.Letters.Electronic
	}
	o := sheetOptions(p.templates, p.signatures, n, carrier)
	own, annexes, err := pages(n, o, p.config.Letters.Copies, e)
	if err != nil {
		return nil, err
	}
	return bind(n, o, own, annexes)
}
