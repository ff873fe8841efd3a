package demo

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/people"
)

// mostShown is how much of an answer the demo prints.
const mostShown = 2000

// call shows how a program asks the API: it opens a token, asks for the payments of
// an invoice that was paid, and prints the line that anybody can repeat, with what is
// answered.
func (p *player) call(ctx context.Context, staff <-chan net.Addr) error {
	token, err := p.app.Accounts().AddToken(ctx, access.Own("demo"), people.Token{
		Name: "demo", Grant: people.Grant{Creditor: demoCreditor().ID, Role: string(access.Reader)}, Expires: time.Now().AddDate(0, 0, 1),
	})
	if err != nil {
		return fmt.Errorf("opening a token: %w", err)
	}
	var at net.Addr
	select {
	case at = <-staff:
	case <-ctx.Done():
		return ctx.Err()
	}
	url := "http://" + at.String() + "/api/v1/cases/" + demoCreditor().ID + "/" + paidInvoice() + "/payments"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("asking the API: %w", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostShown))
	if err != nil {
		return fmt.Errorf("asking the API: %w", err)
	}
	p.say("\nA program asks the API for the payments of an invoice:")
	p.say("  curl -H 'Authorization: Bearer %s' %s", token, url)
	p.say("  %s: %s", res.Status, strings.TrimSpace(string(body)))
	return nil
}

// paidInvoice is one of the sample invoices on which money comes.
func paidInvoice() string {
	all := demoInvoices()
	i := slices.IndexFunc(all, func(d demoInvoice) bool {
		return slices.ContainsFunc(d.acts, func(a demoAct) bool { return a.event.Kind == dunning.KindPaid })
	})
	return all[i].number
}
