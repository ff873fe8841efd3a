package posting

import (
	"fmt"
	"os"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/notice"
	"relance/internal/registeredmail"
)

// largestSignature bounds the picture of a signature: it goes into every letter.
const largestSignature = 1 << 20

// signaturesOf reads the pictures of the creditors' signatures, by creditor.
func signaturesOf(cfg config.Config) (map[string][]byte, error) {
	out := map[string][]byte{}
	for i, c := range cfg.Creditors {
		if c.Signature == "" {
			continue
		}
		data, err := os.ReadFile(cfg.Path(c.Signature))
		if err == nil {
			err = letter.CheckSignature(data)
		}
		if err == nil && len(data) > largestSignature {
			err = fmt.Errorf("%d bytes are more than a letter should carry", len(data))
		}
		if err != nil {
			return nil, dunning.Errorf(dunning.CodeInvalid, "creditors[%d].signature: %w", i, err).
				WithHint("give a PNG or JPEG file of at most 1 MiB, beside the configuration")
		}
		out[c.ID] = data
	}
	return out, nil
}

// sheet says how a letter is drawn: signed, and as what its carrier takes. Only
// what a person posts is signed by hand.
func (l Composer) sheet(n dunning.Notice) letter.Options {
	return sheetOptions(l.templates, l.signatures, n, l.route(registeredmail.Order{
		Registered: n.Channel == dunning.RegisteredLetter, Electronic: reachedBy(n.Debtor),
	}))
}

// sheetOptions are those of a letter that a carrier takes.
func sheetOptions(t *notice.Templates, signatures map[string][]byte, n dunning.Notice, carrier string) letter.Options {
	o := letter.Options{Templates: t, Signature: signatures[n.Creditor.ID], Electronic: isElectronic(carrier)}
	o.ByHand = carrier == config.FolderCarrier && len(o.Signature) == 0 && n.Level.Rank() >= dunning.Final.Rank()
	return o
}
