package archtest

// Rule is one row of the floor plan.
type Rule struct {
	// Own names the packages of this module that may be imported, without the
	// prefix "internal/".
	Own []string
	// Third names the modules or package trees of others that may be imported.
	Third []string
	// Std names standard packages that may not be imported.
	NotStd []string
	// Clockless packages never read the machine's clock: time is passed in.
	Clockless bool
	// Why is the reason of the row, for whoever breaks it.
	Why string
}

// Module is the path of the module whose packages the plan orders.
const Module = "relance"

const (
	whyPure     = "a business package is pure: values in, values out"
	whyAdapter  = "an adapter knows the domain, never another adapter or a front door"
	whyWorkflow = "a workflow decides through dunning and acts through activities; it must replay alike for years"
	whyActivity = "an activity sees the outside through interfaces of its own"
	whyDoor     = "a front door shows and asks; the assembly wires"
	whyAssembly = "the assembly is the only place where adapters meet activities"
	whyOffice   = "the back office sees the outside through interfaces of its own, and knows no door"
	whyTest     = "support for tests stays outside the program"
)

// outside is what reaches out of the process: no business package needs it.
var outside = []string{
	"os", "os/exec", "os/signal", "os/user", "net", "net/http", "net/smtp", "net/rpc", "database/sql", "syscall",
	"log", "log/slog", "math/rand", "math/rand/v2", "crypto/rand", "plugin", "unsafe",
}

// replayed is what would make a workflow differ from its own history.
var replayed = append([]string{"context", "sync", "runtime", "io/ioutil"}, outside...)

// pure is a row of a business package.
func pure(own []string, third ...string) Rule {
	return Rule{Own: own, Third: third, NotStd: outside, Clockless: true, Why: whyPure}
}

// business lists the packages that every front door may show or compute with.
var business = []string{
	"money", "calendar", "interest", "identifier", "unaccent", "terms", "period", "limitation", "dunning",
	"plan", "fact", "change", "claim", "approval", "postage", "publicbuyer", "desk", "wording", "notice", "letter", "einvoice", "bank", "intake", "inbox", "answer", "reconcile", "status", "lifecycle", "collected", "insolvency", "company", "procedure", "rehearsal", "words", "evidence", "visit", "payment", "morning", "merge",
}

const (
	encodings = "golang.org/x/text"
	pdfRead   = "github.com/pdfcpu/pdfcpu"
	pgx       = "github.com/jackc/pgx/v5"
	sdk       = "go.temporal.io/sdk"
	api       = "go.temporal.io/api"
)

// Plan is the floor plan. The key is the package without "relance/internal/"
// or, for the four at the top, without "relance/".
func Plan() map[string]Rule {
	plan := map[string]Rule{}
	for _, part := range []map[string]Rule{pureRows(), adapterRows(), storeRows(), registerRows(), programRows(), pageRows(), commandRows(), supportRows()} {
		for name, rule := range part {
			plan[name] = rule
		}
	}
	return plan
}

