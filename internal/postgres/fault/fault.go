// Package fault says what an error of PostgreSQL means: a code for the program, and a
// sentence with what to do for the user.
package fault

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"relance/internal/dunning"
)

// sentences says in words what a broken constraint means to the user.
var sentences = map[string]struct {
	code dunning.Code
	text string
	hint string
}{
	"plans_creditor_fkey":             {dunning.CodeNotFound, "no such creditor", "add the creditor to the configuration first"},
	"debtors_creditor_fkey":           {dunning.CodeNotFound, "no such creditor", "add the creditor to the configuration first"},
	"invoices_creditor_fkey":          {dunning.CodeNotFound, "no such creditor", "add the creditor to the configuration first"},
	"debtors_key_check":               {dunning.CodeInvalid, "the debtor has no customer reference", "give each customer the reference of your own books"},
	"invoices_number_check":           {dunning.CodeInvalid, "the invoice has no number", ""},
	"invoices_creditor_number_key":    {dunning.CodeConflict, "an invoice of this number is on record", ""},
	"cases_one_open_cycle":            {dunning.CodeConflict, "the invoice has an open case", ""},
	"cases_invoice_cycle_key":         {dunning.CodeConflict, "this cycle of the case exists", ""},
	"cases_creditor_number_cycle_key": {dunning.CodeConflict, "this cycle of the case exists", ""},
	"events_case_event_key":           {dunning.CodeConflict, "an event of this id is on record", ""},
	"events_pkey":                     {dunning.CodeConflict, "the case changed meanwhile", "try again"},
	"events_are_final":                {dunning.CodeConflict, "recorded events are never changed or deleted", "record a new event that corrects the old one"},
	"notices_one_per_step":            {dunning.CodeAlreadySent, "the notice of this step has a message already", ""},
	"passkeys_key_id_key":             {dunning.CodeConflict, "this passkey is kept already", "choose another device"},
	"users_login_key":                 {dunning.CodeConflict, "there is a user of this login", "choose another login, or change the role of that user"},
	"tokens_live_name":                {dunning.CodeConflict, "there is a token of this name", "choose another name, or revoke that one first"},
	"audit_is_final":                  {dunning.CodeConflict, "entries of the audit are never changed or deleted", ""},
	"messages_order_reference_key":    {dunning.CodeConflict, "another letter was ordered under this name", ""},
	"payments_source_key":             {dunning.CodeConflict, "a payment of this id is on record", ""},
	"credits_external_key":            {dunning.CodeConflict, "a credit note of this id is on record", ""},
}

// Explain turns an error of PostgreSQL into one with a code, for the program,
// and a sentence, for the user. Errors that have a code keep it; nil stays nil.
func Explain(doing string, err error) error {
	var known *dunning.Error
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return coded(dunning.CodeUnavailable, doing, err)
	case errors.As(err, &pg):
		return explainServer(doing, pg)
	case errors.Is(err, pgx.ErrNoRows):
		return coded(dunning.CodeNotFound, doing, err)
	case unreachable(err):
		return coded(dunning.CodeUnavailable, doing, err).WithHint("check that PostgreSQL runs and that its address is right")
	}
	return coded(dunning.CodeInternal, doing, err)
}

func explainServer(doing string, pg *pgconn.PgError) error {
	if s, ok := sentences[pg.ConstraintName]; ok {
		return &dunning.Error{Code: s.code, Message: doing + ": " + s.text, Hint: s.hint, Cause: pg}
	}
	switch class := pg.Code[:2]; {
	case unstorable[pg.Code] != "":
		return &dunning.Error{Code: dunning.CodeInvalid, Message: unstorable[pg.Code], Cause: pg}
	case blamesData[class]:
		return coded(dunning.CodeInternal, doing, pg)
	}
	how := remedy(pg.Code)
	return coded(dunning.CodeUnavailable, doing, pg).WithHint(how.Format, how.Args...)
}

const unwritable = "a text holds characters that cannot be kept: write it in UTF-8, without null characters"

// unstorable are the SQLSTATEs of values that no table can hold, in words.
var unstorable = map[string]string{
	"22P05": unwritable, "22021": unwritable, "22003": "a number is too large to be kept", "22008": "a day or a time is outside what can be kept",
}

// blamesData are the classes of SQLSTATE that blame what was to be written, so
// that writing it again cannot help: data, constraints, cardinality, and what a
// trigger or function of ours refuses. Everything else is the state of the
// database or of its schema, which people mend: a standby after a failover, a
// worker that is newer than the tables, a right that was revoked.
var blamesData = map[string]bool{"21": true, "22": true, "23": true, "27": true, "44": true, "P0": true}

// remedy is what to look at when the database does not do its work.
func remedy(code string) dunning.Sentence {
	switch {
	case code == "42501":
		return dunning.Sentence{Format: "give the program's database user back its rights on the tables"}
	case code[:2] == "42", code[:2] == "0A", code[:2] == "26":
		return dunning.Sentence{Format: "see that only programs of this version use the database, and bring its tables up to date: %s",
			Args: []any{dunning.Deed{Do: dunning.DeedMigrate}}}
	case code == "28P01", code == "28000", code == "3D000":
		return dunning.Sentence{Format: "check user, password and database name in the address"}
	case code[:2] == "25":
		return dunning.Sentence{Format: "the database takes no changes: let the address lead to the server that does"}
	}
	return dunning.Sentence{Format: "look at the log of PostgreSQL; it is tried again until it succeeds"}
}

func coded(code dunning.Code, doing string, err error) *dunning.Error {
	return &dunning.Error{Code: code, Message: doing + ": " + err.Error(), Cause: err}
}

// unreachable tells whether the connection, not the statement, is at fault.
func unreachable(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) ||
		strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "unexpected EOF")
}
