package archtest

// storeRooms are the packages of the store behind postgres: each keeps what
// belongs together and records facts through it.
var storeRooms = []string{"postgres/banking", "postgres/sending", "postgres/mailbox", "postgres/gazette", "postgres/outbox", "postgres/alarms", "postgres/monthend",
	"postgres/accounts", "postgres/portal", "postgres/webhooks", "postgres/plans", "postgres/wordings", "postgres/collections", "postgres/flows", "postgres/lookup", "postgres/claims", "postgres/tables", "postgres/deeds", "postgres/fault", "postgres/merging"}

func storeRows() map[string]Rule {
	return map[string]Rule{
		"postgres/webhooks": {Own: []string{"postgres", "postgres/query", "postgres/deeds", "webhook", "dunning"}, Third: []string{pgx}, Why: whyAdapter},
		"postgres/plans":    {Own: []string{"change", "plan", "postgres", "postgres/query", "dunning"}, Third: []string{pgx}, Why: whyAdapter},
		"postgres/wordings": {Own: []string{"change", "postgres", "postgres/query", "wording", "dunning"}, Third: []string{pgx}, Why: whyAdapter},
		"postgres/banking":  {Own: []string{"access", "opening", "postgres", "postgres/query", "postgres/tables", "postgres/claims", "reconcile", "bank", "dunning", "money", "calendar"}, Third: []string{pgx}, Why: whyAdapter},
		"postgres/sending":  {Own: []string{"rehearsal", "postage", "postgres", "postgres/query", "postgres/tables", "postgres/claims", "postgres/lookup", "postgres/wordings", "wording", "answer", "insolvency", "dunning", "money", "calendar"}, Third: []string{pgx}, Why: whyAdapter},
		"postgres/mailbox":  {Own: []string{"postgres", "postgres/query", "postgres/tables", "answer", "inbox", "reconcile", "dunning", "calendar"}, Third: []string{pgx}, Why: whyAdapter},
		"postgres/gazette":  {Own: []string{"change", "company", "postgres", "postgres/query", "postgres/tables", "insolvency", "dunning", "calendar"}, Third: []string{pgx}, Why: whyAdapter},
		"postgres/outbox":   {Own: []string{"desk", "postgres", "postgres/query", "dunning", "calendar", "money"}, Third: []string{pgx}, Why: whyAdapter},
		"postgres/alarms":   {Own: []string{"postgres", "postgres/query", "postgres/claims", "procedure", "dunning", "calendar"}, Third: []string{pgx}, Why: whyAdapter},
		"postgres/monthend": {Own: []string{"postgres", "postgres/query", "figures", "desk", "calendar"}, Third: []string{pgx}, Why: whyAdapter},
		"postgres/portal":   {Own: []string{"postgres", "postgres/query", "postgres/deeds", "payment", "visit", "dunning", "money", "calendar"}, Third: []string{pgx}, Why: whyAdapter},
		"postgres/accounts": {Own: []string{"access", "postgres", "postgres/query", "postgres/deeds", "people", "audit", "desk", "dunning", "calendar"}, Third: []string{pgx}, Why: whyAdapter},
		"postgres/query":    {Own: []string{"calendar"}, Third: []string{pgx}, Why: "how the packages of the store ask PostgreSQL; it knows nothing of invoices"},

		"postgres/claims": {Own: []string{"postgres/query", "dunning", "money"}, Third: []string{pgx}, Why: "it reads for the store and its rooms what claims depend on, and knows none of them"},

		"postgres/tables": {Own: []string{"postgres/query", "dunning", "money", "calendar"}, Why: "it turns rows into values, for the store and its rooms, and asks for none"},
		"postgres/deeds":  {Own: []string{"postgres/query", "access", "dunning"}, Third: []string{pgx}, Why: "how every transaction of a deed begins, whichever room it is of"},
		"postgres/fault":  {Own: []string{"dunning"}, Third: []string{pgx}, Why: "it says what errors of PostgreSQL mean, and asks it nothing"},

		"postgres/collections": {Own: []string{"postgres", "postgres/query", "postgres/tables", "collected", "lifecycle", "status", "dunning", "money", "calendar"}, Third: []string{pgx}, Why: whyAdapter},

		"postgres/lookup": {Own: []string{"change", "desk", "rehearsal", "visit", "postgres", "postgres/query", "postgres/tables", "postgres/claims", "dunning", "money", "calendar"}, Third: []string{pgx}, Why: whyAdapter},

		"postgres/merging": {Own: []string{"change", "merge", "postgres", "postgres/query", "postgres/tables", "postgres/fault", "dunning"}, Third: []string{pgx}, Why: whyAdapter},

		"postgres/flows": {Own: []string{"postgres", "postgres/query", "lifecycle", "dunning"}, Third: []string{pgx}, Why: whyAdapter},

		"postgres": {Own: []string{"chain", "opening", "postgres/claims", "postgres/tables", "postgres/deeds", "postgres/fault", "claim", "fact", "approval", "change", "publicbuyer", "postgres/query", "access", "dunning", "lifecycle", "status", "insolvency", "reconcile", "money", "calendar"},
			Third: []string{pgx, "github.com/pressly/goose/v3"}, Why: whyAdapter},
	}
}
