package archtest

import (
	"go/types"
	"slices"
	"strings"
	"testing"
)

// commands are the rooms of the command line.
func commands() (names []string) {
	for name := range commandRows() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// One room of the command line opens connections; no other sees the assembly,
// and none holds the whole of it.
func TestCommandsReachTheAssemblyInOneRoom(t *testing.T) {
	t.Parallel()
	plan := Plan()
	for _, name := range commands() {
		if may := plan[name].forbids(Module+"/internal/app") == ""; may != (name == "cli/operate") {
			t.Errorf("%s may import the assembly: %t", name, may)
		}
	}
	s := checkedSource(t)
	pkg, _ := s.check(t, "cli/operate")
	for _, id := range pkg.Scope().Names() {
		w := walk{home: pkg, adapters: []string{"app"}, seen: map[types.Type]bool{}}
		if obj := pkg.Scope().Lookup(id); obj.Exported() {
			w.visit(obj.Type(), "cli/operate."+id)
		}
		for _, said := range w.found {
			t.Error(said)
		}
	}
}

// doorsOfPeople are the packages through which somebody asks for something.
var doorsOfPeople = slices.Concat(commands(), []string{"api", "console", "portal"}, pages)

// The store is its core and its rooms.
func TestDoorsCallNoMethodOfTheStore(t *testing.T) {
	t.Parallel()
	s := checkedSource(t)
	for _, door := range doorsOfPeople {
		for _, room := range append([]string{"postgres", "postgres/views"}, storeRooms...) {
			if calls := s.callsOf(t, door, room, "Store"); len(calls) > 0 {
				t.Errorf("%s calls the store (%s): %s", door, room, strings.Join(calls, ", "))
			}
		}
	}
	if calls := s.callsOf(t, "app", "postgres", "Store"); len(calls) == 0 {
		t.Error("the assembly calls the store, and was not found out: the test proves nothing")
	}
}

func TestNoDoorAndNoUseCaseSpeaksAnAdaptersLanguage(t *testing.T) {
	t.Parallel()
	s := checkedSource(t)
	var adapters []string
	for _, rows := range []map[string]Rule{adapterRows(), storeRows()} {
		for name := range rows {
			adapters = append(adapters, name)
		}
	}
	for _, pkg := range append([]string{"app", "backoffice", "backoffice/debtorpages", "backoffice/staff", "backoffice/overview", "recourse"}, doorsOfPeople...) {
		for _, said := range s.spoken(t, pkg, adapters) {
			t.Error(said)
		}
	}
	if said := s.spoken(t, "postgres/accounts", adapters); len(said) == 0 {
		t.Error("postgres/accounts names the store in what it exports, and was not found out: the test proves nothing")
	}
}

// The exported types of the back office speak no adapter's language: it cannot
// import one.
func TestTheBackOfficeImportsNoAdapter(t *testing.T) {
	t.Parallel()
	plan := Plan()
	for _, own := range plan["backoffice"].Own {
		if !plan[own].Clockless {
			t.Errorf("the back office may import %s, which is no rule", own)
		}
	}
	for _, adapter := range []string{"postgres", "smtp", "app", "cli", "temporalclient"} {
		if plan["backoffice"].forbids(Module+"/internal/"+adapter) == "" {
			t.Errorf("the back office may import %s", adapter)
		}
	}
}
