package accounts_test

import (
	"testing"
	"time"

	"relance/internal/audit"
	"relance/internal/people"
	"relance/internal/postgres/accounts"
)

func TestAnswersOfTheAPIAreForgottenAfterThirtyDays(t *testing.T) {
	t.Parallel()
	h := open(t)
	if err := h.AddToken(t.Context(), shell, people.Token{
		Name: "erp", Grant: people.Grant{Creditor: "atelier", Role: "clerk"}, Expires: h.now.AddDate(1, 0, 0),
	}, people.HashOf("a token")); err != nil {
		t.Fatal(err)
	}
	answers, err := accounts.NewAnswers(t.Context(), h.db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(answers.Close)
	ran := 0
	ask := func(key string) {
		t.Helper()
		if err := answers.Once(t.Context(), people.RequestName{Token: 1, Key: key, Operation: "record-fact"}, func() (people.Answer, *audit.Entry) {
			ran++
			return people.Answer{Status: 200, Body: []byte("done"), Keep: true}, nil
		}, func(people.Answer, bool) {}); err != nil {
			t.Fatal(err)
		}
	}
	ask("old")
	h.later(20 * 24 * time.Hour)
	ask("new")
	h.later(11 * 24 * time.Hour)
	if n, err := h.ForgetAnswers(t.Context()); n != 1 || err != nil {
		t.Errorf("%d answers are forgotten (%v), want the one of 31 days ago", n, err)
	}
	for _, as := range []string{"sealed", "in the clear, as an earlier release kept it"} {
		var a people.Answer
		replayed := false
		err := answers.Once(t.Context(), people.RequestName{Token: 1, Key: "new", Operation: "record-fact"}, nil, func(known people.Answer, before bool) { a, replayed = known, before })
		if err != nil || !replayed || string(a.Body) != "done" {
			t.Errorf("kept %s: %q, %v, %v", as, a.Body, replayed, err)
		}
		if _, err := h.db.Pool().Exec(t.Context(), `update api_requests set answer = 'done', sealed = false where key = 'new'`); err != nil {
			t.Fatal(err)
		}
	}
	if ask("new"); ran != 2 {
		t.Errorf("it ran %d times: an answer of 11 days ago was forgotten", ran)
	}
	if ask("old"); ran != 3 {
		t.Errorf("it ran %d times: an answer of 31 days ago still counts", ran)
	}
}
