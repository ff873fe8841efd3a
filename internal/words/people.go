package words

// Role names what somebody may do for a creditor, by the code of access.Role.
func (w Words) Role(role string) string { return of(w, roles, role) }

var roles = map[string]both{
	"reader": {"lecture", "reader"}, "clerk": {"gestion", "clerk"}, "approver": {"validation", "approver"}, "admin": {"administration", "admin"},
}

// Author names who recorded something: a person by his name, a part of the
// program by what it does.
func (w Words) Author(name string) string { return of(w, programs, name) }

// programs are the authors that are not people.
var programs = map[string]both{
	"configuration": {"configuration", "configuration"},
	"platform":      {"plateforme de factures", "invoice platform"},
	"policy":        {"règle du créancier", "creditor’s policy"},
	"portal":        {"page du débiteur", "debtor’s page"},
	"reconcile":     {"rapprochement", "matching"},
	"schedule":      {"planification", "schedule"},
	"temporal":      {"Temporal", "Temporal"},
}

// LanguageName names a language by its code: "fr" is "français", "French".
func (w Words) LanguageName(code string) string { return of(w, languageNames, code) }

var languageNames = map[string]both{"fr": {"français", "French"}, "en": {"anglais", "English"}}
