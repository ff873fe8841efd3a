package notice

import (
	"strings"
	"testing"
	"testing/fstest"

	"relance/internal/dunning"
)

const goodBody = `{{define "subject"}}Petit mot : {{.Numbers}}{{end}}
{{define "body"}}
Bonjour, la facture {{.First.Number}} est échue ?

{{invoices}}

{{payment}}

{{template "contact" .}} {{template "settled" .}}
{{end}}`

func file(path, text string) fstest.MapFS { return fstest.MapFS{path: {Data: []byte(text)}} }

func TestLoadRefusesBadTemplatesWithFileAndLine(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, path, text string
		want             []string
	}{
		{"a syntax error", "fr/first.tmpl", "{{define \"subject\"}}x{{end}}\n{{define \"body\"}}\n{{if}}{{end}}", []string{"fr/first.tmpl:3"}},
		{"an unknown field", "fr/first.tmpl", strings.Replace(goodBody, "{{.First.Number}}", "{{.First.Nummer}}", 1), []string{"fr/first.tmpl:3", "Nummer"}},
		{"an unknown field where no sample goes", "fr/first.tmpl",
			strings.Replace(goodBody, "{{.First.Number}}", "{{if eq .Debtor.Key \"X\"}}{{range .Items}}{{.Ammount}}{{end}}{{end}}", 1), []string{"fr/first.tmpl:3", "Ammount"}},
		{"an unknown function", "fr/first.tmpl", strings.Replace(goodBody, "{{invoices}}", "{{facturas}}", 1), []string{"fr/first.tmpl:5", "facturas"}},
		{"an unknown part", "fr/first.tmpl", strings.Replace(goodBody, `"contact"`, `"kontakt"`, 1), []string{"fr/first.tmpl:9", "kontakt"}},
		{"no subject", "fr/first.tmpl", strings.Replace(goodBody, `define "subject"`, `define "betreff"`, 1), []string{"fr/first.tmpl", "subject"}},
		{"an empty subject", "fr/first.tmpl", strings.Replace(goodBody, "Petit mot : {{.Numbers}}", " ", 1), []string{"fr/first.tmpl", "subject is empty"}},
		{"no payment block", "fr/first.tmpl", strings.Replace(goodBody, "{{payment}}", "", 1), []string{"fr/first.tmpl", "{{payment}} 1 times"}},
		{"the invoices twice", "fr/first.tmpl", strings.Replace(goodBody, "{{invoices}}", "{{invoices}}\n\n{{invoices}}", 1), []string{"{{invoices}} once", "2 times"}},
		{"a block inside a sentence", "fr/first.tmpl", strings.Replace(goodBody, "{{payment}}", "Payez : {{payment}}", 1), []string{"stand alone"}},
		{"a block followed by a sentence", "fr/first.tmpl", strings.Replace(goodBody, "{{payment}}", "{{payment}} merci", 1), []string{"stand alone"}},
		{"a fee for consumers", "fr/first.consumer.tmpl", strings.Replace(goodBody, "Bonjour", "Une indemnité de 40 € est due. Bonjour", 1), []string{"fr/first.consumer.tmpl", "b2c", "L121-21"}},
		{"unpaid in a courtesy", "fr/courtesy.tmpl", strings.Replace(goodBody, "échue", "impayée", 1), []string{"fr/courtesy.tmpl", "impayé"}},
		{"a final reminder without its claim", "fr/final.business.tmpl", goodBody, []string{"fr/final.business.tmpl", "interest is missing"}},
		{"a broken common part", "fr/common.tmpl", `{{define "contact"}}{{.Telefon}}{{end}}`, []string{"fr/common.tmpl:1", "Telefon"}},
		{"a broken layout", "layout.html.tmpl", "<p>{{.Subjekt}}</p>", []string{"layout.html.tmpl:1", "Subjekt"}},
		{"a layout that shows nothing", "layout.html.tmpl", "<p>{{.Subject}}</p>", []string{"IBAN"}},
		{"a slip in a file's name", "fr/frist.tmpl", goodBody, []string{"fr/frist.tmpl is no template"}},
		{"an unknown group", "fr/first.b2b.tmpl", goodBody, []string{"fr/first.b2b.tmpl is no template"}},
		{"an unknown language", "de/first.tmpl", goodBody, []string{"de/first.tmpl is no template"}},
		{"a file too deep", "shop/x/fr/first.tmpl", goodBody, []string{"is no template"}},
		{"a fault in a set", "shop/fr/first.tmpl", strings.Replace(goodBody, "{{payment}}", "", 1), []string{"shop/fr/first.tmpl"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(file(tt.path, tt.text))
			if err == nil {
				t.Fatal("Load accepted it")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not name %q", err, want)
				}
			}
		})
	}
}

func TestUserTemplatesLieOverTheBuiltInOnes(t *testing.T) {
	t.Parallel()
	user := file("fr/first.tmpl", goodBody)
	user["shop/fr/first.business.tmpl"] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(goodBody, "Petit mot", "La boutique"))}
	user["README.md"] = &fstest.MapFile{Data: []byte("mine")}
	user[".git/config"] = &fstest.MapFile{Data: []byte("x")}
	ts, err := Load(user)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, set string
		regime    dunning.Regime
		lang      string
		want      string
	}{
		{"the user's file at the root", "", dunning.B2B, "fr", "Petit mot\u00a0: F-2026-014"},
		{"it serves the groups that have a built-in file", "", dunning.Public, "fr", "Petit mot\u00a0: F-2026-014"},
		{"a set lies over the root", "shop", dunning.B2B, "fr", "La boutique\u00a0: F-2026-014"},
		{"what a set lacks comes from the root", "shop", dunning.B2C, "fr", "Petit mot\u00a0: F-2026-014"},
		{"another language stays built in", "shop", dunning.B2B, "en", "Reminder: invoice F-2026-014 due on 2\u00a0March\u00a02026"},
	}
	for _, tt := range tests {
		n := Sample(dunning.First, tt.regime, tt.lang)
		n.Template = tt.set
		r, err := ts.Render(n)
		if err != nil || r.Subject != tt.want {
			t.Errorf("%s: subject %q, %v, want %q", tt.name, r.Subject, err, tt.want)
		}
		if strings.HasPrefix(tt.want, "Petit") && !strings.Contains(r.Text, "est échue\u00a0?") {
			t.Errorf("%s: the spaces were not put right:\n%s", tt.name, r.Text)
		}
	}
	n := Sample(dunning.First, dunning.B2B, "fr")
	n.Template = "nowhere"
	if _, err := ts.Render(n); dunning.ErrorCode(err) != dunning.CodeInvalid || !strings.Contains(dunning.ErrorHint(err), "shop") {
		t.Errorf("unknown set: %v, hint %q", err, dunning.ErrorHint(err))
	}
}

func TestUnknownLanguageIsFrench(t *testing.T) {
	t.Parallel()
	r, err := builtin(t).Render(Sample(dunning.First, dunning.B2B, "de"))
	if err != nil || r.Subject != "Rappel\u00a0: facture F-2026-014 échue le 2\u00a0mars\u00a02026" {
		t.Errorf("subject %q, %v", r.Subject, err)
	}
}
