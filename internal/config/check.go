package config

import (
	"fmt"
	"net"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/identifier"
	"relance/internal/interest"
	"relance/internal/plan"
)

// Check names everything that is wrong, each with its YAML path and its mend.
// It does not ask for secrets: CheckSecrets does.
func (c Config) Check() []dunning.Fault {
	f := &dunning.Faults{}
	c.checkCreditors(f)
	c.checkMail(f)
	c.checkLetters(f)
	c.checkPolicies(f)
	c.checkRegisters(f)
	c.checkStatuses(f)
	c.checkReconcile(f)
	checkFolders(f, "inbox.folders", c.Inbox.Folders, c.Reconcile.Folders)
	c.checkIMAP(f)
	c.checkOAuth(f)
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log) {
		f.Add("log", "use debug, info, warn or error", "unknown level %q", c.Log)
	}
	if c.Approvals != dunning.ApprovalsOne && c.Approvals != dunning.ApprovalsTwo {
		f.Add("approvals", "use one, or two when two people must agree to formal notices", "unknown number %q", c.Approvals)
	}
	c.checkListeners(f)
	c.checkConsole(f)
	c.checkPortal(f)
	if _, err := c.RateTable(); err != nil {
		f.Add("rates", "write half_year: 2027-S1, ecb and legal in percent, source and checked_on", "%v", err)
	}
	var ids []string
	for id := range c.Plans {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	for _, id := range ids {
		f.List = append(f.List, plan.Check(c.Plans[id], "plans."+id)...)
		if step, ok := c.Plans[id].Unasked(); ok && c.Approvals == dunning.ApprovalsTwo {
			f.Add("plans."+id+".steps", "add approval: required to the step", "step %q is a formal notice, to which two people must agree, and it asks nobody", step)
		}
	}
	return f.List
}

// checkReconcile looks at the drop folders for bank files.
func (c Config) checkReconcile(f *dunning.Faults) {
	r := c.Reconcile
	if r.Minutes < 0 || r.Minutes > 24*60 {
		f.Add("reconcile.every_minutes", "use 1 to 1440", "%d minutes are not within a day", r.Minutes)
	}
	checkFolders(f, "reconcile.folders", r.Folders, nil)
}

// checkFolders looks at a list of drop folders, which must not serve another
// list as well.
func checkFolders(f *dunning.Faults, key string, folders, others []string) {
	for i, dir := range folders {
		switch at := fmt.Sprintf("%s[%d]", key, i); {
		case strings.TrimSpace(dir) == "":
			f.Add(at, "name a folder", "the name is empty")
		case slices.Contains(folders[:i], dir):
			f.Add(at, "name each folder once", "%s stands twice", dir)
		case slices.Contains(others, dir):
			f.Add(at, "name a folder of its own", "%s takes other files in", dir)
		}
	}
}

var creditorID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

func (c Config) checkCreditors(f *dunning.Faults) {
	seen := map[string]bool{}
	for i, cr := range c.Creditors {
		at := fmt.Sprintf("creditors[%d]", i)
		switch {
		case !creditorID.MatchString(cr.ID):
			f.Add(at+".id", "use up to 32 lower-case letters, digits and hyphens: it is part of every case's identity",
				"the id %q cannot be used", cr.ID)
		case seen[cr.ID]:
			f.Add(at+".id", "give each creditor an id of its own", "the id %q stands twice", cr.ID)
		}
		seen[cr.ID] = true
		checkCreditor(f, at, cr)
		id, p, ok := c.PlanOf(cr)
		if !ok {
			f.Add(at+".plan", "name a plan that stands under plans", "there is no plan %q", id)
		}
		checkSignatory(f, at, cr, id, p)
	}
}

// PlanOf is the plan that a creditor's new cases follow unless the debtor or
// the invoice has one of its own; false when there is no such plan.
func (c Config) PlanOf(cr dunning.Creditor) (id string, p dunning.Plan, ok bool) {
	id = cr.Plan
	if id == "" {
		id = dunning.DefaultPlan().ID
	}
	p, ok = c.Plans[id]
	return id, p, ok
}

// checkSignatory asks for who signs a formal notice weeks before one is due.
func checkSignatory(f *dunning.Faults, at string, cr dunning.Creditor, id string, p dunning.Plan) {
	signed := func(s dunning.Step) bool { return s.Level == dunning.FormalNotice }
	if strings.TrimSpace(cr.Signatory) == "" && slices.ContainsFunc(p.Steps, signed) {
		f.Add(at+".signatory", "write who signs, as signatory: Claire Brunel",
			"the plan %q has a formal notice, and nobody to sign it", id)
	}
}

// checkCreditor looks at what every notice prints.
func checkCreditor(f *dunning.Faults, at string, cr dunning.Creditor) {
	if strings.TrimSpace(cr.Name) == "" {
		f.Add(at+".name", "write the exact name of the business and account holder", "the name is missing")
	}
	if !strings.Contains(cr.Email, "@") || strings.ContainsAny(cr.Email, " \r\n<>") {
		f.Add(at+".email", "write the address that notices come from", "%q is no e-mail address", cr.Email)
	}
	if !cr.Address.Usable() {
		f.Add(at+".address", "write lines, postcode and city", "the postal address is missing or incomplete")
	}
	if _, err := identifier.ParseIBAN(cr.IBAN); err != nil {
		f.Add(at+".iban", "copy it from the bank's own document", "%v", err)
	}
	for j, account := range cr.Accounts {
		if _, err := identifier.ParseIBAN(account); err != nil {
			f.Add(fmt.Sprintf("%s.accounts[%d]", at, j), "copy it from the bank's own document", "%v", err)
		}
	}
	if cr.SIREN != "" {
		if _, err := identifier.ParseSIREN(cr.SIREN); err != nil {
			f.Add(at+".siren", "copy the nine digits", "%v", err)
		}
	}
	if cr.BIC != "" {
		if _, err := identifier.ParseBIC(cr.BIC); err != nil {
			f.Add(at+".bic", "copy it from the bank's own document, or leave it out", "%v", err)
		}
	}
	if cr.Zone != "" {
		if _, err := calendar.ParseZone(cr.Zone); err != nil {
			f.Add(at+".zone", "use metropole for most", "%v", err)
		}
	}
	if cr.Rate != "" {
		if _, err := interest.ParseRate(cr.Rate); err != nil {
			f.Add(at+".rate", "write default, 15, 3xlegal, ecb+8 or 1/month", "%v", err)
		}
	}
}

