package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"relance/internal/dunning"
)

func noEnv(string) string { return "" }

// leaksGo finds the names of types, which mean nothing to a bookkeeper.
var leaksGo = regexp.MustCompile(`!!|dunning\.|config\.|money\.|calendar\.|\[\]|unmarshal|map\[|struct`)

func TestLoadBad(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{ // file → paths of its faults, in order
		"unknown-key":                   {"bad-unknown-key.yml:1"},
		"policy":                        {"creditors[0].insurance.from", "creditors[1].insurance"},
		"formal-notice-before-due-date": {"plans.default.steps[0].at"},
		"step-order":                    {"plans.default.steps[1].at", "plans.default.steps[1].level"},
		"iban":                          {"creditors[0].iban"},
		"account":                       {"creditors[0].accounts[1]"},
		"formal-notice-of-nobody":       {"plans.default.steps"},
		"creditor-twice":                {"creditors[1].id"},
		"live-without-server":           {"mail.smtp.host"},
		"password-in-clear":             {"mail.smtp.tls", "mail.smtp.username"},
		"redirect-nowhere":              {"mail.redirect_to"},
		"window":                        {"plans.default.window"},
		"two-steps-one-name":            {"plans.default.steps[1].id"},
		"carrier":                       {"letters.carrier"},
		"maileva": {"letters.max_per_year", "letters.maileva.price", "letters.maileva.callback", "public.listen",
			"letters.carrier", "letters.carrier", "letters.carrier", "letters.carrier", "letters.maileva.callback"},
		"listeners": {"public.certificate", "staff.listen", "public.listen"},
		"console":   {"console.address", "console.address", "directory.issuer", "directory.client_id", "directory.issuer"},
		"directory": {"console.address", "directory.issuer"},
		"proxies":   {"public.listen", "staff.trusted_proxies"},
		"ar24":      {"letters.ar24.user", "letters.ar24.price", "letters.ar24.callback", "public.listen", "letters.electronic", "letters.electronic"},
		"mercifacteur": {"letters.mercifacteur.user", "letters.mercifacteur.addresses", "letters.mercifacteur.price",
			"letters.mercifacteur.callback", "public.listen", "letters.carrier", "letters.carrier", "letters.mercifacteur.callback"},
		"no-carrier":                     {"letters.carrier"},
		"electronic":                     {"letters.electronic"},
		"not-yaml":                       {"bad-not-yaml.yml:2"},
		"tab":                            {"bad-tab.yml:2"},
		"no-keys":                        {"bad-no-keys.yml:1"},
		"two-documents":                  {"bad-two-documents.yml"},
		"anchor":                         {"bad-anchor.yml:2", "bad-anchor.yml:4"},
		"no-signatory":                   {"creditors[0].signatory"},
		"second-without-deadline":        {"plans.default.steps[0].deadline"},
		"final-without-deadline":         {"plans.default.steps[0].deadline"},
		"formal-notice-without-deadline": {"plans.default.steps[0].deadline"},
		"step-in-years":                  {"plans.default.steps[0].at"},
		"courtesy-years-before":          {"plans.default.steps[0].at"},
		"deadline-in-years":              {"plans.default.steps[0].deadline"},
		"too-many-steps":                 {"plans.default.steps"},
		"spread-of-days":                 {"plans.default.spread_minutes"},
		"spacing-of-months":              {"plans.default.spacing"},
		"reply-of-months":                {"plans.default.reply_days"},
		"grace-of-months":                {"plans.default.grace_days"},
		"promise-of-months":              {"plans.default.promise_days"},
		"page-nowhere":                   {"creditors[0].portal.without[0]", "portal.address"},
		"page-in-clear":                  {"portal.address", "portal.stripe", "public.listen", "portal.stripe", "portal.stripe"},
		"page-address":                   {"portal.address"},
		"platform":                       {"statuses.platform.token_url", "statuses.platform.url", "statuses.platform.client_id", "statuses.platform.every_minutes", "statuses.platform.url"},
		"mailbox":                        {"inbox.imap.username", "inbox.imap.tls"},
		"mails-from-anybody":             {"inbox.lmtp"},
		"mails-kept-for-a-week":          {"inbox.keep.unassigned_days", "inbox.keep.unrelated_days", "inbox.keep.case_days"},
		"drop-folder-twice":              {"reconcile.every_minutes", "reconcile.folders[1]", "inbox.folders[0]", "inbox.folders[2]"},
		"thanks-sometimes":               {"plans.default.thanks"},
		"too-many-notices":               {"plans.default.max_in_30_days"},
		"values": {
			"bad-values.yml:1", "bad-values.yml:4", "bad-values.yml:5", "bad-values.yml:7", "bad-values.yml:9", "bad-values.yml:10",
			"bad-values.yml:11", "bad-values.yml:12", "bad-values.yml:14", "bad-values.yml:15", "bad-values.yml:16", "bad-values.yml:17",
		},
	}
	files, err := filepath.Glob("testdata/bad-*.yml")
	if err != nil || len(files) != len(tests) {
		t.Fatalf("%d files for %d tests: %v", len(files), len(tests), err)
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := LoadToSend("testdata/bad-"+name+".yml", noEnv)
			var faults Faults
			if !errors.As(err, &faults) {
				t.Fatalf("got %T %v, want Faults", err, err)
			}
			var got []string
			for _, f := range faults {
				got = append(got, strings.TrimPrefix(f.Path, "testdata/"))
				if f.Hint == "" {
					t.Errorf("%s: no hint", f.Path)
				}
				if leaksGo.MatchString(f.Text) {
					t.Errorf("a word about Go: %s", f.Text)
				}
			}
			if strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("got %v, want %v\n%v", got, want, err)
			}
		})
	}
}

