package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// officeRooms are the packages of the use cases.
var officeRooms = []string{"backoffice", "backoffice/staff", "backoffice/debtorpages", "backoffice/overview", "backoffice/planning", "backoffice/contacts", "backoffice/merging", "backoffice/texts", "recourse"}

// knowTheirOwn are the use cases that change something and need no key to be
// recognised when they are asked for twice, each with the reason.
var knowTheirOwn = map[string]string{
	"recourse.Desk.Collect":               "a report is known by its payment and invoice: what is reported is not proposed again",
	"backoffice.Office.Import":            "an invoice is known by creditor and number: again it is the same one, or differences for a person",
	"backoffice.Office.BankFiles":         "it gives BankFiles, whose lines are known by their fingerprint, and a file by its SHA-256",
	"contacts.Merger.Merge":               "it fills blanks: what is filled stays",
	"backoffice.Office.TakeMail":          "a mail is known by the SHA-256 of its bytes",
	"backoffice.Office.TakeMails":         "as TakeMail, one by one",
	"backoffice.Office.LookAtAttachments": "each mail is looked at once; what it finds is known as by TakeAttached",
	"backoffice.Office.PreviewAnswer":     "it records nothing: it takes the right to answer",
	"recourse.Desk.CheckDebtor":           "it asks the register and compares anew: a difference is one task however often it is seen",
	"recourse.Desk.CheckDebtors":          "as CheckDebtor, one by one",
	"recourse.Desk.CheckSIREN":            "a notice is known by its number in the gazette",
	"recourse.Desk.ImportNotices":         "likewise",
	"recourse.Desk.FetchStatuses":         "a message is known by its id at the platform, and each of its statuses as by TakeStatuses",
	"recourse.Desk.TakeStatuses":          "a status is known by its message and place in it",
	"recourse.Desk.TakeAttached":          "likewise",
	"overview.Office.ShareView":           "a view is known by its creditor, name and author: again it is the same one",
	"overview.Office.UnshareView":         "what is not shared any more is not found",
}

// readers record nothing, though they take more than the right to see.
var readers = map[string]string{
	"recourse.Desk.FlowState":        "it tells how a reading stands",
	"recourse.Desk.Collected":        "lists",
	"planning.Planner.Creditor":      "it finds a creditor",
	"planning.Planner.ListOf":        "it reads plans",
	"texts.Desk.List":                "lists",
	"texts.Desk.Show":                "it reads a text",
	"texts.Desk.Preview":             "it words a text on cases",
	"backoffice.Office.Rehearse":     "it plays a copy forward",
	"backoffice.Office.Foresee":      "likewise",
	"backoffice.Office.Preview":      "it draws what would be sent",
	"backoffice.Webhooks.List":       "lists",
	"backoffice.Webhooks.Deliveries": "lists",
	"staff.Accounts.Users":           "lists",
	"staff.Accounts.Sessions":        "lists",
	"staff.Accounts.Tokens":          "lists",
	"staff.Accounts.VerifyAudit":     "checks",
	"staff.Accounts.Audit":           "lists",
	"staff.Accounts.Journal":         "lists",
}

// useCase is an exported method that an actor asks for.
type useCase struct {
	deeds   []string // rights that it takes, but for those to see
	keyed   bool     // it is done once for the key of its request
	calls   []string
	actor   bool
	visited bool
}

// A request that somebody sends twice counts once, by whatever door: each use case
// that changes something gives its key to backoffice.Once, or knows its own deed
// again and says by what.
func TestEveryUseCaseThatChangesSomethingKnowsARequestThatIsSentTwice(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, room := range officeRooms {
		for name, u := range useCasesOf(t, room) {
			if !u.actor || !ast.IsExported(name[strings.LastIndex(name, ".")+1:]) {
				continue
			}
			seen[name] = true
			_, own := knowTheirOwn[name]
			_, reads := readers[name]
			switch {
			case u.keyed && (own || reads):
				t.Errorf("%s is done once for each key: take it out of the exceptions", name)
			case len(u.deeds) > 0 && !u.keyed && !own && !reads:
				t.Errorf("%s takes the right to %s and does not know a request that is sent twice: hand its deed to backoffice.Once", name, strings.Join(slices.Compact(slices.Sorted(slices.Values(u.deeds))), ", "))
			}
		}
	}
	for _, list := range []map[string]string{knowTheirOwn, readers} {
		for name := range list {
			if !seen[name] {
				t.Errorf("%s stands among the exceptions and is no use case", name)
			}
		}
	}
	if len(seen) < 80 {
		t.Errorf("%d use cases were looked at: the search is broken", len(seen))
	}
}

// useCasesOf gives the functions of a package, each with what it does through the
// others of its package.
func useCasesOf(t *testing.T, room string) map[string]*useCase {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(room), "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*useCase{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				all[nameOf(file.Name.Name, f)] = lookAt(f)
			}
		}
	}
	for _, u := range all {
		u.close(all)
	}
	return all
}

// nameOf is package.Type.Method, or package.function.
func nameOf(pkg string, f *ast.FuncDecl) string {
	if f.Recv == nil {
		return pkg + "." + f.Name.Name
	}
	typ := f.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if id, ok := typ.(*ast.Ident); ok {
		return pkg + "." + id.Name + "." + f.Name.Name
	}
	return pkg + "." + f.Name.Name
}

func lookAt(f *ast.FuncDecl) *useCase {
	u := &useCase{}
	for _, p := range f.Type.Params.List {
		switch typ := p.Type.(type) {
		case *ast.Ident:
			u.actor = u.actor || typ.Name == "Actor"
		case *ast.SelectorExpr:
			u.actor = u.actor || typ.Sel.Name == "Actor"
		}
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if pkg, ok := n.X.(*ast.Ident); ok && pkg.Name == "access" {
				u.right(n.Sel.Name)
			}
		case *ast.CallExpr:
			switch f := n.Fun.(type) {
			case *ast.Ident:
				u.call(f.Name)
			case *ast.SelectorExpr:
				u.call(f.Sel.Name)
			}
		}
		return true
	})
	return u
}

// right notes a right of package access, and whether the key of the request is
// looked at.
func (u *useCase) right(name string) {
	switch {
	case name == "Name" || name == "Named":
		u.keyed = true
	case strings.HasPrefix(name, "See") || slices.Contains(notRights, name):
	default:
		u.deeds = append(u.deeds, name)
	}
}

// notRights are names of package access that are no rights.
var notRights = []string{"May", "MayFor", "Actor", "Deed", "Role", "API", "Console", "Portal", "Mailbox", "Shell", "PortalLink", "Request", "Ask", "Carry", "Carried"}

func (u *useCase) call(name string) {
	switch name {
	case "Once", "OnceDone", "OnceOnly", "OnceShown":
		u.keyed = true
	}
	u.calls = append(u.calls, name)
}

// close adds what the functions do that a function calls, by their names.
func (u *useCase) close(all map[string]*useCase) {
	if u.visited {
		return
	}
	u.visited = true
	for name, other := range all {
		if own := name[strings.LastIndex(name, ".")+1:]; !ast.IsExported(own) && slices.Contains(u.calls, own) {
			other.close(all)
			u.deeds = append(u.deeds, other.deeds...)
			u.keyed = u.keyed || other.keyed
		}
	}
}
