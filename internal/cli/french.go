package cli

// French words for what is stored in English, as a bookkeeper reads them.
var regimeNames = map[string]string{
	"b2b": "débiteur professionnel", "b2c": "consommateur", "public": "acheteur public", "non_professional": "non-professionnel",
}
