package staff_test

import (
	"testing"

	device "github.com/descope/virtualwebauthn"

	"relance/internal/access"
	"relance/internal/backoffice/staff"
	"relance/internal/dunning"
	"relance/internal/passkey"
	"relance/internal/people"
)

var place = device.RelyingParty{Name: "relance", ID: "relance.example.com", Origin: "https://relance.example.com"}

// phone is a device that makes and uses one passkey.
type phone struct {
	device.Authenticator
	key device.Credential
}

// withKeys lets a gate take passkeys and signs Claire in.
func withKeys(t *testing.T) (*gate, *staff.Self, staff.Person) {
	t.Helper()
	g := openGate(t)
	site, err := passkey.New(place.Origin)
	if err != nil {
		t.Fatal(err)
	}
	g.Keys = site
	g.ready(t)
	self := &staff.Self{Gate: g.SignIn, Reader: g.store, Own: g.store, Store: g.store, List: g.store, Maker: site, Ties: g.store}
	entered, err := g.In(t.Context(), browser, "claire@example.fr", rightPassword)
	if err != nil {
		t.Fatal(err)
	}
	return g, self, g.person(t, entered.Session)
}

func (g *gate) person(t *testing.T, secret string) staff.Person {
	t.Helper()
	who, session, err := g.Who(t.Context(), browser, secret)
	if err != nil {
		t.Fatal(err)
	}
	return staff.Person{Visitor: browser, Actor: who, Session: session}
}

// makes lets the phone make a passkey for a person.
func makes(t *testing.T, self *staff.Self, p staff.Person) (*phone, error) {
	t.Helper()
	options, step, err := self.AskNewPasskey(t.Context(), p)
	if err != nil {
		return nil, err
	}
	asked, err := device.ParseAttestationOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	made := &phone{
		device.NewAuthenticatorWithOptions(device.AuthenticatorOptions{UserHandle: []byte(asked.UserID)}),
		device.NewCredential(device.KeyTypeEC2),
	}
	return made, self.AddPasskey(t.Context(), p, step, "Téléphone", []byte(device.CreateAttestationResponse(place, made.Authenticator, made.key, *asked)))
}

// signs asks for a signature and gives the step and the phone's answer.
func (g *gate) signs(t *testing.T, p *phone) (step string, answer []byte) {
	t.Helper()
	options, step, err := g.AskPasskey(t.Context(), browser)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := device.ParseAssertionOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	p.key.Counter++
	return step, []byte(device.CreateAssertionResponse(place, p.Authenticator, p.key, *asked))
}

func TestAPasskeySignsInWithoutALoginAndCountsOnce(t *testing.T) {
	t.Parallel()
	g, self, claire := withKeys(t)
	telephone, err := makes(t, self, claire)
	if err != nil {
		t.Fatal(err)
	}
	step, answer := g.signs(t, telephone)
	secret, err := g.ByPasskey(t.Context(), browser, step, answer)
	if err != nil {
		t.Fatal(err)
	}
	if p := g.person(t, secret); p.Actor.Name != "claire@example.fr" || p.Actor.Role("atelier") != access.Clerk || p.Session.Second.IsZero() {
		t.Errorf("%+v", p)
	}
	if _, err := g.ByPasskey(t.Context(), browser, step, answer); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("the same answer again: %v", err)
	}
	telephone.key.Counter--
	step, answer = g.signs(t, telephone)
	if _, err := g.ByPasskey(t.Context(), browser, step, answer); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("a copy of the device: %v", err)
	}
	if err := g.store.SetDisabled(t.Context(), browserWho, "claire@example.fr", true); err != nil {
		t.Fatal(err)
	}
	telephone.key.Counter++
	step, answer = g.signs(t, telephone)
	if _, err := g.ByPasskey(t.Context(), browser, step, answer); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("a user who is shut out: %v", err)
	}
}

func TestAPasskeyOfAnotherProvesNothingAndMakesNothing(t *testing.T) {
	t.Parallel()
	g, self, claire := withKeys(t)
	if _, err := g.store.AddUser(t.Context(), browserWho, people.NewUser{Login: "paul", Name: "Paul", Grant: people.Grant{Creditor: "atelier", Role: "admin"}}, people.HashOf("paul's link")); err != nil {
		t.Fatal(err)
	}
	if _, err := g.UseLink(t.Context(), browser, "paul's link", rightPassword); err != nil {
		t.Fatal(err)
	}
	entered, err := g.In(t.Context(), browser, "paul", rightPassword)
	if err != nil {
		t.Fatal(err)
	}
	paul := g.person(t, entered.Session)
	his, err := makes(t, self, paul)
	if err != nil {
		t.Fatal(err)
	}
	step, answer := g.signs(t, his)
	if _, err := self.ConfirmByPasskey(t.Context(), claire, step, answer); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("Paul's passkey proves that it is Claire: %v", err)
	}
	_, step, err = self.AskNewPasskey(t.Context(), claire)
	if err != nil {
		t.Fatal(err)
	}
	if err := self.AddPasskey(t.Context(), paul, step, "x", nil); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("Paul finishes what Claire began: %v", err)
	}
	keys, err := g.store.Passkeys(t.Context(), paul.Session.User)
	if err != nil || len(keys) != 1 {
		t.Fatal(keys, err)
	}
	if err := self.RemovePasskey(t.Context(), claire, keys[0].ID); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("Claire removes Paul's passkey: %v", err)
	}
	g.now = g.now.Add(people.FreshFor)
	if _, err := makes(t, self, paul); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("made long after the proof: %v", err)
	}
	step, answer = g.signs(t, his)
	secret, err := self.ConfirmByPasskey(t.Context(), paul, step, answer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := makes(t, self, g.person(t, secret)); err != nil {
		t.Errorf("after the proof: %v", err)
	}
}