func pureRows() map[string]Rule {
	return map[string]Rule{
		"money":      pure(nil),
		"calendar":   pure(nil),
		"identifier": pure([]string{"money", "calendar"}),
		"interest":   pure([]string{"money", "calendar"}),
		"unaccent":   pure(nil, encodings),
		"period":     pure([]string{"calendar"}),
		"limitation": pure([]string{"period", "money", "calendar"}),
		"terms":      pure([]string{"money", "calendar"}),
		"tabular":    pure([]string{"unaccent", "money", "calendar"}, encodings),
		"dunning":    pure([]string{"period", "money", "calendar", "interest"}),
		"fact":       pure([]string{"dunning", "money", "calendar"}),
		"access":     pure([]string{"dunning"}),
		"wording":    pure([]string{"change", "dunning", "unaccent"}),
		"notice":     pure([]string{"publicbuyer", "wording", "dunning", "money", "calendar", "identifier"}, "rsc.io/qr"),
		"letter": pure([]string{"unaccent", "dunning", "notice", "money", "calendar", "identifier"},
			"codeberg.org/go-pdf/fpdf", "github.com/go-fonts/liberation", "rsc.io/qr", pdfRead, "golang.org/x/image", encodings),
		"xmltext":     pure(nil, encodings, "golang.org/x/net/html/charset"),
		"status":      pure([]string{"xmltext", "calendar", "identifier"}),
		"lifecycle":   pure([]string{"status", "dunning", "money", "calendar", "identifier"}),
		"collected":   pure([]string{"status", "spreadsheet", "dunning", "money", "calendar"}),
		"chain":       pure([]string{"dunning"}),
		"opening":     pure([]string{"dunning", "fact", "money", "calendar"}),
		"rehearsal":   pure([]string{"plan", "claim", "fact", "dunning", "interest", "money", "calendar"}),
		"plan":        pure([]string{"change", "fact", "dunning", "calendar"}),
		"change":      pure([]string{"publicbuyer", "dunning", "calendar"}),
		"merge":       pure([]string{"change", "intake", "dunning", "identifier", "money", "calendar"}),
		"claim":       pure([]string{"dunning", "interest", "money", "calendar"}),
		"approval":    pure([]string{"dunning", "money"}),
		"postage":     pure([]string{"dunning", "money", "calendar"}),
		"publicbuyer": pure([]string{"period", "dunning", "calendar"}),
		"procedure":   pure([]string{"period", "dunning", "money", "calendar"}),
		"insolvency":  pure([]string{"postage", "period", "unaccent", "dunning", "money", "calendar", "identifier"}, encodings),
		"company":     pure([]string{"unaccent", "dunning", "calendar"}, encodings),
		"payment":     {Own: []string{"dunning", "money", "calendar"}, NotStd: outside, Clockless: true, Why: whyPure},
		"visit":       pure([]string{"dunning", "money", "calendar"}),
		"people":      pure([]string{"access", "dunning"}, "golang.org/x/crypto", "github.com/pquerna/otp", "rsc.io/qr"),
		"passkey":     pure([]string{"people", "dunning"}, "github.com/go-webauthn/webauthn"),
		"audit":       pure([]string{"dunning"}),
		"webhook":     pure([]string{"dunning"}),
		"einvoice": pure([]string{"xmltext", "dunning", "money", "calendar", "identifier", "terms"},
			pdfRead, encodings),
		"bank":      pure([]string{"unaccent", "tabular", "money", "calendar", "identifier"}, encodings),
		"intake":    pure([]string{"change", "publicbuyer", "unaccent", "tabular", "einvoice", "dunning", "money", "calendar", "identifier", "terms"}, encodings),
		"inbox":     pure([]string{"unaccent", "dunning", "money", "calendar"}, encodings, "golang.org/x/net/html"),
		"answer":    pure([]string{"inbox", "dunning", "identifier", "money", "calendar"}),
		"reconcile": pure([]string{"claim", "unaccent", "dunning", "bank", "money", "calendar", "identifier"}, encodings),
		"morning":   pure([]string{"desk", "words", "dunning", "calendar"}),
		"evidence":  pure([]string{"postage", "claim", "spreadsheet", "dunning", "visit", "insolvency", "procedure", "letter", "notice", "words", "limitation", "interest", "identifier", "money", "calendar"}),
		"words":     pure([]string{"terms", "merge", "approval", "company", "collected", "dunning", "interest", "einvoice", "bank", "reconcile", "inbox", "insolvency", "lifecycle", "money", "calendar"}),
		"registeredmail": {Own: []string{"postage", "dunning", "letter", "notice", "money", "calendar"}, NotStd: outside, Clockless: true,
			Why: whyPure},
	}
}