func TestValuesOfTheWrongKindAreNamedPlainly(t *testing.T) {
	t.Parallel()
	_, err := Load("testdata/bad-values.yml", noEnv)
	want := strings.Split(`creditors: want a list, not "atelier"
plans.default.spacing: want a number of days, not "soon"
plans.default.minimum: want an amount, not "cheap"
plans.default.steps[0].at: want a number of days, not "five"
rates[0].half_year: want a half-year, not "2027"
rates[0].ecb: want a percentage, not "much"
rates[0].checked_on: want a date, not "yesterday"
rates[0].official: want true or false, not "perhaps"
mail.per_minute: want a whole number, not "1.5"
mail.per_minute: the key stands twice, first in line 14
mail.smtp: want keys and values, not a list
mail.mode: want a single value, not keys and values`, "\n")
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	got := make([]string, len(faults))
	for i, f := range faults {
		got[i] = f.Text
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestShapeAgreesWithTheDecoder: what the look at the document lets pass, the
// decoder takes too; else its faults would come without a path.
func TestShapeAgreesWithTheDecoder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := []string{"1", "-1", "1.5", "1e3", "true", "yes", "~", `""`, `"7"`, "8d", "2027-01-04", "2027-S1", "[]", "{}", "[a]", "{a: b}", "0x1f", "text", "99999999999999999999", "!!str 5"}
		keys := []string{
			"mail: {per_minute: %s}", "mail: {mode: %s}", "mail: {smtp: {port: %s}}", "mail: %s", "creditors: [{daily_max: %s}]", "creditors: [{waive_fee: %s}]",
			"creditors: [{siren: %s}]", "creditors: [{address: {lines: %s}}]", "creditors: %s", "plans: {a: {spacing: %s}}", "plans: {a: {minimum: %s}}",
			"plans: {a: {steps: [{at: %s}]}}", "plans: %s", "rates: [{half_year: %s}]", "rates: [{ecb: %s}]", "rates: [{checked_on: %s}]", "log: %s",
		}
		text := strings.Replace(rapid.SampledFrom(keys).Draw(t, "key"), "%s", rapid.SampledFrom(values).Draw(t, "value"), 1)
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			t.Skip(err)
		}
		s := shape{file: "f", seen: map[visited]bool{}}
		s.check(doc.Content[0], reflect.TypeFor[Config](), "")
		var c Config
		if err := yaml.Unmarshal([]byte(text), &c); err != nil && len(s.list) == 0 {
			t.Errorf("%s: the decoder alone refuses it: %v", text, err)
		}
	})
}

