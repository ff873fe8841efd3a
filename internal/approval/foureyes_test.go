package approval

import (
	"testing"
	"time"

	"relance/internal/dunning"
)

func TestAFormalNoticeNeedsTwoKnownPeopleWhereTheRuleSaysSo(t *testing.T) {
	t.Parallel()
	step := dunning.ScheduledStep{ID: "notice", Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, Approval: dunning.ApprovalRequired}
	reminder := step
	reminder.Level, reminder.Channel = dunning.Final, dunning.Email
	claire := &dunning.FirstYes{Step: "notice", Author: "claire"}
	for name, row := range map[string]struct {
		rule   dunning.Approvals
		step   dunning.ScheduledStep
		first  *dunning.FirstYes
		author string
		known  bool
		status string
		code   dunning.Code
	}{
		"one is enough by rule":                {dunning.ApprovalsOne, step, nil, "claire", false, "", ""},
		"a reminder needs one":                 {dunning.ApprovalsTwo, reminder, nil, "claire", false, "", ""},
		"the first of two":                     {dunning.ApprovalsTwo, step, nil, "claire", true, dunning.YesFirst, ""},
		"the second, by another":               {dunning.ApprovalsTwo, step, claire, "paul", true, "", ""},
		"the second, by the same":              {dunning.ApprovalsTwo, step, claire, "claire", true, "", dunning.CodeForbidden},
		"a shell as the first":                 {dunning.ApprovalsTwo, step, nil, "root", false, "", dunning.CodeForbidden},
		"a shell as the second":                {dunning.ApprovalsTwo, step, claire, "root", false, "", dunning.CodeForbidden},
		"somebody without a name":              {dunning.ApprovalsTwo, step, claire, "", true, "", dunning.CodeForbidden},
		"a first yes that was to another step": {dunning.ApprovalsTwo, step, &dunning.FirstYes{Step: "final", Author: "claire"}, "claire", true, dunning.YesFirst, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := dunning.Case{Number: "F-1", Steps: []dunning.ScheduledStep{row.step}, FirstYes: row.first}
			e, err := FourEyes(c, dunning.NewApprove("").With(dunning.Stamp{Author: row.author}), row.rule, row.known)
			if dunning.ErrorCode(err) != row.code || e.Status != row.status {
				t.Errorf("status %q, %v; want %q, %s", e.Status, err, row.status, row.code)
			}
		})
	}
}

func TestTheFirstOfTwoYesesLetsNothingLeave(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	c := dunning.Case{Number: "F-1", State: dunning.Reminding, Balance: 1, Asked: "notice", Steps: []dunning.ScheduledStep{{ID: "notice", Level: dunning.FormalNotice, Approval: dunning.ApprovalRequired, At: now}}}
	yes := dunning.Event{Kind: dunning.KindApprove, Step: "notice", Author: "claire", At: now, Status: dunning.YesFirst}
	after, fx := dunning.Apply(c, yes)
	if after.Approved != "" || after.FirstYes == nil || after.FirstYes.Author != "claire" || len(fx.Done) != 0 {
		t.Fatalf("%+v, %+v", after, fx)
	}
	if asked, _ := dunning.Apply(after, dunning.NewAsked("notice", "").With(dunning.Stamp{At: now})); asked.FirstYes != nil {
		t.Error("a yes to another letter still counts")
	}
	second, fx := dunning.Apply(after, dunning.NewApprove("notice").With(dunning.Stamp{Author: "paul", At: now}))
	if second.Approved != "notice" || second.FirstYes != nil || len(fx.Done) == 0 {
		t.Errorf("%+v, %+v", second, fx)
	}
}
