package app

import (
	"relance/internal/backoffice"
	"relance/internal/backoffice/contacts"
	"relance/internal/backoffice/merging"
	"relance/internal/config"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/banking"
	"relance/internal/postgres/mailbox"
	mergings "relance/internal/postgres/merging"
	"relance/internal/postgres/plans"
	pages "relance/internal/postgres/portal"
	"relance/internal/postgres/sending"
	"relance/internal/postgres/wordings"
	"relance/internal/posting"
)

// Office gives the back office over this program's connections.
func (a *App) Office() (*backoffice.Office, error) {
	rates, err := a.Config.RateTable()
	if err != nil {
		return nil, err
	}
	beginnings, err := posting.ReplyTemplates(a.Config)
	if err != nil {
		return nil, err
	}
	s, banks, mails, room := a.store, banking.New(a.store), mailbox.New(a.store), sending.NewRoom(a.store)
	return &backoffice.Office{
		PlanReader: plans.New(s),
		Now:        s.Now, Rates: rates, Plans: a.Config.PlansOf(), Configured: a.Config.Creditors, Sends: a.Config.Mail.Mode == config.Live,
		CreditorReader: s, Finder: room, CaseReader: room, Shown: room, Log: s, Requests: s, Keys: s, Refusals: accounts.New(s), Changes: s, Archive: s, Debtors: room, DebtorLists: room, ContactReader: room, Debts: room, Money: banks, Work: room, Doubts: s,
		Portfolio: room, Texts: wordings.New(s), Switches: room, SwitchStore: room, Bills: room, Chain: s, Post: a.Post, Invoices: s, MayBePaid: s.MayBePaid, Credits: room,
		BankFeed: banks, BankStore: banks, BankReader: banks, OpenLineReader: banks,
		Mailbox: mails, MailReader: mails, PageRecord: pages.New(s), Declared: room, MailCursors: mails, Looks: mails, Replies: mails, Scribe: a.Post, Beginnings: beginnings, Answers: a.Config.Mail.Mode != config.Off,
		Attached: a.Recourse(),
	}, nil
}

// Contacts gives the merge of contacts over this program's connections.
func (a *App) Contacts() *contacts.Merger {
	return &contacts.Merger{Creditors: a.store, Debtors: sending.NewRoom(a.store), Now: a.store.Now}
}

// Merging gives the merging of debtors over this program's connections.
func (a *App) Merging() *merging.Desk {
	s := mergings.New(a.store)
	return &merging.Desk{Store: s, Reader: s, Keys: a.store, Now: a.store.Now}
}
