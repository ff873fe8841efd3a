package entrance

import (
	"embed"

	"relance/internal/console/page"
)

//go:embed templates/*.html
var files embed.FS

var templates = page.Load(files)
