package archtest

// registers are the readers of public services that the assembly may use.
var registers = []string{"registry/recherche", "registry/sirene", "flowservice"}

// registerRows are the rows of the readers of public registers.
func registerRows() map[string]Rule {
	return map[string]Rule{
		"registry/wire":         {Own: []string{"dunning", "calendar"}, Why: "what readers of public services share; it knows none of them"},
		"registry/recherche":    {Own: []string{"registry/wire", "company", "dunning"}, Why: whyAdapter},
		"registry/sirene":       {Own: []string{"registry/wire", "company", "dunning"}, Why: whyAdapter},
		"registry/registrytest": {Why: whyTest},
		"flowservice":           {Own: []string{"registry/wire", "lifecycle", "status", "dunning"}, Third: []string{"golang.org/x/oauth2"}, Why: whyAdapter},
		"flowservice/flowtest":  {Why: whyTest},
	}
}
