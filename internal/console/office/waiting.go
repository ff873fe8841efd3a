package office

import (
	"io"
	"io/fs"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"relance/internal/console/page"
)

// uploaded holds the files that came through a form.
type uploaded struct {
	names []string
	files map[string][]byte
	owner string
	at    time.Time

	columns map[string]string // what a person said that columns of a list are
}

// Read implements backoffice.Source.
func (u uploaded) Read(name string, most int64) ([]byte, error) {
	body, ok := u.files[filepath.Clean(name)]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return body[:min(int64(len(body)), most+1)], nil
}

// Has implements backoffice.Source.
func (u uploaded) Has(name string) bool { _, ok := u.files[filepath.Clean(name)]; return ok }

// waitingRoom keeps files between the look and the yes. It is safe for
// concurrent use.
type waitingRoom struct {
	mu   sync.Mutex
	kept map[string]uploaded
}

func (r *waitingRoom) put(key string, u uploaded) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil {
		r.kept = map[string]uploaded{}
	}
	for k, old := range r.kept {
		if u.at.Sub(old.at) > importPatience || old.owner == u.owner {
			delete(r.kept, k)
		}
	}
	if len(r.kept) < heldImports {
		r.kept[key] = u
	}
}

func (r *waitingRoom) take(key, owner string) (uploaded, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	u, ok := r.kept[key]
	if !ok || u.owner != owner {
		return uploaded{}, false
	}
	delete(r.kept, key)
	return u, true
}

// received reads the files of a form. Their names are kept for the answer and
// nothing else.
func received(r *http.Request) (u uploaded, err error) {
	u.files = map[string][]byte{}
	if r.MultipartForm == nil {
		return u, nil
	}
	for _, head := range r.MultipartForm.File["fichier"] {
		f, err := head.Open()
		if err != nil {
			return u, err
		}
		body, err := io.ReadAll(f)
		f.Close() //nolint:errcheck // it was read
		if err != nil {
			return u, err
		}
		name := page.Excerpt(filepath.Base(filepath.Clean(head.Filename)), 200)
		u.names, u.files[name] = append(u.names, name), body
	}
	return u, nil
}
