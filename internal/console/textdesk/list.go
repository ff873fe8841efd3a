package textdesk

import (
	"net/http"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice/texts"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/wording"
)

// listView is the list of texts in one language.
type listView struct {
	page.Frame
	Languages []page.Choice
	Groups    []creditorTexts
}

// creditorTexts is the texts of a creditor.
type creditorTexts struct {
	Name, Creditor string
	Levels         []levelTexts
	May            bool // the person may write a text
	Kinds          []page.Choice
}

type levelTexts struct {
	Name  string
	Texts []textLine
}

type textLine struct {
	Segment, Variant string
	Standing         string
	Own, File        bool
	By, At           string // who changed the text last, and when
	Address          string
}

func (d *Door) list(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	form := r.URL.Query()
	if kind := form.Get("sorte"); kind != "" { // another variant is begun
		k, err := wording.ParseKey(kind)
		if err != nil {
			return err
		}
		k.Variant = strings.ToLower(strings.TrimSpace(form.Get("variante")))
		if k, err = wording.ParseKey(k.String()); err != nil {
			return err
		}
		http.Redirect(w, r, page.TextAddress(page.OneOf(form.Get("creancier"), s.Chosen), k), http.StatusSeeOther)
		return nil
	}
	language := "fr"
	if form.Get("langue") == "en" {
		language = "en"
	}
	v := listView{Frame: s.Titled("Textes des relances"), Languages: []page.Choice{
		{Value: "fr", Label: "En français", Chosen: language == "fr"}, {Value: "en", Label: "En anglais", Chosen: language == "en"},
	}}
	creditors := creditorsOf(s)
	ids := make([]string, len(creditors))
	for i, c := range creditors {
		ids[i] = c.Value
	}
	all, err := d.Texts.List(r.Context(), s.Who, ids)
	if err != nil {
		return err
	}
	for _, c := range creditors {
		v.Groups = append(v.Groups, groupOf(s, c, all, language))
	}
	templates.Render(w, http.StatusOK, "texts", v)
	return nil
}

// creditorsOf are the creditors whose texts the person looks at.
func creditorsOf(s page.Frame) (out []page.Choice) {
	for _, c := range s.Creditors {
		if c.Value != "" && (s.Chosen == "" || c.Value == s.Chosen) {
			out = append(out, c)
		}
	}
	return out
}

func groupOf(s page.Frame, c page.Choice, all []texts.Text, language string) creditorTexts {
	g := creditorTexts{Name: c.Label, Creditor: c.Value, May: access.May(s.Who, access.ChangePlans, c.Value) == nil}
	for _, level := range wording.Levels() {
		l := levelTexts{Name: page.Capital(fr.Level(level))}
		for _, segment := range dunning.Segments() {
			k := dunning.WordingKey{Language: language, Level: level, Segment: segment}
			g.Kinds = append(g.Kinds, page.Choice{Value: k.String(), Label: l.Name + ", " + page.Segments[segment]})
		}
		for _, t := range all {
			if t.Creditor == c.Value && t.Key.Language == language && t.Key.Level == level {
				l.Texts = append(l.Texts, lineOf(t))
			}
		}
		g.Levels = append(g.Levels, l)
	}
	return g
}

func lineOf(t texts.Text) textLine {
	line := textLine{
		Segment: page.Capital(page.Segments[t.Key.Segment]), Variant: t.Key.Variant, Standing: standing(t), Own: t.InUse != nil && t.File == "", File: t.File != "",
		Address: page.TextAddress(t.Creditor, t.Key),
	}
	if t.Latest != nil {
		line.By, line.At = t.Latest.Author, page.Moment(t.Latest.At)
	}
	return line
}
