package cli

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// kept says where the deed of a command is on record.
type kept struct {
	command string // as it is typed, without what follows
	audit.Keeping
	deed   string // name of its entry, where the command line writes it; as the API names it
	only   string // flag without which nothing is done
	unless string // flag with which nothing is done
	mute   bool   // what follows the command is a secret
}

// keptDeeds lists the commands that change something or take documents out. Each
// other one only shows what is there, or runs the program.
var keptDeeds = []kept{
	{command: "pause", Keeping: audit.KeptByDoor, deed: "pause"},
	{command: "resume", Keeping: audit.KeptByDoor, deed: "resume"},
	{command: "user add", Keeping: audit.KeptByUse},
	{command: "user link", Keeping: audit.KeptByUse},
	{command: "user role", Keeping: audit.KeptByUse},
	{command: "user disable", Keeping: audit.KeptByUse},
	{command: "user enable", Keeping: audit.KeptByUse},
	{command: "user sessions", Keeping: audit.KeptByUse},
	{command: "user totp", Keeping: audit.KeptByUse},
	{command: "creditor agree", Keeping: audit.KeptByUse},
	{command: "creditor refuse", Keeping: audit.KeptByUse},
	{command: "token add", Keeping: audit.KeptByUse},
	{command: "token revoke", Keeping: audit.KeptByUse},
	{command: "webhook add", Keeping: audit.KeptByUse},
	{command: "webhook rotate", Keeping: audit.KeptByUse},
	{command: "webhook disable", Keeping: audit.KeptByUse},
	{command: "webhook enable", Keeping: audit.KeptByUse},
	{command: "webhook deliveries", Keeping: audit.KeptByUse},
	{command: "webhook replay", Keeping: audit.KeptByUse},
	{command: "audit verify", Keeping: audit.KeptByUse},
	{command: "audit export", Keeping: audit.KeptByUse},
	{command: "start", Keeping: audit.KeptByDoor, deed: "start-invoices", unless: "dry-run"},
	{command: "reconcile", Keeping: audit.KeptByDoor, deed: "take-bank-file", unless: "dry-run"},
	{command: "match", Keeping: audit.KeptByDoor, deed: "match-line"},
	{command: "unmatch", Keeping: audit.KeptByDoor, deed: "unmatch-line"},
	{command: "casefile", Keeping: audit.KeptByDoor, deed: "get-evidence"},
	{command: "paid", Keeping: audit.KeptInCase},
	{command: "credit", Keeping: audit.KeptInCase},
	{command: "dispute", Keeping: audit.KeptInCase},
	{command: "resolve", Keeping: audit.KeptInCase},
	{command: "promise", Keeping: audit.KeptInCase},
	{command: "instalments", Keeping: audit.KeptInCase},
	{command: "hold", Keeping: audit.KeptInCase},
	{command: "release", Keeping: audit.KeptInCase},
	{command: "reschedule", Keeping: audit.KeptInCase},
	{command: "received", Keeping: audit.KeptInCase},
	{command: "reply", Keeping: audit.KeptInCase},
	{command: "portal revoke", Keeping: audit.KeptByDoor, deed: "revoke-page-link"},
	{command: "insolvency note", Keeping: audit.KeptInCase},
	{command: "insolvency watch", Keeping: audit.KeptInCase},
	{command: "insolvency import", Keeping: audit.KeptByDoor, deed: "import-notices"},
	{command: "insolvency declaration", Keeping: audit.KeptByDoor, deed: "get-declaration"},
	{command: "insolvency letter", Keeping: audit.KeptByDoor, deed: "draw-declaration"},
	{command: "insolvency approve", Keeping: audit.KeptByDoor, deed: "approve-declaration"},
	{command: "insolvency posted", Keeping: audit.KeptByDoor, deed: "declaration-posted"},
	{command: "insolvency settle", Keeping: audit.KeptByDoor, deed: "settle-declaration"},
	{command: "insolvency confirm", Keeping: audit.KeptByDoor, deed: "confirm-proceedings"},
	{command: "way", Keeping: audit.KeptByDoor, deed: "tell-procedure-event", only: "event"},
	{command: "waive", Keeping: audit.KeptInCase},
	{command: "claim", Keeping: audit.KeptInCase},
	{command: "cost", Keeping: audit.KeptInCase},
	{command: "limitation", Keeping: audit.KeptInCase},
	{command: "close", Keeping: audit.KeptInCase},
	{command: "reopen", Keeping: audit.KeptInCase},
	{command: "approve", Keeping: audit.KeptInCase},
	{command: "reject", Keeping: audit.KeptInCase},
	{command: "retry", Keeping: audit.KeptInCase},
	{command: "skip", Keeping: audit.KeptInCase},
	{command: "notice settle", Keeping: audit.KeptInCase},
	{command: "letter shown", Keeping: audit.KeptByDoor, deed: "get-approval-letter"},
	{command: "letter posted", Keeping: audit.KeptInCase},
	{command: "letter status", Keeping: audit.KeptInCase},
	{command: "letter otp", Keeping: audit.KeptByDoor, deed: "one-time-code", mute: true},
	{command: "debtor set", Keeping: audit.KeptByDoor, deed: "correct-debtor"},
	{command: "debtor import", Keeping: audit.KeptByDoor, deed: "import-contacts", unless: "dry-run"},
	{command: "debtor check", Keeping: audit.KeptByDoor, deed: "check-register"},
	{command: "inbox take", Keeping: audit.KeptByDoor, deed: "take-mail"},
	{command: "inbox assign", Keeping: audit.KeptByDoor, deed: "assign-mail"},
	{command: "inbox answer", Keeping: audit.KeptByDoor, deed: "answer-mail"},
	{command: "inbox accept", Keeping: audit.KeptByDoor, deed: "accept-proposal"},
	{command: "inbox done", Keeping: audit.KeptByDoor, deed: "finish-mail"},
	{command: "status import", Keeping: audit.KeptByDoor, deed: "import-statuses"},
}

