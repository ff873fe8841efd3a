package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"relance/internal/audit"
	"relance/internal/cli/frame"
)

// onlyLooking are the commands that change nothing and give no document out, or run
// the program, whose deeds are then kept where they are done.
var onlyLooking = strings.Fields(`up demo worker migrate user_list creditor_changes token_list webhook_list unmatched list tasks show portal_links portal_answers
	insolvency_check insolvency_status insolvency_read notice_preview letter_preview letter_spend debtor_show check inspect statement inbox_explain inbox_list inbox_show
	text_list text_show text_preview text_history inbox_check inbox_login interest plan_preview plan_list plan_show plan_check rates_list rates_add rates_check status_inspect status_list simulate`)

func TestEveryCommandSaysWhereItsDeedIsOnRecord(t *testing.T) {
	t.Parallel()
	var cmds root
	parser, _, err := newParser(&cmds, frame.System(), "relance", "", kong.ExplicitGroups([]kong.Group{{Key: "run"}, {Key: "invoices"}, {Key: "case"}, {Key: "look"}}))
	if err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, leaf := range parser.Model.Leaves(false) {
		name := strings.ReplaceAll(strings.TrimPrefix(leaf.Path(), "relance "), " ", "-")
		known = append(known, name)
		row := keptDeeds[name]
		looks := slices.Contains(onlyLooking, strings.ReplaceAll(name, "-", "_"))
		if (row.Keeping == audit.KeptNowhere) != looks {
			t.Errorf("%s: say in one list alone whether it only looks", name)
		}
		if (row.Keeping == audit.KeptByDoor) != (row.deed != "") {
			t.Errorf("%s: an entry of the audit has a name, what is kept elsewhere has none", name)
		}
		if slices.ContainsFunc(leaf.Flags, func(f *kong.Flag) bool { return f.Name == "dry-run" }) && row.Keeping == audit.KeptByDoor && row.unless != "dry-run" {
			t.Errorf("%s: a dry run is no deed", name)
		}
		for _, flag := range []string{row.only, row.unless} {
			if flag != "" && !slices.ContainsFunc(leaf.Flags, func(f *kong.Flag) bool { return f.Name == flag }) {
				t.Errorf("%s has no flag --%s", name, flag)
			}
		}
	}
	for name := range keptDeeds {
		if !slices.Contains(known, name) {
			t.Errorf("there is no command %s", name)
		}
	}
}
