package frame

import (
	"cmp"

	"relance/internal/dunning"
)

// Command says how a deed that a hint names is done on the command line.
func Command(d dunning.Deed) string {
	on := func(what string) string { return cmp.Or(d.On, what) }
	switch d.Do {
	case dunning.DeedShow:
		return "relance show " + on("NUMBER")
	case dunning.DeedList:
		return "relance list"
	case dunning.DeedImport:
		return "relance start"
	case dunning.DeedTasks:
		return "relance tasks"
	case dunning.DeedOpenLines:
		return "relance unmatched"
	case dunning.DeedUnmatch:
		return "relance unmatch " + on("LINE")
	case dunning.DeedSettle:
		return "relance notice settle " + on("NUMBER")
	case dunning.DeedHold:
		return "relance hold " + on("NUMBER")
	case dunning.DeedSkip:
		return "relance skip " + on("NUMBER")
	case dunning.DeedPromise:
		return "relance promise " + on("NUMBER")
	case dunning.DeedTakeBack:
		return "relance paid " + on("NUMBER") + " --amount=-…"
	case dunning.DeedResolve:
		return "relance resolve " + on("NUMBER")
	case dunning.DeedRetry:
		return "relance retry " + on("NUMBER")
	case dunning.DeedLimitation:
		return "relance limitation " + on("NUMBER")
	case dunning.DeedApproveAnyway:
		return "--anyway"
	}
	return setUp(d, on)
}

// setUp are the deeds of setting up, and of a debtor's particulars.
func setUp(d dunning.Deed, on func(string) string) string {
	switch d.Do {
	case dunning.DeedPosted:
		return "relance letter posted"
	case dunning.DeedOneTimeCode:
		return "relance letter otp CODE"
	case dunning.DeedAcceptElectronic:
		return "relance debtor set " + on("KEY") + " --lre yes"
	case dunning.DeedConsent:
		return "relance debtor set " + on("KEY") + ` --lre-consent 2026-01-05 --lre-manner "devis signé, article 7"`
	case dunning.DeedCorrectEmail:
		return "relance debtor set " + on("KEY") + " --email ADDRESS"
	case dunning.DeedCorrectName:
		return "relance debtor set " + on("KEY") + ` --name "Camille Durand"`
	case dunning.DeedSetBusiness:
		return "relance debtor set " + on("KEY") + " --regime b2b"
	case dunning.DeedNameCreditor:
		return "--creditor " + on("ID")
	case dunning.DeedInsolvency:
		return "relance insolvency NUMBER --date D"
	case dunning.DeedNameHold:
		return "--hold " + on("KIND")
	case dunning.DeedWithdraw:
		return "--withdraw"
	case dunning.DeedResume:
		return "relance resume --all"
	case dunning.DeedMigrate:
		return "relance migrate"
	case dunning.DeedStart:
		return "relance up"
	case dunning.DeedWatchBank:
		return "relance reconcile --watch"
	case dunning.DeedNameConfig:
		return "--config FILE"
	}
	return ""
}