// rowOf finds the row of a command; one that only looks has none.
func rowOf(command string) kept {
	if i := slices.IndexFunc(keptDeeds, func(k kept) bool { return k.command == command }); i >= 0 {
		return keptDeeds[i]
	}
	return kept{command: command}
}

// keepLimit is how long the entry of a deed may take to be written when the command
// was interrupted.
const keepLimit = 10 * time.Second

// record writes down what a command did, or what was refused to it, and gives the
// command's own error. A deed without its entry fails the command.
func record(s *frame.Session, node *kong.Node, err error) error {
	row := rowOf(strings.TrimPrefix(node.Path(), "relance "))
	refused := dunning.ErrorCode(err) == dunning.CodeForbidden && !audit.IsNoted(err)
	done := row.Keeping == audit.KeptByDoor && (err == nil || frame.IsSome(err)) &&
		(row.only == "" || given(node, row.only) != "") && (row.unless == "" || given(node, row.unless) == "")
	if !refused && !done {
		return err
	}
	entry := audit.Entry{Who: audit.Who{Name: s.Author(given(node, "by")), Door: string(access.CommandLine)}, Creditor: given(node, "creditor"), Deed: row.deed}
	if !row.mute {
		entry.Object = strings.Join(following(node), " ")
	}
	if refused {
		entry.Refused = err.Error()
	}
	if entry.Deed == "" {
		entry.Deed = row.command
	}
	if failed := note(s, entry); failed != nil {
		return fmt.Errorf("writing the deed into the audit: %w", failed)
	}
	return err
}

func note(s *frame.Session, e audit.Entry) error {
	rooms, err := s.Rooms()
	if err != nil {
		return err
	}
	defer rooms.Close()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.Ctx), keepLimit)
	defer cancel()
	return rooms.Note(ctx, e)
}

// given is the text of a flag; empty when it was not given.
func given(node *kong.Node, name string) string {
	for _, f := range node.Flags {
		if f.Name == name && !f.Target.IsZero() {
			return fmt.Sprint(reflect.Indirect(f.Target).Interface())
		}
	}
	return ""
}

// mostFollowing bounds what is kept of the words after a command.
const mostFollowing = 20

// following are the words after a command: numbers, names of files.
func following(node *kong.Node) (out []string) {
	for _, p := range node.Positional {
		v := reflect.Indirect(p.Target)
		switch {
		case !v.IsValid() || v.IsZero():
		case v.Kind() == reflect.Slice:
			for i := range min(v.Len(), mostFollowing) {
				out = append(out, fmt.Sprint(v.Index(i).Interface()))
			}
		default:
			out = append(out, fmt.Sprint(v.Interface()))
		}
	}
	return out
}
