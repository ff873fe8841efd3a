package cli

import (
	"errors"
	"fmt"

	"relance/internal/insolvency"
)

// insolvencyGroup holds what concerns collective procedures. Without a word of
// its own it notes proceedings on a case, as it always did.
type insolvencyGroup struct {
	Note insolvencyCmd     `cmd:"" default:"withargs" help:"Note insolvency proceedings on a case."`
	Read insolvencyReadCmd `cmd:"" help:"Show what an answer of the BODACC (official notices) says."`
}

// insolvencyReadCmd shows what an answer of the gazette's open data says. It
// needs neither database nor configuration, and freezes nothing.
type insolvencyReadCmd struct {
	File string `arg:"" help:"Answer of the service, as JSON: its records call or an export; - is the standard input."`
}

// Run prints one entry for each notice.
func (c *insolvencyReadCmd) Run(s *session) error {
	data, err := s.readFile(c.File, insolvency.MaxBytes)
	if err != nil {
		return errors.New(c.File + ": " + fileFault(err))
	}
	notices, err := insolvency.Read(data)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if s.json {
		return s.printJSON(notices)
	}
	rows := make([][]string, len(notices))
	for i, n := range notices {
		rows[i] = []string{
			n.ID, n.SIREN, n.Published.FrenchShort(), string(n.Effect), string(n.Procedure), dayText(n.Judgment.FrenchShort(), n.Judgment.IsZero()),
			dayText(n.ClaimBy.FrenchShort(), n.ClaimBy.IsZero()), string(n.Action), shorten(joinParts(n.Holder, n.Address), 60),
		}
	}
	s.table([]string{"ANNONCE", "SIREN", "PARUE LE", "EFFET", "PROCÉDURE", "JUGEMENT", "DÉCLARER AVANT LE", "SUITE", "DÉCLARER À"}, rows)
	return nil
}

// dayText is a day, or a dash when there is none.
func dayText(text string, none bool) string {
	if none {
		return "–"
	}
	return text
}
