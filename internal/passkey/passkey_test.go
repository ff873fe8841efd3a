package passkey_test

import (
	"encoding/json"
	"testing"

	device "github.com/descope/virtualwebauthn"

	"relance/internal/dunning"
	"relance/internal/passkey"
	"relance/internal/people"
)

const address = "https://relance.example.com"

var (
	place  = device.RelyingParty{Name: "relance", ID: "relance.example.com", Origin: address}
	claire = people.Holder{User: 7, Login: "claire@example.fr", Name: "Claire", Handle: []byte("a handle of sixteen bytes or more")}
)

func site(t *testing.T) *passkey.Site {
	t.Helper()
	s, err := passkey.New(address)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// phone is a device that holds one passkey.
type phone struct {
	device.Authenticator
	key device.Credential
}

func newPhone() *phone {
	return &phone{
		device.NewAuthenticatorWithOptions(device.AuthenticatorOptions{UserHandle: claire.Handle, BackupEligible: true, BackupState: true}),
		device.NewCredential(device.KeyTypeEC2),
	}
}

// made lets the phone make its passkey for Claire.
func made(t *testing.T, s *passkey.Site, p *phone) people.Holder {
	t.Helper()
	options, state, err := s.Register(claire)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := device.ParseAttestationOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	k, err := s.Registered(claire, state, []byte(device.CreateAttestationResponse(place, p.Authenticator, p.key, *asked)))
	if err != nil {
		t.Fatal(err)
	}
	k.ID = 1
	with := claire
	with.Passkeys = []people.Passkey{k}
	return with
}

// challenge asks for a signature and gives the answer of a phone that believes to
// be at this place.
func challenge(t *testing.T, s *passkey.Site, p *phone, at device.RelyingParty) (state, answer []byte) {
	t.Helper()
	options, state, err := s.Challenge()
	if err != nil {
		t.Fatal(err)
	}
	asked, err := device.ParseAssertionOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	return state, []byte(device.CreateAssertionResponse(at, p.Authenticator, p.key, *asked))
}

func known(h people.Holder) func([]byte) (people.Holder, error) {
	return func(handle []byte) (people.Holder, error) {
		if string(handle) != string(h.Handle) {
			return people.Holder{}, dunning.Errorf(dunning.CodeNotFound, "nobody")
		}
		return h, nil
	}
}

func TestAPasskeySignsInAndItsCounterIsKept(t *testing.T) {
	t.Parallel()
	s, p := site(t), newPhone()
	h := made(t, s, p)
	for want := uint32(1); want <= 3; want++ {
		p.key.Counter++
		state, answer := challenge(t, s, p, place)
		who, k, err := s.Signed(state, answer, known(h))
		if err != nil || who.Login != claire.Login || k.ID != 1 {
			t.Fatalf("%+v %v", who, err)
		}
		var kept struct {
			Flags         map[string]bool
			Authenticator struct {
				SignCount uint32 `json:"signCount"`
			}
		}
		if err := json.Unmarshal(k.Credential, &kept); err != nil || kept.Authenticator.SignCount != want || !kept.Flags["backupEligible"] || !kept.Flags["userVerified"] {
			t.Fatalf("%s keeps %+v, %v", k.Credential, kept, err)
		}
		h.Passkeys = []people.Passkey{k}
	}
}

func TestWhatIsAskedOfADevice(t *testing.T) {
	t.Parallel()
	s, p := site(t), newPhone()
	h := made(t, s, p)
	options, _, err := s.Register(h)
	if err != nil {
		t.Fatal(err)
	}
	var asked struct {
		PublicKey struct {
			RP                     struct{ ID string }
			ExcludeCredentials     []struct{ ID string }
			AuthenticatorSelection struct {
				ResidentKey, UserVerification string
			}
			Attestation string
		}
	}
	if err := json.Unmarshal(options, &asked); err != nil {
		t.Fatal(err)
	}
	k := asked.PublicKey
	if k.RP.ID != "relance.example.com" || len(k.ExcludeCredentials) != 1 || k.AuthenticatorSelection.ResidentKey != "required" ||
		k.AuthenticatorSelection.UserVerification != "required" || k.Attestation != "none" {
		t.Errorf("a device is asked %s", options)
	}
}

func TestWhatIsNotASignatureOfThisPersonHereAndNowIsRefused(t *testing.T) {
	t.Parallel()
	s := site(t)
	for name, row := range map[string]struct {
		change func(*phone)
		at     device.RelyingParty
		later  func(state, answer []byte) ([]byte, []byte)
	}{
		"another site asks for it":     {at: device.RelyingParty{ID: place.ID, Origin: "https://relance.example.com.evil.example"}},
		"over no TLS":                  {at: device.RelyingParty{ID: place.ID, Origin: "http://relance.example.com"}},
		"a key of another name":        {at: device.RelyingParty{ID: "evil.example", Origin: address}},
		"a key of another device":      {change: func(p *phone) { id := p.key.ID; p.key = device.NewCredential(device.KeyTypeEC2); p.key.ID = id }},
		"a key that is not kept":       {change: func(p *phone) { p.key = device.NewCredential(device.KeyTypeEC2) }},
		"a handle of nobody":           {change: func(p *phone) { p.Options.UserHandle = []byte("somebody else entirely") }},
		"no handle":                    {change: func(p *phone) { p.Options.UserHandle = nil }},
		"the person did not unlock it": {change: func(p *phone) { p.Options.UserNotVerified = true }},
		"nobody was there":             {change: func(p *phone) { p.Options.UserNotPresent = true }},
		"a counter that stands still":  {change: func(p *phone) { p.key.Counter = 5 }},
		"a counter that goes back":     {change: func(p *phone) { p.key.Counter = 4 }},
		"it changed what it may copy":  {change: func(p *phone) { p.Options.BackupEligible, p.Options.BackupState = false, false }},
		"no answer":                    {later: func(state, _ []byte) ([]byte, []byte) { return state, []byte("{}") }},
		"an answer to another question": {later: func(_, answer []byte) ([]byte, []byte) {
			_, state, err := s.Challenge()
			if err != nil {
				t.Error(err)
			}
			return state, answer
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPhone()
			p.key.Counter = 5
			h := made(t, s, p)
			p.key.Counter = 6
			at := place
			if row.at.Origin != "" {
				at = row.at
			}
			if row.change != nil {
				row.change(p)
			}
			state, answer := challenge(t, s, p, at)
			if row.later != nil {
				state, answer = row.later(state, answer)
			}
			if _, _, err := s.Signed(state, answer, known(h)); dunning.ErrorCode(err) != dunning.CodeInvalid {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestAPasskeyIsMadeForTheOneWhoAsked(t *testing.T) {
	t.Parallel()
	s, p := site(t), newPhone()
	options, state, err := s.Register(claire)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := device.ParseAttestationOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	answer := []byte(device.CreateAttestationResponse(place, p.Authenticator, p.key, *asked))
	paul := claire
	paul.Handle = []byte("the handle of paul")
	if _, err := s.Registered(paul, state, answer); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("made for another: %v", err)
	}
	evil := place
	evil.Origin = "https://evil.example"
	if _, err := s.Registered(claire, state, []byte(device.CreateAttestationResponse(evil, p.Authenticator, p.key, *asked))); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("made at another site: %v", err)
	}
}

func TestAnAddressThatPasskeysCannotBeBoundToIsRefused(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"https://relance.example.com": true, "https://relance.example.com:8443": true, "http://localhost:8072": true,
		"http://relance.example.com": false, "https://192.0.2.7": false, "http://127.0.0.1:8072": false, "https://[2001:db8::1]:8072": false, "relance.example.com": false,
		"https://relance.example.com/console": false, "": false, "ftp://localhost": false,
	} {
		if _, err := passkey.New(text); (err == nil) != ok || err != nil && dunning.ErrorCode(err) != dunning.CodeInvalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}
