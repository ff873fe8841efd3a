package cli

import (
	"archive/zip"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"relance/internal/dunning"
)

func TestCasefileHoldsEveryPieceWithItsHash(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "papier")
	_, err := d.Record(t.Context(), dunning.Recording{
		Ref: f1, Event: dunning.Event{Kind: dunning.KindAsked, Step: "mise", Reason: dunning.ReasonApprovalRequired},
	})
	d.must(err)
	d.run(0, "approve", "F-1", "--by", "paul")
	d.send("mise", dunning.SendAccepted)
	file := filepath.Join(t.TempDir(), "dossier.zip")
	d.says(d.run(0, "casefile", "F-1", "-o", file), `pieces in`)
	d.says(d.run(1, "casefile", "F-1", "-o", file), `name a new file`)

	z, err := zip.OpenReader(file)
	d.must(err)
	defer z.Close()
	texts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		d.must(err)
		data, err := io.ReadAll(r)
		d.must(err)
		name := f.Name
		if _, after, ok := strings.Cut(name, "-"); ok {
			name = after
		}
		texts[name] = string(data)
	}
	for name, want := range map[string]string{
		"bordereau.txt": "sha256", "decompte.txt": "Principal restant dû", "chronologie.txt": "étape approuvée",
		"dossier.json": `"number": "F-1"`, "formal_notice.pdf": "",
	} {
		if text, ok := texts[name]; !ok || !strings.Contains(text, want) {
			t.Errorf("%s: got %.200q, want %q in it", name, text, want)
		}
	}
}
