package people

import (
	"slices"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/dunning"
)

// Everyone stands for all creditors in a grant.
const Everyone = "*"

// RolesOf gives the roles that grants give: by creditor, "" for all of them.
func RolesOf(grants ...Grant) map[string]access.Role {
	roles := make(map[string]access.Role, len(grants))
	for _, g := range grants {
		creditor := g.Creditor
		if creditor == Everyone {
			creditor = ""
		}
		roles[creditor] = access.Role(g.Role)
	}
	return roles
}

// Grant is what a user or a token may do for a creditor.
type Grant struct {
	Creditor string `json:"creditor"` // Everyone: of every creditor
	Role     string `json:"role"`     // reader, clerk, approver or admin
}

// Roles lists them, from the least to the most.
func Roles() []string { return []string{"reader", "clerk", "approver", "admin"} }

// User is a person who may sign in.
type User struct {
	ID       int64     `json:"id"`
	Login    string    `json:"login"` // an e-mail address or a short name, in lower case
	Name     string    `json:"name"`
	Grants   []Grant   `json:"grants"`
	Created  time.Time `json:"created"`
	Disabled time.Time `json:"disabled,omitzero"`
	Ready    bool      `json:"ready"`  // has set a password
	Second   bool      `json:"second"` // has an authenticator

	Recovery  int  `json:"recovery_codes"` // that are left
	Passkeys  int  `json:"passkeys"`       // number of them
	Directory bool `json:"directory"`      // is bound to a person of the company's directory
}

// NewUser is a user to be added.
type NewUser struct {
	Login, Name string
	Grant       Grant
}

// Check brings a new user to the stored form, or says what is wrong.
func (n NewUser) Check() (NewUser, error) {
	n.Login, n.Name = strings.ToLower(strings.TrimSpace(n.Login)), strings.Join(strings.Fields(n.Name), " ")
	if n.Name == "" {
		n.Name = n.Login
	}
	switch {
	case n.Login == "" || len(n.Login) > 200 || strings.ContainsFunc(n.Login, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return n, dunning.Errorf(dunning.CodeInvalid, "the login %q cannot be one", n.Login).
			WithHint("an e-mail address, or a short name without blanks")
	case len(n.Name) > 200:
		return n, dunning.Errorf(dunning.CodeInvalid, "the name of the user is too long")
	}
	return n, n.Grant.Check()
}

// Check tells what is wrong with a grant.
func (g Grant) Check() error {
	if !slices.Contains(Roles(), g.Role) {
		return dunning.Errorf(dunning.CodeInvalid, "there is no role %q", g.Role).WithHint("one of %s", strings.Join(Roles(), ", "))
	}
	if g.Creditor == "" {
		return dunning.Errorf(dunning.CodeInvalid, "the role is for no creditor").WithHint("name one, or * for every one")
	}
	return nil
}

// Token is the key of a program.
type Token struct {
	ID       int64     `json:"id"`
	Name     string    `json:"name"`
	Grant    Grant     `json:"grant"`
	By       string    `json:"by"` // login of who made it
	Created  time.Time `json:"created"`
	Expires  time.Time `json:"expires"`
	LastUsed time.Time `json:"last_used,omitzero"`
	Revoked  time.Time `json:"revoked,omitzero"`
}

// Alive tells whether the token still counts.
func (t Token) Alive(now time.Time) bool { return t.Revoked.IsZero() && now.Before(t.Expires) }

// longestToken bounds how long a token may live.
const longestToken = 5 * 366 * 24 * time.Hour

// CheckToken tells what is wrong with a new token.
func CheckToken(t Token, now time.Time) error {
	switch {
	case strings.TrimSpace(t.Name) == "" || len(t.Name) > 100:
		return dunning.Errorf(dunning.CodeInvalid, "the token has no usable name").WithHint("name the program that will use it")
	case !t.Expires.After(now) || t.Expires.After(now.Add(longestToken)):
		return dunning.Errorf(dunning.CodeInvalid, "the token would not live, or longer than five years").WithHint("give a day within a year or two")
	}
	return t.Grant.Check()
}
