package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"go.yaml.in/yaml/v4"

	"relance/internal/dunning"
)

// Installation is what a first visit sets: one creditor and how mails leave.
type Installation struct {
	Creditor   dunning.Creditor
	Mode       Mode
	RedirectTo string
	SMTP       SMTP
	Password   string // of the mail server; empty keeps the one there is
}

// passwordFile is where the password of the mail server is kept, beside the
// configuration file, readable by its owner alone.
const passwordFile = "smtp-password"

// Install writes what a first visit sets into the configuration file, which is
// made when there is none. What else stands in it stays, remarks included. The
// new file is checked as a whole before it takes the place of the old one: what is
// wrong comes back as Faults, and nothing has changed.
func Install(path string, env func(string) string, in Installation) error {
	doc, mode, err := readNode(path)
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	if in.Password != "" {
		if err := replace(filepath.Join(dir, passwordFile), []byte(in.Password+"\n"), 0o600); err != nil {
			return err
		}
		in.SMTP.PasswordFile = passwordFile
	}
	in.write(doc.Content[0])
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(doc); err != nil {
		return err
	}
	trial := filepath.Join(dir, "."+filepath.Base(path)+".new")
	if err := os.WriteFile(trial, b.Bytes(), mode); err != nil {
		return unwritable(err)
	}
	defer os.Remove(trial) //nolint:errcheck // it was renamed, or is of no use
	if _, err := LoadToSend(trial, env); err != nil {
		return err
	}
	return unwritable(os.Rename(trial, path))
}

// readNode reads the file as it is written, or begins one.
func readNode(path string) (*yaml.Node, fs.FileMode, error) {
	doc := &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode, HeadComment: "# Begun by the console's first visit; this file decides."}}}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return doc, 0o644, nil
	}
	if err != nil {
		return nil, 0, unwritable(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, unwritable(err)
	}
	var read yaml.Node
	if err := yaml.Unmarshal(data, &read); err != nil {
		return nil, 0, yamlFaults(path, err)
	}
	if len(read.Content) == 0 { // nothing but remarks
		return doc, info.Mode().Perm(), nil
	}
	return &read, info.Mode().Perm(), nil
}

func (in Installation) write(root *yaml.Node) {
	c := in.Creditor
	of := entry(root, "creditors", c.ID)
	for _, f := range []struct{ key, value string }{
		{"name", c.Name}, {"legal_form", c.LegalForm}, {"siren", c.SIREN}, {"rcs", c.RCS}, {"phone", c.Phone}, {"email", c.Email},
		{"iban", c.IBAN}, {"signatory", c.Signatory}, {"capacity", c.Capacity},
	} {
		set(of, f.key, f.value)
	}
	address := child(of, "address", yaml.MappingNode)
	lines := child(address, "lines", yaml.SequenceNode)
	lines.Content = nil
	for _, l := range c.Address.Lines {
		lines.Content = append(lines.Content, text(l))
	}
	set(address, "postcode", c.Address.Postcode)
	set(address, "city", c.Address.City)
	mail := child(root, "mail", yaml.MappingNode)
	set(mail, "mode", string(in.Mode))
	set(mail, "redirect_to", in.RedirectTo)
	if in.SMTP.Host == "" {
		return
	}
	smtp := child(mail, "smtp", yaml.MappingNode)
	set(smtp, "host", in.SMTP.Host)
	if in.SMTP.Port != 0 {
		*child(smtp, "port", yaml.ScalarNode) = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(in.SMTP.Port)}
	} else {
		drop(smtp, "port")
	}
	set(smtp, "tls", in.SMTP.TLS)
	set(smtp, "username", in.SMTP.Username)
	if in.SMTP.PasswordFile != "" {
		set(smtp, "password_file", in.SMTP.PasswordFile)
	}
}

// text is a value that is read back as the text it is.
func text(value string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(value)
	return n
}

// set gives a key a text; an empty one takes the key away.
func set(of *yaml.Node, key, value string) {
	if value == "" {
		drop(of, key)
		return
	}
	n := child(of, key, yaml.ScalarNode)
	was := *n
	*n = *text(value)
	n.LineComment, n.HeadComment, n.FootComment = was.LineComment, was.HeadComment, was.FootComment
}

func drop(of *yaml.Node, key string) {
	for i := 0; i+1 < len(of.Content); i += 2 {
		if of.Content[i].Value == key {
			of.Content = append(of.Content[:i:i], of.Content[i+2:]...)
			return
		}
	}
}

// child is the value of a key, made when there is none of its kind.
func child(of *yaml.Node, key string, kind yaml.Kind) *yaml.Node {
	for i := 0; i+1 < len(of.Content); i += 2 {
		if of.Content[i].Value == key {
			if of.Content[i+1].Kind != kind {
				*of.Content[i+1] = yaml.Node{Kind: kind}
			}
			return of.Content[i+1]
		}
	}
	n := &yaml.Node{Kind: kind}
	of.Content = append(of.Content, text(key), n)
	return n
}

// entry is the mapping of a list whose id is given, added when there is none.
func entry(root *yaml.Node, key, id string) *yaml.Node {
	list := child(root, key, yaml.SequenceNode)
	for _, n := range list.Content {
		if v := child(n, "id", yaml.ScalarNode); v.Value == id {
			return n
		}
	}
	n := &yaml.Node{Kind: yaml.MappingNode}
	list.Content = append(list.Content, n)
	set(n, "id", id)
	return n
}

// replace writes a file whole or not at all.
func replace(path string, data []byte, mode fs.FileMode) error {
	trial := path + ".new"
	if err := os.WriteFile(trial, data, mode); err != nil {
		return unwritable(err)
	}
	return unwritable(os.Rename(trial, path))
}

func unwritable(err error) error {
	if err == nil {
		return nil
	}
	return dunning.Errorf(dunning.CodeUnavailable, "the configuration cannot be written: %w", err).
		WithHint("let the service write to its folder, or write %s yourself", FileName)
}
