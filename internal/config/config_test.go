package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relance/internal/dunning"
)

func noEnv(string) string { return "" }

func TestLoadBad(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{ // file → paths of its faults, in order
		"unknown-key":                   {"bad-unknown-key.yml:1"},
		"formal-notice-before-due-date": {"plans.default.steps[0].at"},
		"step-order":                    {"plans.default.steps[1].at", "plans.default.steps[1].level"},
		"iban":                          {"creditors[0].iban"},
		"creditor-twice":                {"creditors[1].id"},
		"live-without-server":           {"mail.smtp.host"},
		"password-in-clear":             {"mail.smtp.username", "mail.smtp.tls"},
		"redirect-nowhere":              {"mail.redirect_to"},
		"window":                        {"plans.default.window"},
		"two-steps-one-name":            {"plans.default.steps[1].id"},
		"carrier":                       {"letters.carrier"},
		"maileva": {"letters.max_per_year", "letters.carrier", "letters.carrier", "letters.carrier", "letters.carrier",
			"letters.maileva.price", "letters.maileva.callback", "letters.maileva.callback"},
		"not-yaml": {"bad-not-yaml.yml:1"},
	}
	files, err := filepath.Glob("testdata/bad-*.yml")
	if err != nil || len(files) != len(tests) {
		t.Fatalf("%d files for %d tests: %v", len(files), len(tests), err)
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load("testdata/bad-"+name+".yml", noEnv)
			var faults Faults
			if !errors.As(err, &faults) {
				t.Fatalf("got %T %v, want Faults", err, err)
			}
			var got []string
			for _, f := range faults {
				got = append(got, strings.TrimPrefix(f.Path, "testdata/"))
				if f.Hint == "" && !strings.Contains(f.Path, "not-yaml") {
					t.Errorf("%s: no hint", f.Path)
				}
			}
			if strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("got %v, want %v\n%v", got, want, err)
			}
		})
	}
}

func TestLoadGood(t *testing.T) {
	t.Parallel()
	c, err := Load("testdata/good.yml", noEnv)
	if err != nil {
		t.Fatal(err)
	}
	p := c.Plans["doux"]
	if p.Minimum != 2000 || p.Spacing != dunning.DefaultPlan().Spacing || len(p.Steps) != 2 || p.Steps[1].Deadline != 8 {
		t.Errorf("plan read as %+v", p)
	}
	if _, ok := c.Plans["default"]; !ok {
		t.Error("the built-in plan is gone")
	}
	if c.Mail.Mode != Off {
		t.Errorf("a new installation has mail.mode %q, want off", c.Mail.Mode)
	}
}

func TestSecretsFromFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"RELANCE_SMTP_PASSWORD_FILE": file}
	c, err := Load("testdata/good.yml", func(k string) string { return env[k] })
	if err != nil || c.Secrets.SMTPPassword != "s3cret" {
		t.Errorf("got %q, %v", c.Secrets.SMTPPassword, err)
	}
	env["RELANCE_SMTP_PASSWORD"] = "other"
	if _, err := Load("testdata/good.yml", func(k string) string { return env[k] }); err == nil {
		t.Error("two sources of one secret pass")
	}
}

func TestMailevaIsReadyWithItsFourSecrets(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "relance.yaml")
	text := "letters: {carrier: maileva, max_per_year: 50, maileva: {sandbox: true, price: \"6.50\"}}\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{}
	for _, name := range []string{"CLIENT_ID", "CLIENT_SECRET", "USERNAME", "PASSWORD"} {
		if _, err := Load(path, func(k string) string { return env[k] }); err == nil || !strings.Contains(err.Error(), "RELANCE_MAILEVA_"+name) {
			t.Errorf("without %s: %v", name, err)
		}
		env["RELANCE_MAILEVA_"+name] = "the " + name
	}
	c, err := Load(path, func(k string) string { return env[k] })
	want := MailevaSecrets{ClientID: "the CLIENT_ID", ClientSecret: "the CLIENT_SECRET", Username: "the USERNAME", Password: "the PASSWORD"}
	if err != nil || c.Secrets.Maileva != want || !c.Letters.Maileva.Sandbox || c.Letters.Maileva.Price != 650 || c.Letters.MaxPerYear != 50 {
		t.Errorf("got %+v, %v", c.Letters, err)
	}
}

func TestMissingFile(t *testing.T) {
	t.Parallel()
	if _, err := Load("testdata/nothing-here.yml", noEnv); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("got %v, want not_found", err)
	}
}
