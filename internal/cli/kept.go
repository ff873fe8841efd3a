package cli

import (
	"context"
	"fmt"
	"reflect"
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
	audit.Keeping
	deed   string // name of its entry, where the command line writes it; as the API names it
	only   string // flag without which nothing is done
	unless string // flag with which nothing is done
	mute   bool   // what follows the command is a secret
}

// keptDeeds lists by their names the commands that change something or take documents out. Each
// other one only shows what is there, or runs the program.
var keptDeeds = map[string]kept{
	"pause":                  {Keeping: audit.KeptByDoor, deed: "pause"},
	"resume":                 {Keeping: audit.KeptByDoor, deed: "resume"},
	"user-add":               {Keeping: audit.KeptByUse},
	"user-link":              {Keeping: audit.KeptByUse},
	"user-role":              {Keeping: audit.KeptByUse},
	"user-disable":           {Keeping: audit.KeptByUse},
	"user-enable":            {Keeping: audit.KeptByUse},
	"user-sessions":          {Keeping: audit.KeptByUse},
	"user-totp":              {Keeping: audit.KeptByUse},
	"creditor-agree":         {Keeping: audit.KeptByUse},
	"creditor-refuse":        {Keeping: audit.KeptByUse},
	"text-set":               {Keeping: audit.KeptByUse},
	"plan-apply":             {Keeping: audit.KeptByUse},
	"plan-move":              {Keeping: audit.KeptByUse},
	"token-add":              {Keeping: audit.KeptByUse},
	"token-revoke":           {Keeping: audit.KeptByUse},
	"webhook-add":            {Keeping: audit.KeptByUse},
	"webhook-rotate":         {Keeping: audit.KeptByUse},
	"webhook-disable":        {Keeping: audit.KeptByUse},
	"webhook-enable":         {Keeping: audit.KeptByUse},
	"webhook-deliveries":     {Keeping: audit.KeptByUse},
	"webhook-replay":         {Keeping: audit.KeptByUse},
	"audit-verify":           {Keeping: audit.KeptByUse},
	"audit-export":           {Keeping: audit.KeptByUse},
	"task-snooze":            {Keeping: audit.KeptByUse},
	"task-assign":            {Keeping: audit.KeptByUse},
	"start":                  {Keeping: audit.KeptByDoor, deed: "start-invoices", unless: "dry-run"},
	"reconcile":              {Keeping: audit.KeptByDoor, deed: "take-bank-file", unless: "dry-run"},
	"match":                  {Keeping: audit.KeptByDoor, deed: "match-line"},
	"unmatch":                {Keeping: audit.KeptByDoor, deed: "unmatch-line"},
	"casefile":               {Keeping: audit.KeptByDoor, deed: "get-evidence"},
	"paid":                   {Keeping: audit.KeptInCase},
	"credit":                 {Keeping: audit.KeptInCase},
	"dispute":                {Keeping: audit.KeptInCase},
	"resolve":                {Keeping: audit.KeptInCase},
	"promise":                {Keeping: audit.KeptInCase},
	"instalments":            {Keeping: audit.KeptInCase},
	"hold":                   {Keeping: audit.KeptInCase},
	"release":                {Keeping: audit.KeptInCase},
	"reschedule":             {Keeping: audit.KeptInCase},
	"received":               {Keeping: audit.KeptInCase},
	"reply":                  {Keeping: audit.KeptInCase},
	"portal-revoke":          {Keeping: audit.KeptByDoor, deed: "revoke-page-link"},
	"insolvency-note":        {Keeping: audit.KeptInCase},
	"insolvency-watch":       {Keeping: audit.KeptInCase},
	"insolvency-import":      {Keeping: audit.KeptByDoor, deed: "import-notices"},
	"insolvency-declaration": {Keeping: audit.KeptByDoor, deed: "get-declaration"},
	"insolvency-letter":      {Keeping: audit.KeptByDoor, deed: "draw-declaration"},
	"insolvency-approve":     {Keeping: audit.KeptByDoor, deed: "approve-declaration"},
	"insolvency-posted":      {Keeping: audit.KeptByDoor, deed: "mark-declaration"},
	"insolvency-settle":      {Keeping: audit.KeptByDoor, deed: "settle-declaration"},
	"insolvency-confirm":     {Keeping: audit.KeptByDoor, deed: "confirm-proceedings"},
	"way":                    {Keeping: audit.KeptByDoor, deed: "tell-procedure-event", only: "event"},
	"waive":                  {Keeping: audit.KeptInCase},
	"claim":                  {Keeping: audit.KeptInCase},
	"cost":                   {Keeping: audit.KeptInCase},
	"limitation":             {Keeping: audit.KeptInCase},
	"close":                  {Keeping: audit.KeptInCase},
	"reopen":                 {Keeping: audit.KeptInCase},
	"approve":                {Keeping: audit.KeptInCase},
	"reject":                 {Keeping: audit.KeptInCase},
	"retry":                  {Keeping: audit.KeptInCase},
	"skip":                   {Keeping: audit.KeptInCase},
	"notice-settle":          {Keeping: audit.KeptInCase},
	"letter-shown":           {Keeping: audit.KeptByDoor, deed: "get-approval-letter"},
	"letter-posted":          {Keeping: audit.KeptInCase},
	"letter-status":          {Keeping: audit.KeptInCase},
	"letter-otp":             {Keeping: audit.KeptByDoor, deed: "one-time-code", mute: true},
	"debtor-set":             {Keeping: audit.KeptByDoor, deed: "correct-debtor"},
	"debtor-import":          {Keeping: audit.KeptByDoor, deed: "import-contacts", unless: "dry-run"},
	"debtor-merge":           {Keeping: audit.KeptByDoor, deed: "merge-debtors", unless: "dry-run"},
	"debtor-check":           {Keeping: audit.KeptByDoor, deed: "check-register"},
	"inbox-take":             {Keeping: audit.KeptByDoor, deed: "take-mail"},
	"inbox-assign":           {Keeping: audit.KeptByDoor, deed: "assign-mail"},
	"inbox-answer":           {Keeping: audit.KeptByDoor, deed: "answer-mail", unless: "dry-run"},
	"inbox-accept":           {Keeping: audit.KeptByDoor, deed: "accept-proposal"},
	"inbox-done":             {Keeping: audit.KeptByDoor, deed: "finish-mail"},
	"status-propose":         {Keeping: audit.KeptByDoor, deed: "propose-statuses", unless: "dry-run"},
	"status-fetch":           {Keeping: audit.KeptByDoor, deed: "fetch-statuses"},
	"status-import":          {Keeping: audit.KeptByDoor, deed: "import-statuses"},
}

// keepLimit is how long the entry of a deed may take to be written when the command
// was interrupted.
const keepLimit = 10 * time.Second

// record writes down what a command did, or what was refused to it, and gives the
// command's own error. A deed without its entry fails the command.
func record(s *frame.Session, node *kong.Node, err error) error {
	command := strings.ReplaceAll(strings.TrimPrefix(node.Path(), "relance "), " ", "-")
	row := keptDeeds[command]
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
		entry.Deed = command
	}
	if failed := note(s, entry); failed != nil {
		return fmt.Errorf("writing the deed into the audit: %w", failed)
	}
	return err
}

func note(s *frame.Session, e audit.Entry) error {
	var cancel context.CancelFunc
	s.Ctx, cancel = context.WithTimeout(context.WithoutCancel(s.Ctx), keepLimit)
	defer cancel()
	rooms, err := s.Rooms()
	if err != nil {
		return err
	}
	defer rooms.Close()
	return rooms.Note(s.Ctx, e)
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
