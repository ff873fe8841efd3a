package archtest

// pageRows are the rows of what people look at: the console and what stands
// behind its pages.
func pageRows() map[string]Rule {
	return map[string]Rule{
		"desk":        pure([]string{"dunning", "reconcile", "money", "calendar"}),
		"figures":     pure([]string{"desk", "dunning", "money", "calendar"}),
		"spreadsheet": pure([]string{"money", "calendar"}, "github.com/xuri/excelize/v2"),
		"postgres/views": {Own: []string{"wording", "postgres", "postgres/query", "postgres/lookup", "desk", "figures", "dunning", "bank", "reconcile", "money", "calendar"}, Third: []string{pgx},
			Why: "it reads what people look at, and writes nothing"},
		"backoffice/overview": {Own: append([]string{"access", "desk", "figures"}, business...), Third: []string{"golang.org/x/sync/singleflight"}, NotStd: []string{"os", "os/exec", "net", "net/http", "database/sql"},
			Clockless: true, Why: whyOffice},
		"console": {Own: append([]string{"access", "backoffice", "backoffice/debtorpages", "backoffice/overview", "backoffice/staff", "backoffice/planning", "backoffice/texts", "recourse", "desk", "spreadsheet", "figures", "people", "audit", "web"}, append(pages, business...)...),
			Why: "a door sees the store through interfaces of its own"},
		"console/page":       pageRow("access", "change", "desk", "spreadsheet", "people", "audit", "web", "backoffice/staff"),
		"console/bankdesk":   pageRow("console/page", "access", "backoffice", "backoffice/overview", "desk"),
		"console/maildesk":   pageRow("console/page", "access", "backoffice"),
		"console/waitdesk":   pageRow("console/page", "access", "desk", "people"),
		"console/letterdesk": pageRow("console/page", "access", "backoffice", "desk"),
		"console/clientdesk": pageRow("console/page", "access", "backoffice", "backoffice/debtorpages"),
		"console/board":      pageRow("console/page", "access", "backoffice/overview", "desk", "figures", "spreadsheet"),
		"console/entrance":   pageRow("console/page", "access", "people", "backoffice/staff"),
		"console/office":     pageRow("console/page", "access", "backoffice", "backoffice/contacts", "people", "audit", "spreadsheet", "webhook", "intake"),
		"console/mergedesk":  pageRow("console/page", "access", "backoffice"),
		"console/plandesk":   pageRow("console/page", "access", "backoffice", "backoffice/planning"),
		"console/textdesk":   pageRow("console/page", "access", "backoffice/texts"),
		"console/courtdesk":  pageRow("console/page", "access", "backoffice", "recourse"),
		"console/pagetest":   {Own: append([]string{"console/page", "access", "backoffice", "desk", "web/browsertest"}, business...), Why: "tests alone import it"},
		"web/browsertest":    {Third: []string{"github.com/chromedp"}, Why: "tests alone import it"},
	}
}

// behindPages are the packages of pageRows that the assembly puts together.
var behindPages = []string{"console/page", "console/bankdesk", "console/maildesk", "console/board", "console/entrance", "console/office", "console/courtdesk", "console/plandesk", "console/textdesk", "console/waitdesk", "console/letterdesk", "console/clientdesk", "console/mergedesk", "desk", "figures", "backoffice/overview", "postgres/views"}

// pages are the groups of pages that the console puts together.
var pages = []string{"console/page", "console/bankdesk", "console/maildesk", "console/board", "console/entrance", "console/office", "console/courtdesk", "console/plandesk", "console/textdesk", "console/waitdesk", "console/letterdesk", "console/clientdesk", "console/mergedesk"}

// pageRow is the row of a group of pages.
func pageRow(own ...string) Rule {
	return Rule{Own: append(own, business...), Why: "a group of pages sees the store through interfaces of its own"}
}