func adapterRows() map[string]Rule {
	carrier := Rule{Own: []string{"postage", "registeredmail", "registeredmail/wire", "dunning", "letter", "money", "calendar"}, Why: whyAdapter}
	return map[string]Rule{
		"webhook/deliver": {Own: []string{"webhook", "dunning"}, Third: []string{"golang.org/x/sync/errgroup"}, Why: whyAdapter},

		"bodacc":                  {Own: []string{"registry/wire", "insolvency", "calendar"}, Why: whyAdapter},
		"oauth":                   {Own: []string{"dunning"}, Third: []string{"golang.org/x/oauth2"}, Why: whyAdapter},
		"poppler":                 {Own: []string{"dunning"}, Why: whyAdapter},
		"lmtp":                    {Own: []string{"inbox", "dunning"}, Third: []string{"github.com/emersion/go-smtp"}, Why: whyAdapter},
		"directory":               {Own: []string{"people", "dunning"}, Third: []string{"github.com/coreos/go-oidc/v3", "golang.org/x/oauth2"}, Clockless: true, Why: whyAdapter},
		"directory/directorytest": {Third: []string{"github.com/go-jose/go-jose/v4"}, Why: whyTest},
		"imap":                    {Own: []string{"inbox", "dunning", "patience"}, Third: []string{"github.com/emersion/go-imap/v2"}, Why: whyAdapter},
		"smtp": {Own: []string{"dunning", "notice", "letter"}, Why: whyAdapter,
			Third: []string{"github.com/wneessen/go-mail", "golang.org/x/net/idna"}},
		"registeredmail/wire":         {Own: []string{"registeredmail", "dunning", "calendar"}, Why: "what carriers with an API share; it knows none of them"},
		"payment/stripe":              {Own: []string{"payment", "dunning", "money", "calendar"}, Why: whyAdapter},
		"registeredmail/folder":       carrier,
		"registeredmail/ar24":         carrier,
		"registeredmail/maileva":      carrier,
		"registeredmail/mercifacteur": carrier,
		"registeredmail/laposte":      carrier,
		"temporalclient": {Own: []string{"workflows", "dunning", "patience"}, Why: whyAdapter,
			Third: []string{sdk, api, "google.golang.org/grpc", "google.golang.org/protobuf"}},
		"standalone": {Third: []string{pgx}, Why: "it runs PostgreSQL and temporald, and knows nothing of invoices"},
	}
}

