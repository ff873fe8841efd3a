package operate

import (
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice/staff"
	"relance/internal/cli/frame"
	"relance/internal/people"
)

// User looks after who may sign in.
type User struct {
	List     userListCmd     `cmd:"" help:"List who may sign in."`
	Add      userAddCmd      `cmd:"" help:"Add a user; prints the secret of a one-time link."`
	Link     userLinkCmd     `cmd:"" help:"Make another one-time link for a user."`
	Role     userRoleCmd     `cmd:"" help:"Give a user a role for a creditor, or take it away."`
	Disable  userDisableCmd  `cmd:"" help:"Shut a user out; his sessions end at once."`
	Enable   userEnableCmd   `cmd:"" help:"Let a user in again."`
	Sessions userSessionsCmd `cmd:"" help:"List the living sessions of a user, or end them."`
	TOTP     userTOTPCmd     `cmd:"" name:"totp" help:"Set the authenticator of a user up, or take it away."`
}

// grantFlags say what somebody may do, and for whom.
type grantFlags struct {
	Role     string `required:"" enum:"reader,clerk,approver,admin" placeholder:"ROLE" help:"reader, clerk, approver or admin."`
	Creditor string `default:"*" placeholder:"ID" help:"Creditor it is for; * is every one."`
}

func (f grantFlags) grant() people.Grant { return people.Grant{Creditor: f.Creditor, Role: f.Role} }

// accounts opens the use cases about people and programs, for the person at the
// shell.
func accounts(s *frame.Session, do func(a *staff.Accounts, who access.Actor) error) error {
	a, err := s.Rooms()
	if err != nil {
		return err
	}
	defer a.Close()
	return do(a.Staff(), access.Shell(s.Author("")))
}

// linkView is a secret that is shown once.
type linkView struct {
	Login  string `json:"login"`
	Secret string `json:"secret"`
	Hours  int    `json:"hours"` // it may be used
}

func sayLink(s *frame.Session, login, secret string) error {
	v := linkView{Login: login, Secret: secret, Hours: int(people.LinkLife.Hours())}
	if s.JSON {
		return s.PrintJSON(v)
	}
	s.Say("one-time secret of %s, to be used within %d hour: %s", v.Login, v.Hours, v.Secret)
	return nil
}

// userAddCmd adds a user.
type userAddCmd struct {
	Login string `arg:"" help:"E-mail address, or a short name."`
	Name  string `placeholder:"NAME" help:"Name as others read it (default: the login)."`
	grantFlags
}

// Run adds the user and shows the secret once.
func (c *userAddCmd) Run(s *frame.Session) error {
	return accounts(s, func(a *staff.Accounts, who access.Actor) error {
		u, secret, err := a.AddUser(s.Ctx, who, people.NewUser{Login: c.Login, Name: c.Name, Grant: c.grant()})
		if err != nil {
			return err
		}
		return sayLink(s, u.Login, secret)
	})
}

// userLinkCmd makes another link.
type userLinkCmd struct {
	Login string `arg:"" help:"Login of the user."`
}

// Run shows the secret once; earlier links end.
func (c *userLinkCmd) Run(s *frame.Session) error {
	return accounts(s, func(a *staff.Accounts, who access.Actor) error {
		secret, err := a.NewLink(s.Ctx, who, c.Login)
		if err != nil {
			return err
		}
		return sayLink(s, strings.ToLower(c.Login), secret)
	})
}

// userListCmd lists users.
type userListCmd struct{}

// Run prints them by login.
func (c *userListCmd) Run(s *frame.Session) error {
	return accounts(s, func(a *staff.Accounts, who access.Actor) error {
		users, err := a.Users(s.Ctx, who)
		if err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(users)
		}
		rows := make([][]string, len(users))
		for i, u := range users {
			rows[i] = []string{u.Login, u.Name, grantsText(s, u.Grants), userState(s, u)}
		}
		s.Table([]string{"LOGIN", "NAME", "ROLES", "STATE"}, rows)
		return nil
	})
}

func grantsText(s *frame.Session, grants []people.Grant) string {
	texts := make([]string, len(grants))
	for i, g := range grants {
		texts[i] = s.W.Role(g.Role) + " (" + g.Creditor + ")"
	}
	return strings.Join(texts, ", ")
}

func userState(s *frame.Session, u people.User) string {
	switch {
	case !u.Disabled.IsZero():
		return s.W.Text("disabled")
	case !u.Ready:
		return s.W.Text("has not set a password yet")
	}
	return s.W.Text("active")
}

// userRoleCmd changes a role.
type userRoleCmd struct {
	Login    string `arg:"" help:"Login of the user."`
	Role     string `required:"" enum:"reader,clerk,approver,admin,none" placeholder:"ROLE" help:"reader, clerk, approver, admin, or none to take it away."`
	Creditor string `default:"*" placeholder:"ID" help:"Creditor it is for; * is every one."`
}

// Run changes it.
func (c *userRoleCmd) Run(s *frame.Session) error {
	g := people.Grant{Creditor: c.Creditor, Role: c.Role}
	if g.Role == "none" {
		g.Role = ""
	}
	return accounts(s, func(a *staff.Accounts, who access.Actor) error {
		if err := a.SetRole(s.Ctx, who, c.Login, g); err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(map[string]string{"login": c.Login, "creditor": c.Creditor, "role": c.Role})
		}
		s.Say("%s: %s for creditor %s", c.Login, c.Role, c.Creditor)
		return nil
	})
}

// userDisableCmd shuts a user out.
type userDisableCmd struct {
	Login string `arg:"" help:"Login of the user."`
}

// Run shuts him out.
func (c *userDisableCmd) Run(s *frame.Session) error { return setDisabled(s, c.Login, true) }

// userEnableCmd lets a user in again.
type userEnableCmd struct {
	Login string `arg:"" help:"Login of the user."`
}

// Run lets him in.
func (c *userEnableCmd) Run(s *frame.Session) error { return setDisabled(s, c.Login, false) }

func setDisabled(s *frame.Session, login string, out bool) error {
	return accounts(s, func(a *staff.Accounts, who access.Actor) error {
		if err := a.SetDisabled(s.Ctx, who, login, out); err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(map[string]any{"login": login, "disabled": out})
		}
		s.Say("%s: %s", login, s.W.Text(map[bool]string{true: "disabled", false: "active"}[out]))
		return nil
	})
}

// userSessionsCmd lists or ends sessions.
type userSessionsCmd struct {
	Login string `arg:"" help:"Login of the user."`
	End   int64  `default:"-1" placeholder:"N" help:"End the session of this number; 0 ends all."`
}

// Run lists the living ones.
func (c *userSessionsCmd) Run(s *frame.Session) error {
	return accounts(s, func(a *staff.Accounts, who access.Actor) error {
		if c.End >= 0 {
			return c.end(s, a, who)
		}
		list, err := a.Sessions(s.Ctx, who, c.Login)
		if err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(append([]people.Session{}, list...))
		}
		rows := make([][]string, len(list))
		for i, x := range list {
			rows[i] = []string{strconv.FormatInt(x.ID, 10), s.Clock(x.LastSeen), x.Address, frame.Shorten(x.Agent, 50)}
		}
		s.Table([]string{"SESSION", "LAST SEEN", "ADDRESS", "BROWSER"}, rows)
		return nil
	})
}

// end ends one session, or all of them.
func (c *userSessionsCmd) end(s *frame.Session, a *staff.Accounts, who access.Actor) error {
	if err := a.EndSession(s.Ctx, who, c.Login, c.End); err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(map[string]any{"login": c.Login, "ended": c.End})
	}
	return nil
}
