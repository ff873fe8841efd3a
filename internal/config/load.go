package config

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"relance/internal/dunning"
)

// FileName is the configuration's usual name.
const FileName = "relance.yaml"

// Faults is everything that is wrong with a configuration.
type Faults []dunning.Fault

// Error lists the faults, one a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// Load reads the file and the environment, fills in the defaults and checks
// the whole. A missing file is an error only when path was given on purpose;
// otherwise the defaults hold. What is wrong comes back as Faults. The secrets
// with which something leaves may be missing: see LoadToSend.
func Load(path string, env func(string) string) (Config, error) {
	return load(path, env, Config.Check)
}

// LoadToSend is Load for a program that sends: what CheckSecrets finds is wrong
// as well.
func LoadToSend(path string, env func(string) string) (Config, error) {
	return load(path, env, func(c Config) []dunning.Fault { return append(c.Check(), c.CheckSecrets()...) })
}

func load(path string, env func(string) string, check func(Config) []dunning.Fault) (Config, error) {
	c := Default()
	given := path != ""
	if !given {
		path = FileName
	}
	c.Dir = filepath.Dir(path)
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !given:
	case err != nil:
		return c, dunning.Errorf(dunning.CodeNotFound, "the configuration cannot be read: %w", err).
			WithHint("write a %s, or name another file: %s", FileName, dunning.Deed{Do: dunning.DeedNameConfig})
	default:
		if err := c.decode(data, path); err != nil {
			return c, err
		}
	}
	if err := c.secrets(env); err != nil {
		return c, err
	}
	if faults := check(c); len(faults) > 0 {
		return c, Faults(faults)
	}
	return c, nil
}

