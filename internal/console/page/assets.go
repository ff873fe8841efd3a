package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"iter"
	"net/http"
	"path"
	"strings"
)

//go:embed static/*
var static embed.FS

// AssetStore holds the files that pages refer to: each under the digest of its
// bytes, so that browsers may keep it without asking again, compressed once.
type AssetStore struct {
	byPath map[string]asset
	paths  map[string]string
}

type asset struct {
	kind         string
	body, packed []byte
}

var assetKinds = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2", ".svg": "image/svg+xml"}

// Assets are the files of this program.
var Assets = loadAssets()

func loadAssets() AssetStore {
	s := AssetStore{byPath: map[string]asset{}, paths: map[string]string{}}
	loaded := map[string][]byte{}
	files, err := static.ReadDir("static")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	for _, f := range files {
		if assetKinds[path.Ext(f.Name())] == "" {
			continue
		}
		body, err := static.ReadFile("static/" + f.Name())
		if err != nil {
			panic(err)
		}
		loaded[f.Name()] = body
	}
	// The style sheet names the font by its digest, and is digested after it.
	for _, name := range []string{"inter.woff2", "console.js", "passkey.js", "console.css"} {
		body := bytes.ReplaceAll(loaded[name], []byte("url(INTER)"), []byte("url("+s.paths["inter.woff2"]+")"))
		sum := sha256.Sum256(body)
		at := "/style/" + hex.EncodeToString(sum[:8]) + "-" + name
		s.paths[name] = at
		s.byPath[at] = asset{kind: assetKinds[path.Ext(name)], body: body, packed: pack(body)}
	}
	return s
}

func pack(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	w.Write(body) //nolint:errcheck // into memory
	w.Close()     //nolint:errcheck // likewise
	return b.Bytes()
}

// path is where a file is.
func (s AssetStore) path(name string) string { return s.paths[name] }

// All gives every file, unpacked, by its address.
func (s AssetStore) All() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for at, a := range s.byPath {
			if !yield(at, a.body) {
				return
			}
		}
	}
}

// ServeHTTP serves the files.
func (s AssetStore) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := s.byPath[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := a.body
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && len(a.packed) < len(a.body) {
		h.Set("Content-Encoding", "gzip")
		body = a.packed
	}
	w.Write(body) //nolint:errcheck // the browser has gone
}
