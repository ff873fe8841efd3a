package operate

import (
	"cmp"
	"encoding/hex"
	"encoding/json"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice/staff"
	"relance/internal/cli/frame"
	"relance/internal/people"
)

// Token looks after the tokens with which programs use the API.
type Token struct {
	List   tokenListCmd   `cmd:"" help:"List the tokens of programs."`
	Add    tokenAddCmd    `cmd:"" help:"Make a token; it is shown once."`
	Revoke tokenRevokeCmd `cmd:"" help:"End a token."`
}

// tokenAddCmd makes a token.
type tokenAddCmd struct {
	Name string `arg:"" help:"The program that will use it."`
	grantFlags
	Days int `default:"365" help:"How long it lives (${default} days)."`
}

// tokenView is a token that is shown once.
type tokenView struct {
	Name  string `json:"name"`
	Token string `json:"token"`
}

// Run shows the token once.
func (c *tokenAddCmd) Run(s *frame.Session) error {
	return accounts(s, func(a *staff.Accounts, who access.Actor) error {
		token, err := a.AddToken(s.Ctx, who, people.Token{Name: c.Name, Grant: c.grant(), Expires: s.Now().UTC().AddDate(0, 0, c.Days)})
		if err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(tokenView{c.Name, token})
		}
		s.Say("%s", token)
		return nil
	})
}

// tokenListCmd lists tokens.
type tokenListCmd struct{}

// Run prints them.
func (c *tokenListCmd) Run(s *frame.Session) error {
	return accounts(s, func(a *staff.Accounts, who access.Actor) error {
		list, err := a.Tokens(s.Ctx, who)
		if err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(list)
		}
		rows := make([][]string, len(list))
		for i, t := range list {
			rows[i] = []string{t.Name, s.W.Role(t.Grant.Role), t.Grant.Creditor, tokenState(s, t), cmp.Or(s.DayOf(t.LastUsed), "–")}
		}
		s.Table([]string{"TOKEN", "ROLE", "CREDITOR", "STATE", "LAST USED"}, rows)
		return nil
	})
}

func tokenState(s *frame.Session, t people.Token) string {
	switch {
	case !t.Revoked.IsZero():
		return s.W.Text("revoked")
	case !t.Alive(s.Now()):
		return s.W.Text("expired")
	}
	return s.W.Sprintf("until %s", s.DayOf(t.Expires))
}

// tokenRevokeCmd ends a token.
type tokenRevokeCmd struct {
	Name string `arg:"" help:"Name of the token."`
}

// Run ends it at once.
func (c *tokenRevokeCmd) Run(s *frame.Session) error {
	return accounts(s, func(a *staff.Accounts, who access.Actor) error {
		if err := a.RevokeToken(s.Ctx, who, c.Name); err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(map[string]any{"token": c.Name, "revoked": true})
		}
		s.Say("%s: revoked", c.Name)
		return nil
	})
}

// Audit looks at what people and programs did besides facts of cases.
type Audit struct {
	Verify auditVerifyCmd `cmd:"" help:"Check that no entry was changed or left out."`
	Export auditExportCmd `cmd:"" help:"Write the entries as JSON lines."`
}

// auditVerifyCmd checks the chain.
type auditVerifyCmd struct {
	Head []string `placeholder:"N:HASH" help:"Head that an earlier check printed: it must still stand in the record."`
}

// Run names the first entry that does not fit.
func (c *auditVerifyCmd) Run(s *frame.Session) error {
	return accounts(s, func(a *staff.Accounts, who access.Actor) error {
		known := make([]audit.Head, len(c.Head))
		for i, text := range c.Head {
			h, err := audit.ParseHead(text)
			if err != nil {
				return err
			}
			known[i] = h
		}
		head, err := a.VerifyAudit(s.Ctx, who, known...)
		if err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(verified{head.Seq, head.String()})
		}
		s.Say("%d {entry|entries}, none was changed or left out", head.Seq)
		s.Say("head, to be noted elsewhere: %s", head)
		return nil
	})
}

// verified is a record that fits together.
type verified struct {
	Entries int64  `json:"entries"`
	Head    string `json:"head"` // number and hash of the last entry
}

// auditExportCmd writes the entries.
type auditExportCmd struct {
	After int64 `placeholder:"N" help:"Only entries after this number."`
}

// exported is an entry with its place in the chain.
type exported struct {
	audit.Entry
	Previous string `json:"previous"` // SHA-256 (hex) of the entry before
	Hash     string `json:"hash"`
}

// Run writes one entry a line. The export is an entry itself.
func (c *auditExportCmd) Run(s *frame.Session) error {
	lines := json.NewEncoder(s.Stdout)
	lines.SetEscapeHTML(false)
	return accounts(s, func(a *staff.Accounts, who access.Actor) error {
		return a.Audit(s.Ctx, who, c.After, func(e audit.Entry) error {
			return lines.Encode(exported{e, hex.EncodeToString(e.Previous), hex.EncodeToString(e.Hash)})
		})
	})
}