func TestCreditorWithAnotherPlanNeedsNoSignatory(t *testing.T) {
	t.Parallel()
	c, err := Load("testdata/good.yml", noEnv) // its plan has no formal notice, the built-in one has
	if err != nil || c.Creditors[0].Signatory != "" {
		t.Fatalf("%v, signatory %q", err, c.Creditors[0].Signatory)
	}
	c.Creditors[0].Plan = ""
	if faults := c.Check(); len(faults) != 1 || faults[0].Path != "creditors[0].signatory" {
		t.Errorf("got %v", faults)
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

// 0 means something in a plan: no cap, for ever, no wait. What is not stated is
// the default's.
func TestANumberStatedAsZeroStays(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "relance.yaml")
	text := `plans:
  free: {spacing: 0d, max_in_30_days: 0, approval_days: 0d, grace_days: 0d, spread_minutes: 0, steps: [{id: first, at: +5d, channel: email, level: first}]}
  usual: {steps: [{id: first, at: +5d, channel: email, level: first}]}
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := Load(file, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	if p := cfg.Plans["free"]; p.Spacing != 0 || p.MaxIn30 != 0 || p.AgreeDays != 0 || p.GraceDays != 0 || p.Spread != 0 || p.ReplyDays == 0 {
		t.Errorf("the plan that states zeros is %+v", p)
	}
	d := dunning.DefaultPlan()
	if p := cfg.Plans["usual"]; p.Spacing != d.Spacing || p.MaxIn30 != d.MaxIn30 || p.AgreeDays != d.AgreeDays || p.GraceDays != d.GraceDays || p.Spread != d.Spread {
		t.Errorf("the plan that states none is %+v", p)
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
		if _, err := LoadToSend(path, func(k string) string { return env[k] }); err == nil || !strings.Contains(err.Error(), "RELANCE_MAILEVA_"+name) {
			t.Errorf("without %s: %v", name, err)
		}
		env["RELANCE_MAILEVA_"+name] = "the " + name
	}
	c, err := LoadToSend(path, func(k string) string { return env[k] })
	want := MailevaSecrets{ClientID: "the CLIENT_ID", ClientSecret: "the CLIENT_SECRET", Username: "the USERNAME", Password: "the PASSWORD"}
	if err != nil || c.Secrets.Maileva != want || !c.Letters.Maileva.Sandbox || c.Letters.Maileva.Price != 650 || c.Letters.MaxPerYear != 50 {
		t.Errorf("got %+v, %v", c.Letters, err)
	}
}

func TestMerciFacteurIsReadyWithItsTwoSecrets(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "relance.yaml")
	text := "letters: {carrier: mercifacteur, mercifacteur: {user: \"17460\", addresses: [192.0.2.7], price: \"7.90\"}}\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{}
	for _, name := range []string{"SERVICE_ID", "SECRET_KEY"} {
		if _, err := LoadToSend(path, func(k string) string { return env[k] }); err == nil || !strings.Contains(err.Error(), "RELANCE_MERCIFACTEUR_"+name) {
			t.Errorf("without %s: %v", name, err)
		}
		env["RELANCE_MERCIFACTEUR_"+name] = "the " + name
	}
	c, err := LoadToSend(path, func(k string) string { return env[k] })
	want := MerciFacteurSecrets{ServiceID: "the SERVICE_ID", SecretKey: "the SECRET_KEY"}
	if err != nil || c.Secrets.Merci != want || c.Letters.Merci.User != "17460" || c.Letters.Merci.Price != 790 {
		t.Errorf("got %+v, %v", c.Letters, err)
	}
}

func TestMissingFile(t *testing.T) {
	t.Parallel()
	if _, err := Load("testdata/nothing-here.yml", noEnv); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("got %v, want not_found", err)
	}
}

func TestWhatSendsNothingNeedsNoSecretToSendWith(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "relance.yaml")
	text := `mail: {mode: live, smtp: {host: smtp.example.fr, username: compta@brunel.example.fr}}
letters: {carrier: maileva, electronic: ar24, maileva: {callback: https://relance.example.fr/webhooks/maileva}, ar24: {user: "17"}}
public: {listen: 127.0.0.1:8071}
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path, noEnv)
	if err != nil || c.Mail.Mode != Live {
		t.Fatalf("mail.mode %q, %v", c.Mail.Mode, err)
	}
	var faults Faults
	if _, err := LoadToSend(path, noEnv); !errors.As(err, &faults) || len(faults) != 8 {
		t.Errorf("a program that sends is told %v, want the eight missing secrets", err)
	}
	if c.Mail.Mode = Off; len(c.CheckSecrets()) != 7 {
		t.Errorf("mail.mode off asks for %v", c.CheckSecrets())
	}
}
