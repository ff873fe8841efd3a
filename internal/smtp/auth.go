package smtp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	gosmtp "github.com/wneessen/go-mail/smtp"
)

// mechanisms are the logins we speak.
var mechanisms = map[string]func(Options) gosmtp.Auth{
	"SCRAM-SHA-256": func(o Options) gosmtp.Auth { return gosmtp.ScramSHA256Auth(o.User, o.Password) },
	"SCRAM-SHA-1":   func(o Options) gosmtp.Auth { return gosmtp.ScramSHA1Auth(o.User, o.Password) },
	"PLAIN":         func(o Options) gosmtp.Auth { return gosmtp.PlainAuth("", o.User, o.Password, o.Host, false) },
	"LOGIN":         func(o Options) gosmtp.Auth { return gosmtp.LoginAuth(o.User, o.Password, o.Host, false) },
	"CRAM-MD5":      func(o Options) gosmtp.Auth { return gosmtp.CRAMMD5Auth(o.User, o.Password) },
	"XOAUTH2":       func(o Options) gosmtp.Auth { return gosmtp.XOAuth2Auth(o.User, o.Password) },
}

// preferred is the order of choice. CRAM-MD5 comes last: under TLS it protects
// nothing and asks the server to store the password itself.
var preferred = []string{"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN", "CRAM-MD5"}

// login authenticates when a user is configured. go-mail's own discovery is
// not used: it takes NTLM before PLAIN, and believes a connection from a
// custom dialer to be unencrypted.
func (o Options) login(ctx context.Context, client *gosmtp.Client) error {
	if o.User == "" {
		return nil
	}
	if o.Token != nil {
		token, err := o.Token(ctx)
		if err != nil {
			return err
		}
		o.Auth, o.Password = "XOAUTH2", token
	}
	_, offered := client.Extension("AUTH")
	names := strings.Fields(strings.ToUpper(offered))
	name := o.Auth
	if name == "" {
		for _, p := range preferred {
			if slices.Contains(names, p) {
				name = p
				break
			}
		}
	}
	if name == "" || !slices.Contains(names, name) {
		return fmt.Errorf("the server offers no login that we know (it offers %q)", names)
	}
	if err := client.Auth(mechanisms[name](o)); err != nil {
		return fmt.Errorf("login by %s: %w", name, err)
	}
	return nil
}
