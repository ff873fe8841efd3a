package backoffice

import (
	"relance/internal/access"
	"relance/internal/dunning"
)

// deeds says what right each fact takes. A kind that is not here is for those
// who operate the installation.
var deeds = map[dunning.Kind]access.Deed{
	dunning.KindPaid: access.RecordMoney, dunning.KindCredited: access.RecordMoney,
	dunning.KindReply: access.RecordAnswer, dunning.KindPromise: access.RecordAnswer, dunning.KindInstalments: access.RecordAnswer,
	dunning.KindDispute: access.RecordAnswer, dunning.KindBounce: access.RecordAnswer, dunning.KindContact: access.CorrectDebtor,
	dunning.KindResolveDispute: access.Suspend, dunning.KindHold: access.Suspend, dunning.KindRelease: access.Suspend,
	dunning.KindReschedule: access.Suspend,
	dunning.KindRetry:      access.WorkOnTasks, dunning.KindSkip: access.WorkOnTasks, dunning.KindSettle: access.WorkOnTasks,
	dunning.KindLetterStatus: access.RecordPost,
	dunning.KindApprove:      access.Approve, dunning.KindReject: access.Approve,
	dunning.KindClose: access.GiveUp, dunning.KindWaive: access.GiveUp,
	dunning.KindCost: access.RecordLaw, dunning.KindClaim: access.RecordLaw, dunning.KindLimitation: access.RecordLaw, dunning.KindInsolvency: access.RecordLaw,
	dunning.KindReceived: access.RecordLaw, dunning.KindChangePlan: access.ChangePlans,
}

// deedOf is the right that a fact takes.
func deedOf(k dunning.Kind) access.Deed {
	if d, ok := deeds[k]; ok {
		return d
	}
	return access.Operate
}
