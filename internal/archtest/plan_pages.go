package archtest

// pageRows are the rows of what people look at: the console and what stands
// behind its pages.
func pageRows() map[string]Rule {
	return map[string]Rule{
		"desk":        pure([]string{"dunning", "reconcile", "money", "calendar"}),
		"figures":     pure([]string{"desk", "dunning", "money", "calendar"}),
		"spreadsheet": pure([]string{"money", "calendar"}, "github.com/xuri/excelize/v2"),
		"postgres/views": {Own: []string{"postgres", "desk", "figures", "dunning", "bank", "reconcile", "money", "calendar"}, Third: []string{pgx},
			Why: "it reads what people look at, and writes nothing"},
		"backoffice/overview": {Own: append([]string{"access", "desk", "figures"}, business...), NotStd: []string{"os", "os/exec", "net", "net/http", "database/sql"},
			Clockless: true, Why: whyOffice},
		"console": {Own: append([]string{"access", "backoffice", "backoffice/overview", "backoffice/staff", "recourse", "desk", "figures", "spreadsheet", "people", "audit", "web"}, business...),
			Why: "a door sees the store through interfaces of its own"},
	}
}

// behindPages are the packages of pageRows that the assembly puts together.
var behindPages = []string{"desk", "figures", "backoffice/overview", "postgres/views"}