func programRows() map[string]Rule {
	everything := append(append([]string{
		"webhook", "webhook/deliver", "postgres/webhooks",
		"people", "passkey", "directory", "audit", "postgres/accounts", "postgres/portal", "portal", "payment/stripe", "imap", "lmtp", "oauth", "api", "console", "workflows", "activities", "postgres", "temporalclient", "standalone", "config", "telemetry", "patience", "relay", "dropfolder", "posting", "web", "version", "access", "backoffice", "backoffice/contacts", "backoffice/merging", "backoffice/debtorpages", "backoffice/staff", "backoffice/planning", "backoffice/texts", "recourse", "bodacc", "smtp", "poppler",
	}, append(registers, append(storeRooms, behindPages...)...)...), business...)
	carriers := []string{"registeredmail", "registeredmail/folder", "registeredmail/laposte", "registeredmail/wire",
		"registeredmail/ar24", "registeredmail/maileva", "registeredmail/mercifacteur"}
	return map[string]Rule{
		"workflows": {Own: []string{"dunning", "fact", "money", "calendar", "activities"}, Third: []string{sdk}, NotStd: replayed,
			Clockless: true, Why: whyWorkflow},
		"activities": {Own: append([]string{"registeredmail"}, business...), Third: []string{sdk},
			NotStd: []string{"os", "os/exec", "net", "net/http", "database/sql"}, Why: whyActivity},
		"recourse":               {Own: append([]string{"access", "backoffice"}, business...), NotStd: []string{"os", "os/exec", "net", "net/http", "database/sql"}, Clockless: true, Why: whyOffice},
		"backoffice":             {Own: append([]string{"access", "audit", "webhook"}, business...), NotStd: []string{"os", "os/exec", "net", "net/http", "database/sql"}, Clockless: true, Why: whyOffice},
		"backoffice/merging":     {Own: append([]string{"access", "backoffice"}, business...), NotStd: []string{"os", "os/exec", "net", "net/http", "database/sql"}, Clockless: true, Why: whyOffice},
		"backoffice/contacts":    {Own: append([]string{"access", "backoffice"}, business...), NotStd: []string{"os", "os/exec", "net", "net/http", "database/sql"}, Clockless: true, Why: whyOffice},
		"backoffice/debtorpages": {Own: append([]string{"access", "backoffice", "people"}, business...), NotStd: []string{"os", "os/exec", "net", "net/http", "database/sql"}, Clockless: true, Why: whyOffice},
		"backoffice/planning":    {Own: append([]string{"access", "audit", "backoffice"}, business...), NotStd: []string{"os", "os/exec", "net", "net/http", "database/sql"}, Clockless: true, Why: whyOffice},
		"backoffice/texts":       {Own: append([]string{"access", "audit", "backoffice"}, business...), NotStd: []string{"os", "os/exec", "net", "net/http", "database/sql"}, Clockless: true, Why: whyOffice},
		"backoffice/staff":       {Own: []string{"access", "backoffice", "people", "audit", "morning", "desk", "change", "dunning", "calendar"}, NotStd: []string{"os", "os/exec", "net", "net/http", "database/sql"}, Clockless: true, Why: whyOffice},
		"config":                 {Own: business, Third: []string{"go.yaml.in/yaml/v4", "github.com/caarlos0/env/v11"}, Why: whyDoor},
		"version":                {Why: "it tells which build this is"},
		"api/client":             {Third: []string{"github.com/oapi-codegen/runtime"}, Why: "generated from the contract, for the tests of the API"},
		"dist":                   {Why: "the files of a package; its tests look at the configuration"},
		"telemetry":              {Own: []string{"dunning", "money", "calendar", "version"}, Third: []string{sdk, "github.com/prometheus/client_golang"}, Why: whyDoor},
		"api/operation":          {Own: []string{"access", "audit"}, Third: []string{"github.com/danielgtaylor/huma/v2"}, Why: "what all groups of operations share"},
		"api/figuredesk":         {Own: append([]string{"access", "api/operation", "backoffice/overview", "desk", "figures"}, business...), Why: "a group of operations sees the store through use cases"},
		"api/mergedesk":          {Own: append([]string{"access", "api/operation", "backoffice", "backoffice/merging"}, business...), Why: "a group of operations sees the store through use cases"},
		"api/plandesk":           {Own: append([]string{"access", "api/operation", "audit", "backoffice/planning", "backoffice/texts"}, business...), Third: []string{"github.com/danielgtaylor/huma/v2"}, Why: "a group of operations sees the store through use cases"},
		"api": {Own: append([]string{"access", "api/operation", "api/plandesk", "api/figuredesk", "api/mergedesk", "backoffice", "backoffice/merging", "backoffice/debtorpages", "backoffice/overview", "backoffice/planning", "backoffice/staff", "backoffice/texts", "desk", "figures", "webhook", "recourse", "people", "audit", "web"}, business...), Third: []string{"github.com/danielgtaylor/huma/v2"},
			Why: "a door sees the store through interfaces of its own"},
		"portal":   {Own: append([]string{"access", "audit", "backoffice/debtorpages", "people", "web"}, business...), Why: "a door sees the store through interfaces of its own"},
		"patience": {Own: []string{"dunning"}, Why: "it waits, and knows only which errors are worth waiting for"},
		"relay": {Own: []string{"desk", "postgres", "workflows", "patience", "dunning"}, Third: []string{sdk, api, "golang.org/x/sync/errgroup"},
			Why: "the relay carries what SQL holds to Temporal, and decides nothing"},
		"dropfolder": {Own: []string{"patience", "dunning"}, Why: "it watches a folder, and knows nothing of what lies in it"},
		"posting": {Own: append([]string{"approval", "fact", "claim", "postage", "insolvency", "words", "visit", "activities", "config", "patience", "smtp", "oauth", "dunning", "answer", "notice", "letter", "interest", "money", "calendar"},
			carriers...), Why: "what leaves: it speaks to carriers and the mail server, and reaches the store through interfaces of its own"},
		"web": {Own: []string{"dunning"}, Why: "listeners and their limits; what they serve is the doors'"},
		"demo": {Own: append([]string{"access", "people", "app", "backoffice", "posting", "smtp/catcher", "registeredmail/maileva/mailevatest", "patience",
			"temporalclient", "config", "workflows", "registeredmail", "registeredmail/maileva"}, business...),
			Third: []string{"golang.org/x/sync/errgroup", "codeberg.org/go-pdf/fpdf"}, // draws the sample invoices
			Why:   "the demo plays the whole program, and is linked by the command relance alone"},
		"app": {Own: everything, Third: []string{
			sdk, api, "golang.org/x/sync/errgroup", "github.com/prometheus/client_golang", "google.golang.org/protobuf",
		}, Why: whyAssembly},
		"worker":  {Own: []string{"cli", "cli/frame"}, Why: "main is one page: signals, call, exit status"},
		"starter": {Own: []string{"cli", "cli/frame", "demo"}, Why: "main is one page: signals, call, exit status"},
	}
}

