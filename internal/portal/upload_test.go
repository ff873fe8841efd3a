package portal_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"relance/internal/visit"
)

// upload sends a form with files as a browser does.
func (w *world) upload(path string, fields map[string]string, files ...[]byte) answer {
	w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range fields {
		w.must(m.WriteField(k, v))
	}
	for i, data := range files {
		part, err := m.CreateFormFile("pieces", fmt.Sprintf("../../%d.exe", i))
		w.must(err)
		_, err = part.Write(data)
		w.must(err)
	}
	w.must(m.Close())
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return w.serve(r)
}

// Files come with the first page, are named by us, and belong to the answer once
// it is confirmed; another kind, too many or too large ones are refused, and
// nothing of them is kept.
func TestFilesAreBroughtWithAForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ref := w.add("F-1", "C-7")
	link := w.linkOf(w.send(ref))
	to := link + "/dire/contester"
	fields := map[string]string{"facture": "F-1", "motif": "delivery", "texte": "Voir les photos."}
	jpeg, png := []byte("\xff\xd8\xff photo"), []byte("\x89PNG\r\n\x1a\n photo")
	for name, files := range map[string][][]byte{
		"a program": {[]byte("MZ program")}, "a page": {[]byte("<html>")}, "four": {pdf, jpeg, png, append(pdf, '4')},
		"a large one": {append(bytes.Clone(pdf), bytes.Repeat([]byte("x"), visit.MostBytes)...)}, "a page in a mask": {[]byte(" %PDF-1.7")},
	} {
		kept := w.count("documents")
		w.want(w.upload(to, fields, files...), http.StatusUnprocessableEntity, "PDF, JPEG ou PNG")
		if name != "four" && w.count("documents") != kept {
			t.Errorf("%s: something was kept", name)
		}
	}
	second := w.upload(to, fields, jpeg, png, nil)
	w.want(second, http.StatusOK, "Pièce jointe", "Confirmer")
	if n := w.count("portal_answers"); n != 0 {
		t.Errorf("%d answers before it was confirmed", n)
	}
	w.want(w.do(http.MethodPost, to, hiddenOf(second)), http.StatusSeeOther)
	said, err := w.pages.Answers(t.Context(), ref.Creditor, ref.Number)
	w.must(err)
	if len(said) != 1 || len(said[0].Files) != 2 {
		t.Fatalf("the answers are %+v", said)
	}
	for _, sha := range said[0].Files {
		d, err := w.store.Document(t.Context(), sha)
		w.must(err)
		if strings.Contains(d.Name, "exe") || !bytes.Contains(d.Bytes, []byte("photo")) {
			t.Errorf("kept as %q", d.Name)
		}
	}
	other := w.linkOf(w.send(w.add("F-2", "C-8")))
	form := hiddenOf(second)
	form.Set("facture", "F-2")
	form.Set("cle", "another")
	w.want(w.do(http.MethodPost, other+"/dire/contester", form), http.StatusSeeOther) // with a stranger's file named
	said, err = w.pages.Answers(t.Context(), ref.Creditor, "F-2")
	w.must(err)
	if len(said) != 1 || len(said[0].Files) != 0 {
		t.Errorf("an answer took another link's files: %+v", said)
	}
}
