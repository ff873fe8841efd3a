package pagetest

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"relance/internal/console/page"
	"relance/internal/web/browsertest"
)

var only = flag.String("only", "", "the browser looks at these pages of the gallery alone")

// show serves the gallery under the headers of the console.
func show(t *testing.T, templates page.Templates, all map[string]State) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("GET /style/", page.Assets)
	mux.HandleFunc("GET /page/{name}", func(w http.ResponseWriter, r *http.Request) {
		s, ok := all[r.PathValue("name")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		templates.Render(w, http.StatusOK, s.Page, s.View)
	})
	server := httptest.NewServer(page.Headers(mux))
	t.Cleanup(server.Close)
	return server
}

// accessible audits every page of the gallery.
func accessible(t *testing.T, templates page.Templates, states map[string]State) {
	t.Helper()
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	ctx, server := browsertest.Open(t), show(t, templates, states)
	names := slices.Sorted(maps.Keys(states))
	if *only != "" {
		names = strings.Split(*only, ",")
	}
	for _, name := range names {
		browsertest.Go(t, ctx, server.URL+"/page/"+name)
		browsertest.Audit(t, ctx, name)
	}
	fmt.Fprintln(t.Output(), len(names), "pages:", strings.Join(names, " "))
}