func supportRows() map[string]Rule {
	sink := []string{"github.com/emersion/go-smtp", "github.com/emersion/go-sasl", "github.com/emersion/go-message"}
	return map[string]Rule{
		"smtp/catcher":                                 {Third: sink, Why: "the demo's mail catcher stands alone"},
		"imap/dovecottest":                             {Why: whyTest},
		"payment/paymenttest":                          {Own: []string{"payment", "dunning"}, Why: whyTest},
		"payment/stripe/stripetest":                    {Own: []string{"payment/stripe"}, Why: whyTest},
		"bodacc/bodacctest":                            {Why: whyTest},
		"smtp/smtptest":                                {Third: sink, Why: whyTest},
		"calendar/calendartest":                        {Own: []string{"calendar"}, Why: whyTest},
		"bank/banktest":                                {Own: []string{"bank", "money", "calendar"}, Third: []string{encodings}, Why: whyTest},
		"postgres/postgrestest":                        {Own: []string{"postgres", "standalone"}, Third: []string{pgx}, Why: whyTest},
		"postgres/twinstest":                           {Own: []string{"postgres", "postgres/mailbox", "inbox"}, Why: whyTest},
		"registeredmail/registeredmailtest":            {Own: []string{"registeredmail", "dunning", "money", "calendar"}, Why: whyTest},
		"reconcile/reconciletest":                      {Own: []string{"reconcile", "bank", "money", "calendar", "identifier"}, Why: whyTest},
		"registeredmail/maileva/mailevatest":           {Own: []string{"registeredmail/maileva", "registeredmail", fakesGate, "money", "calendar"}, Why: whyTest},
		"registeredmail/ar24/ar24test":                 {Own: []string{"registeredmail", fakesGate, "money", "calendar"}, Why: whyTest},
		"registeredmail/mercifacteur/mercifacteurtest": {Own: []string{fakesGate}, Why: whyTest},
		"registeredmail/registeredmailtest/fleet":      {Own: []string{"registeredmail", "dunning", "registeredmail/wire", "registeredmail/registeredmailtest", fakesGate}, Why: whyTest},
		fakesGate:     {Why: whyTest},
		"cli/clitest": {Own: []string{"cli", "cli/frame", "postgres", "postgres/sending", "postgres/postgrestest", "dunning"}, Why: whyTest},
		"archtest":    {Why: whyTest},
		"e2e":         {Own: append([]string{"cli", "cli/frame", "app", "registeredmail/maileva/mailevatest", fakesGate}, everythingBelow()...), Third: []string{sdk, api, pgx}, Why: whyTest},
	}
}

// fakesGate disturbs the requests to the fakes of carriers.
const fakesGate = "registeredmail/registeredmailtest/faulty"

func everythingBelow() []string {
	return append([]string{
		"workflows", "activities", "postgres", "postgres/postgrestest", "smtp", "smtp/catcher", "smtp/smtptest",
		"bank/banktest", "calendar/calendartest", "registeredmail", "registeredmail/folder", "registeredmail/wire", "registeredmail/ar24", "registeredmail/maileva", "temporalclient", "standalone", "config", "telemetry", "patience", "relay", "posting",
	}, business...)
}
