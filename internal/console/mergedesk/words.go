package mergedesk

import (
	"embed"

	"relance/internal/console/page"
	"relance/internal/words"
)

// fr words everything: the console speaks French.
var fr = words.In(words.French)

//go:embed templates/*.html
var files embed.FS

var templates = page.Load(files)