func (c Config) checkMail(f *dunning.Faults) {
	m := c.Mail
	if !slices.Contains([]Mode{Off, Redirect, Live}, m.Mode) {
		f.Add("mail.mode", "use off, redirect or live", "unknown mode %q", m.Mode)
	}
	if m.Mode == Redirect && !strings.Contains(m.RedirectTo, "@") {
		f.Add("mail.redirect_to", "name an address of yours", "mode redirect needs an address, %q is none", m.RedirectTo)
	}
	if m.Mode != Off && m.SMTP.Host == "" {
		f.Add("mail.smtp.host", "name your mail server", "mode %s needs a server", m.Mode)
	}
	if !slices.Contains([]string{"", "starttls", "implicit", "none"}, m.SMTP.TLS) {
		f.Add("mail.smtp.tls", "use starttls, implicit or none", "unknown setting %q", m.SMTP.TLS)
	}
	if m.SMTP.Username != "" && m.SMTP.TLS == "none" && !loopback(m.SMTP.Host) {
		f.Add("mail.smtp.tls", "use starttls", "a password must not cross the network in clear")
	}
}

// checkIMAP looks at the mailbox that is read.
func (c Config) checkIMAP(f *dunning.Faults) {
	c.checkLMTP(f)
	c.checkKeep(f)
	m := c.Inbox.IMAP
	for i, cr := range c.Creditors {
		if cr.InboxMaxAge > 0 && m.Host == "" {
			f.Add(fmt.Sprintf("creditors[%d].inbox_max_age_hours", i), "name the mailbox under inbox.imap, or leave the setting out",
				"no mailbox is read, so that nothing would ever leave")
		}
	}
	if m.Host == "" {
		return
	}
	if m.Username == "" || c.Secrets.IMAPPassword == "" && m.Login != LoginOAuth {
		f.Add("inbox.imap.username", "name the login, and set RELANCE_IMAP_PASSWORD or RELANCE_IMAP_PASSWORD_FILE", "the login or its password is missing")
	}
	switch {
	case m.TLS != "" && m.TLS != "implicit" && m.TLS != "none":
		f.Add("inbox.imap.tls", "use implicit or none", "unknown setting %q", m.TLS)
	case m.TLS == "none" && !loopback(m.Host):
		f.Add("inbox.imap.tls", "use implicit", "a password must not cross the network in clear")
	}
}

// A mail is kept for a fortnight at least: a second report that a mailbox is full
// counts that long. What belongs to a case is proof until claims are barred.
const (
	leastKept     = 14
	leastCaseKept = 365
	mostKept      = 36_500
)

// checkKeep looks at how long mails are kept.
func (c Config) checkKeep(f *dunning.Faults) {
	k := c.Inbox.Keep
	for _, d := range []struct {
		key         string
		days, least int
	}{
		{"unassigned_days", k.Unassigned, leastKept}, {"unrelated_days", k.Unrelated, leastKept}, {"automatic_days", k.Automatic, leastKept},
		{"case_days", k.Case, leastCaseKept},
	} {
		if d.days != 0 && (d.days < d.least || d.days > mostKept) {
			f.Add("inbox.keep."+d.key, fmt.Sprintf("write 0 for without end, or at least %d", d.least), "%d days cannot be", d.days)
		}
	}
}

// checkLMTP looks at the door for the mail server of this machine.
func (c Config) checkLMTP(f *dunning.Faults) {
	at := c.Inbox.LMTP
	if at == "" || strings.HasPrefix(at, "/") {
		return
	}
	if host, _, err := net.SplitHostPort(at); err != nil || !loopback(host) {
		f.Add("inbox.lmtp", "write 127.0.0.1:8024, or the path of a socket", "%q is no address of this machine: anybody could bring mails in", at)
	}
}

// LoginOAuth is a login by access token instead of a password.
const LoginOAuth = "oauth"

// checkOAuth looks at the logins by token. What the flow itself needs is checked
// by package oauth.
func (c Config) checkOAuth(f *dunning.Faults) {
	for key, login := range map[string]string{"inbox.imap.login": c.Inbox.IMAP.Login, "mail.smtp.login": c.Mail.SMTP.Login} {
		switch {
		case login != "" && login != "password" && login != LoginOAuth:
			f.Add(key, "use password or oauth", "unknown login %q", login)
		case login == LoginOAuth && c.OAuth.Provider == "":
			f.Add(key, "describe the application under oauth", "nothing says how to get tokens")
		}
	}
	if c.OAuth.Provider != "" && c.OAuth.Provider != "microsoft" && c.OAuth.Provider != "google" {
		f.Add("oauth.provider", "use microsoft or google", "unknown provider %q", c.OAuth.Provider)
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// Path gives a path of the file from the file's own folder.
func (c Config) Path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(c.Dir, p)
}