// decode reads YAML strictly. A plan named in the file starts from the
// default plan's rules, so that it need only say what differs.
func (c *Config) decode(data []byte, path string) error {
	var doc yaml.Node
	switch err := yaml.Unmarshal(data, &doc); {
	case err != nil:
		return yamlFaults(path, err)
	case len(doc.Content) == 0: // nothing but remarks
		return nil
	}
	s := shape{file: path, seen: map[visited]bool{}}
	if s.check(doc.Content[0], reflect.TypeFor[Config](), ""); len(s.list) > 0 {
		return s.list
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(c); err != nil {
		return yamlFaults(path, err)
	}
	if err := dec.Decode(&doc); !errors.Is(err, io.EOF) {
		return Faults{{Path: path, Text: "there is more than one document", Hint: "take out the line --- and what follows it"}}
	}
	var stated struct {
		Plans map[string]map[string]any `yaml:"plans"`
	}
	if err := yaml.Unmarshal(data, &stated); err != nil {
		return yamlFaults(path, err)
	}
	if _, is := stated.Plans[dunning.DefaultPlan().ID]; is {
		c.builtIn = false
	}
	for id, p := range c.Plans {
		c.Plans[id] = withDefaults(p, stated.Plans[id])
	}
	return nil
}

// withDefaults fills in the rules that a plan does not state. A number that is
// stated stays, also 0: it is no cap, or no wait.
func withDefaults(p dunning.Plan, stated map[string]any) dunning.Plan {
	d := dunning.DefaultPlan()
	silent := func(key string) bool {
		_, is := stated[key]
		return !is
	}
	if p.Window == "" {
		p.Window = d.Window
	}
	if p.CatchUp == "" {
		p.CatchUp = d.CatchUp
	}
	if p.Grouping == "" {
		p.Grouping = d.Grouping
	}
	if silent("spacing") {
		p.Spacing = d.Spacing
	}
	if silent("max_in_30_days") {
		p.MaxIn30 = d.MaxIn30
	}
	if silent("reply_days") {
		p.ReplyDays = d.ReplyDays
	}
	if silent("approval_days") {
		p.AgreeDays = d.AgreeDays
	}
	if silent("grace_days") {
		p.GraceDays = d.GraceDays
	}
	if silent("spread_minutes") {
		p.Spread = d.Spread
	}
	return p
}

// yamlFaults turns the decoder's errors into faults with their lines: where the
// part begins that cannot be read, else where reading stopped.
func yamlFaults(path string, err error) Faults {
	var several *yaml.LoadErrors
	var one *yaml.LoadError
	var list []*yaml.LoadError
	switch {
	case errors.As(err, &several):
		list = several.Errors
	case errors.As(err, &one):
		list = append(list, one)
	default:
		list = append(list, &yaml.LoadError{Message: err.Error()})
	}
	var out Faults
	for _, e := range list {
		f := dunning.Fault{
			Path: path, Text: strings.Join(strings.Fields(e.Message), " "),
			Hint: "look at the indentation, brackets and quotation marks there and just above",
		}
		if line := cmp.Or(e.ContextMark.Line, e.Mark.Line); line > 0 {
			f.Path += ":" + strconv.Itoa(line)
		}
		out = append(out, f)
	}
	return out
}

// secrets reads the environment, directly or from the file that NAME_FILE
// names.
func (c *Config) secrets(env func(string) string) error {
	for name, to := range map[string]*string{
		"DATABASE_URL":                     &c.Secrets.DatabaseURL,
		"RELANCE_SMTP_PASSWORD":            &c.Secrets.SMTPPassword,
		"RELANCE_IMAP_PASSWORD":            &c.Secrets.IMAPPassword,
		"RELANCE_OAUTH_SECRET":             &c.Secrets.OAuthSecret,
		"RELANCE_DIRECTORY_SECRET":         &c.Secrets.Directory,
		"RELANCE_CODEC_KEYS":               &c.Secrets.CodecKeys,
		"RELANCE_AR24_TOKEN":               &c.Secrets.AR24.Token,
		"RELANCE_AR24_PRIVATE_KEY":         &c.Secrets.AR24.PrivateKey,
		"RELANCE_AR24_OTP_KEY":             &c.Secrets.AR24.OTPKey,
		"RELANCE_MAILEVA_CLIENT_ID":        &c.Secrets.Maileva.ClientID,
		"RELANCE_MAILEVA_CLIENT_SECRET":    &c.Secrets.Maileva.ClientSecret,
		"RELANCE_MAILEVA_USERNAME":         &c.Secrets.Maileva.Username,
		"RELANCE_MAILEVA_PASSWORD":         &c.Secrets.Maileva.Password,
		"RELANCE_MERCIFACTEUR_SERVICE_ID":  &c.Secrets.Merci.ServiceID,
		"RELANCE_MERCIFACTEUR_SECRET_KEY":  &c.Secrets.Merci.SecretKey,
		"RELANCE_MERCIFACTEUR_WEBHOOK_KEY": &c.Secrets.Merci.WebhookKey,
		"RELANCE_SIRENE_KEY":               &c.Secrets.SireneKey,
		"RELANCE_FLOW_SECRET":              &c.Secrets.Flow,
		"RELANCE_STRIPE_KEY":               &c.Secrets.Stripe.Key,
		"RELANCE_STRIPE_WEBHOOK_SECRET":    &c.Secrets.Stripe.Webhook,
		"RELANCE_LAPOSTE_KEY":              &c.Secrets.LaPosteKey,
		"RELANCE_MAILEVA_WEBHOOK_PASSWORD": &c.Secrets.Maileva.WebhookPassword,
	} {
		*to = env(name)
		file := env(name + "_FILE")
		if file == "" {
			continue
		}
		if *to != "" {
			return Faults{{Path: name, Text: "both " + name + " and " + name + "_FILE are set", Hint: "keep one"}}
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return Faults{{Path: name + "_FILE", Text: err.Error(), Hint: "name a file that the service may read"}}
		}
		*to = strings.TrimSpace(string(data))
	}
	if name := c.Mail.SMTP.PasswordFile; name != "" && c.Secrets.SMTPPassword == "" {
		data, err := os.ReadFile(c.Path(name))
		if err != nil {
			return Faults{{Path: "mail.smtp.password_file", Text: err.Error(), Hint: "name a file that the service may read"}}
		}
		c.Secrets.SMTPPassword = strings.TrimSpace(string(data))
	}
	return nil
}
