package letter

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"relance/internal/dunning"
)

func TestAHostileNameIsTextInALetter(t *testing.T) {
	t.Parallel()
	for what, name := range map[string]string{
		"markup": `<img src=x onerror=alert(1)> (Fils) \) Tj`, "formula": `=cmd|' /C calc'!A0`, "lines": "Durand\r\n/OpenAction << /S /JavaScript >>\r\nSA", "direction": "Durand \u202egnp.exe\u2066 SA",
	} {
		n := formal(dunning.B2B, "fr")
		n.Debtor.Name, n.Debtor.Contact = name, name
		for i := range n.Items {
			n.Items[i].Invoice.Object = name
		}
		pdf := render(t, n, Options{})
		if err := api.Validate(bytes.NewReader(pdf), nil); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		for _, bad := range []string{"/OpenAction", "/JavaScript", "/Launch", "/URI", "/AA "} {
			if bytes.Contains(pdf, []byte(bad)) {
				t.Errorf("%s: the letter holds %s", what, bad)
			}
		}
		text := strings.Join(strings.Fields(string(run(t, "pdftotext", "-layout", write(t, t.TempDir(), "letter", pdf), "-"))), " ")
		for _, part := range []string{"onerror=alert(1)", "=cmd|", "JavaScript"} {
			if strings.Contains(name, part) && !strings.Contains(text, part) {
				t.Errorf("%s: the letter does not say %s: %.400s", what, part, text)
			}
		}
		if strings.ContainsAny(text, "\u202e\u2066") {
			t.Errorf("%s: the letter turns its writing", what)
		}
	}
}
