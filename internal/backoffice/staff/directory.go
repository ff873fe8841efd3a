package staff

import (
	"context"
	"encoding/json"

	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
)

// Asker asks the company's directory who somebody is.
type Asker interface {
	Address(ctx context.Context, q people.Question) (string, error)
	Identity(ctx context.Context, q people.Question, a people.DirectoryAnswer) (people.Identity, error)
}

// Persons keeps whom a person of the directory is here.
type Persons interface {
	Known(ctx context.Context, who people.Identity) (user int64, login string, err error)
	Bind(ctx context.Context, by audit.Who, user int64, who people.Identity) error
	BindByLink(ctx context.Context, by audit.Who, link people.Hash, who people.Identity) (login string, err error)
}

// errand is what the directory is asked for, kept while the browser is there. One
// of Link and Login is set when a person is to be bound.
type errand struct {
	Question people.Question `json:"question"`
	Link     *people.Hash    `json:"link,omitempty"`  // one-time link of the user
	Login    string          `json:"login,omitempty"` // of the user who is signed in
}

// AskDirectory sends a browser to the company's directory. With the secret of a
// one-time link, the person is bound to the user of the link; without one, only a
// person who is bound comes in. The step is finished with ByDirectory.
func (s *SignIn) AskDirectory(ctx context.Context, v Visitor, link string) (address, step string, err error) {
	var e errand
	if link != "" {
		hash := people.HashOf(link)
		if _, err := s.Links.LinkUser(ctx, hash); err != nil {
			return "", "", err
		}
		e.Link = &hash
	}
	return s.ask(ctx, v, e, 0)
}

func (s *SignIn) ask(ctx context.Context, v Visitor, e errand, user int64) (address, step string, err error) {
	if s.Directory == nil {
		return "", "", noDirectory()
	}
	if err := s.try(ctx, people.NetworkTry(v.Address)); err != nil {
		return "", "", err
	}
	for _, at := range []*string{&e.Question.State, &e.Question.Nonce, &e.Question.Verifier} {
		if *at, err = people.NewSecret(s.Random); err != nil {
			return "", "", err
		}
	}
	if address, err = s.Directory.Address(ctx, e.Question); err != nil {
		return "", "", err
	}
	data, err := json.Marshal(e)
	if err != nil {
		return "", "", err
	}
	step, err = s.begin(ctx, people.Step{Kind: people.StepDirectory, User: user, Data: data})
	return address, step, err
}

func noDirectory() error {
	return dunning.Errorf(dunning.CodeNotFound, "this console knows no directory").WithHint("set directory.issuer in the configuration")
}

// ByDirectory lets in whom the directory names. It gives neither session nor step
// when it has bound the person to the user who is signed in. CodeForbidden for a
// person whom nobody invited.
func (s *SignIn) ByDirectory(ctx context.Context, v Visitor, step string, a people.DirectoryAnswer) (Entered, error) {
	if s.Directory == nil {
		return Entered{}, noDirectory()
	}
	begun, err := s.Steps.TakeStep(ctx, people.HashOf(step), people.StepDirectory)
	if err != nil {
		return Entered{}, err
	}
	var e errand
	if err := json.Unmarshal(begun.Data, &e); err != nil {
		return Entered{}, err
	}
	who, err := s.Directory.Identity(ctx, e.Question, a)
	if dunning.ErrorCode(err) == dunning.CodeForbidden {
		return Entered{}, s.note(ctx, v, e.Login, err)
	}
	if err != nil {
		return Entered{}, err
	}
	if e.Login != "" {
		return Entered{}, s.Persons.Bind(ctx, v.who(e.Login), begun.User, who)
	}
	login, err := s.personOf(ctx, v, e, who)
	if err != nil {
		return Entered{}, err
	}
	c, err := s.Credentials.Credentials(ctx, login)
	if err != nil {
		return Entered{}, err
	}
	return s.enter(ctx, v, login, people.ByDirectory, c)
}

// personOf finds the user of a person, whom a one-time link may bind.
func (s *SignIn) personOf(ctx context.Context, v Visitor, e errand, who people.Identity) (login string, err error) {
	if e.Link != nil {
		return s.Persons.BindByLink(ctx, v.who(""), *e.Link, who)
	}
	_, login, err = s.Persons.Known(ctx, who)
	if dunning.ErrorCode(err) == dunning.CodeNotFound {
		return "", s.note(ctx, v, "", dunning.Errorf(dunning.CodeForbidden, "the directory knows you, but nobody here has invited you").
			WithHint("ask an admin for a one-time link, and sign in by the directory from its page"))
	}
	return login, err
}

// note writes a refusal down and gives it.
func (s *SignIn) note(ctx context.Context, v Visitor, login string, err error) error {
	if noted := s.Notes.Note(ctx, audit.Entry{Who: v.who(login), Deed: "session.open", Object: login, Refused: err.Error()}); noted != nil {
		return noted
	}
	return err
}
