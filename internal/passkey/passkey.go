package passkey

import (
	"encoding/json"
	"net/netip"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"relance/internal/dunning"
	"relance/internal/people"
)

// Site is the place that passkeys are for. It is safe for concurrent use.
type Site struct {
	Host string // host and port of the console, as browsers name it
	auth *webauthn.WebAuthn
}

// New is the place of an address, as https://relance.example.com. Browsers bind
// passkeys to a name, never to a number, and over TLS only, but for localhost;
// CodeInvalid says which of them is wrong.
func New(address string) (*Site, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.User != nil {
		return nil, dunning.Errorf(dunning.CodeInvalid, "%q is no address of a console", address).WithHint("write it as https://relance.example.com")
	}
	name := u.Hostname()
	_, number := netip.ParseAddr(name)
	switch {
	case number == nil:
		return nil, dunning.Errorf(dunning.CodeInvalid, "passkeys are bound to a name, and %s is none", name).
			WithHint("give the console a name; on this machine, http://localhost does")
	case u.Scheme != "https" && (u.Scheme != "http" || name != "localhost"):
		return nil, dunning.Errorf(dunning.CodeInvalid, "passkeys want TLS, and %s has none", address).WithHint("write https://")
	}
	required := true
	auth, err := webauthn.New(&webauthn.Config{
		RPID: name, RPDisplayName: "relance", RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: &required, ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, dunning.Errorf(dunning.CodeInvalid, "passkeys cannot be used at %s: %w", address, err)
	}
	return &Site{Host: u.Host, auth: auth}, nil
}

// holder is a user as the library wants to see him.
type holder struct{ people.Holder }

// WebAuthnID implements webauthn.User.
func (h holder) WebAuthnID() []byte { return h.Handle }

// WebAuthnName implements webauthn.User.
func (h holder) WebAuthnName() string { return h.Login }

// WebAuthnDisplayName implements webauthn.User.
func (h holder) WebAuthnDisplayName() string { return h.Name }

// WebAuthnCredentials implements webauthn.User. A stored one that cannot be read
// is none.
func (h holder) WebAuthnCredentials() (out []webauthn.Credential) {
	for _, k := range h.Passkeys {
		var c webauthn.Credential
		if json.Unmarshal(k.Credential, &c) == nil {
			out = append(out, c)
		}
	}
	return out
}

// Register asks a device of a user to make a passkey, unless it has one already.
// Options are for the browser; state is kept until the device answers.
func (s *Site) Register(h people.Holder) (options, state []byte, err error) {
	var known []protocol.CredentialDescriptor
	for _, c := range (holder{h}).WebAuthnCredentials() {
		known = append(known, c.Descriptor())
	}
	creation, session, err := s.auth.BeginRegistration(holder{h}, webauthn.WithExclusions(known))
	if err != nil {
		return nil, nil, dunning.Errorf(dunning.CodeInternal, "asking for a passkey: %w", err)
	}
	return both(creation, session)
}

// Registered reads the answer of a device and gives the passkey. CodeInvalid for an
// answer that does not belong to the question, or comes from elsewhere.
func (s *Site) Registered(h people.Holder, state, answer []byte) (people.Passkey, error) {
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return people.Passkey{}, dunning.Errorf(dunning.CodeInternal, "reading a step: %w", err)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return people.Passkey{}, wrong(err)
	}
	made, err := s.auth.CreateCredential(holder{h}, session, parsed)
	if err != nil {
		return people.Passkey{}, wrong(err)
	}
	stored, err := json.Marshal(made)
	return people.Passkey{KeyID: made.ID, Credential: stored}, err
}

// Challenge asks whatever device is there to sign.
func (s *Site) Challenge() (options, state []byte, err error) {
	assertion, session, err := s.auth.BeginDiscoverableLogin()
	if err != nil {
		return nil, nil, dunning.Errorf(dunning.CodeInternal, "asking for a signature: %w", err)
	}
	return both(assertion, session)
}

// Signed reads the answer of a device. It gives the user that find knows by the
// handle, and his passkey with its new counter and flags, to be kept. CodeInvalid
// for a signature that is none, of another question or site, without the person's
// consent, or with a counter that did not move: then there may be a copy.
func (s *Site) Signed(state, answer []byte, find func(handle []byte) (people.Holder, error)) (people.Holder, people.Passkey, error) {
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return people.Holder{}, people.Passkey{}, dunning.Errorf(dunning.CodeInternal, "reading a step: %w", err)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return people.Holder{}, people.Passkey{}, wrong(err)
	}
	var who people.Holder
	var failed error
	_, used, err := s.auth.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		who, failed = find(handle)
		return holder{who}, failed
	}, session, parsed)
	switch {
	case failed != nil && dunning.ErrorCode(failed) != dunning.CodeNotFound:
		return who, people.Passkey{}, failed
	case err != nil:
		return who, people.Passkey{}, wrong(err)
	case used.Authenticator.CloneWarning:
		return who, people.Passkey{}, dunning.Errorf(dunning.CodeInvalid, "the counter of the passkey did not move: there may be a copy of it")
	}
	stored, err := json.Marshal(used)
	for _, k := range who.Passkeys {
		if string(k.KeyID) == string(used.ID) {
			k.Credential = stored
			return who, k, err
		}
	}
	return who, people.Passkey{}, dunning.Errorf(dunning.CodeInvalid, "the passkey is not one of the user's")
}

func both(options, state any) (o, s []byte, err error) {
	if o, err = json.Marshal(options); err == nil {
		s, err = json.Marshal(state)
	}
	return o, s, err
}

// wrong says in one line what a device's answer lacks; the library keeps the
// details apart.
func wrong(err error) error {
	text := err.Error()
	if detail, ok := err.(*protocol.Error); ok && detail.DevInfo != "" { //nolint:errorlint // the library gives it as it is
		text += ": " + detail.DevInfo
	}
	return dunning.Errorf(dunning.CodeInvalid, "the passkey was not accepted: %s", strings.TrimSpace(text))
}
