package insolvency

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"relance/internal/calendar"
)

// answer is an answer of the service in parts, so that its form may change.
type answer []map[string]any

// originalNotices are notices of our own, one of each nature that the gazette
// publishes, and the published ones where they lie beside this checkout.
func originalNotices(t *testing.T) map[string]answer {
	t.Helper()
	var own answer
	for i, r := range rules {
		nature := strings.ToUpper(r.nature[:1]) + r.nature[1:]
		var one map[string]any
		text := published(fmt.Sprintf("A20260300%d", i), "annonce", "2026-03-12", nature, "Jugement. "+r.where+". désignant liquidateur Me Un 3 rue C 59000 Lille.", "")
		if err := json.Unmarshal([]byte(text), &one); err != nil {
			t.Fatal(err)
		}
		own = append(own, one)
	}
	out := map[string]answer{"every nature": own}
	if raw := besideCheckout("records.json"); raw != nil {
		var all struct{ Results answer }
		if err := json.Unmarshal(raw, &all); err != nil {
			t.Fatal(err)
		}
		out["published"] = all.Results
	}
	return out
}

// part reads a field that holds JSON as a text, or as an object.
func part(v any) map[string]any {
	var out map[string]any
	if text, ok := v.(string); ok && json.Unmarshal([]byte(text), &out) == nil {
		return out
	}
	out, _ = v.(map[string]any)
	return out
}

// ofJudgment changes one field of the judgment.
func ofJudgment(field string, change func(string) string) func(map[string]any) {
	return func(r map[string]any) {
		j := part(r["jugement"])
		if text, ok := j[field].(string); ok {
			j[field] = change(text)
			data, _ := json.Marshal(j)
			r["jugement"] = string(data)
		}
	}
}

// latin damages a text as the gazette sometimes does: UTF-8 read as Latin-1.
func latin(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		b.WriteRune(rune(c))
	}
	return b.String()
}

// sameNotices keep what a notice says.
var sameNotices = map[string]func(map[string]any){
	"parts as objects": func(r map[string]any) {
		for _, field := range []string{"jugement", "listepersonnes", "radiationaurcs", "parutionavisprecedent"} {
			if p := part(r[field]); p != nil {
				r[field] = p
			}
		}
	},
	"the register as one text": func(r map[string]any) {
		if list, ok := r["registre"].([]any); ok {
			texts := make([]string, len(list))
			for i, one := range list {
				texts[i] = fmt.Sprint(one)
			}
			r["registre"] = strings.Join(texts, ",")
		}
	},
	"a person in a list": func(r map[string]any) {
		if p := part(r["listepersonnes"]); p != nil {
			if one, ok := p["personne"].(map[string]any); ok {
				p["personne"] = []any{one}
				data, _ := json.Marshal(p)
				r["listepersonnes"] = string(data)
			}
		}
	},
	"parts as texts of texts": func(r map[string]any) {
		for _, field := range []string{"jugement", "listepersonnes", "parutionavisprecedent"} {
			if text, ok := r[field].(string); ok {
				data, _ := json.Marshal(text)
				r[field] = string(data)
			}
		}
	},
	"the register as one text of a list": func(r map[string]any) {
		if list, ok := r["registre"].([]any); ok {
			data, _ := json.Marshal(list)
			r["registre"] = string(data)
		}
	},
	"numbers with commas and blanks": func(r map[string]any) {
		if list, ok := r["registre"].([]any); ok {
			texts := make([]string, len(list))
			for i, one := range list {
				texts[i] = fmt.Sprint(one)
			}
			r["registre"] = []any{strings.Join(texts, ", ") + " ", ""}
		}
	},
	"numbers with words": func(r map[string]any) {
		if list, ok := r["registre"].([]any); ok {
			texts := make([]any, len(list))
			for i, one := range list {
				texts[i] = "RCS Lyon " + strings.ReplaceAll(fmt.Sprint(one), " ", "\u00a0")
			}
			r["registre"] = texts
		}
	},
	"numbers as numbers": func(r map[string]any) {
		if list, ok := r["registre"].([]any); ok {
			numbers := make([]any, len(list))
			for i, one := range list {
				numbers[i] = json.Number(strings.ReplaceAll(fmt.Sprint(one), " ", ""))
			}
			r["registre"] = numbers
		}
		if p := part(r["parutionavisprecedent"]); p != nil {
			p["numeroParution"], p["numeroAnnonce"] = json.Number(fmt.Sprint(p["numeroParution"])), json.Number(fmt.Sprint(p["numeroAnnonce"]))
			r["parutionavisprecedent"] = p
		}
	},
	"persons without a holder": func(r map[string]any) {
		if p := part(r["listepersonnes"]); p != nil {
			if one, ok := p["personne"].(map[string]any); ok {
				r["listepersonnes"] = []any{one}
			}
		}
	},
	"registrations in a list": func(r map[string]any) {
		if p := part(r["listepersonnes"]); p != nil {
			if one, ok := p["personne"].(map[string]any); ok && one["numeroImmatriculation"] != nil {
				one["numeroImmatriculation"] = []any{one["numeroImmatriculation"]}
				r["listepersonnes"] = p
			}
		}
	},
	"kind and family in capitals": func(r map[string]any) {
		r["typeavis"], r["familleavis"] = strings.ToUpper(fmt.Sprint(r["typeavis"])), strings.ToUpper(fmt.Sprint(r["familleavis"]))
	},
	"the kind in its label alone": func(r map[string]any) {
		r["typeavis_lib"] = map[string]string{"annonce": "Avis initial", "rectificatif": "Avis rectificatif", "annulation": "Avis d'annulation"}[fmt.Sprint(r["typeavis"])]
		if r["typeavis"] != "annonce" {
			delete(r, "typeavis")
		}
	},
	"days with a time": func(r map[string]any) {
		if d, ok := r["dateparution"].(string); ok {
			r["dateparution"] = d + "T00:00:00+00:00"
		}
	},
	"blanks around the number": func(r map[string]any) { r["id"] = " " + fmt.Sprint(r["id"]) + "\n" },
	"fields nobody knows":      func(r map[string]any) { r["champ"], r["liste"] = map[string]any{"a": 1}, []any{1, "2"} },
	"nature in capitals":       ofJudgment("nature", func(s string) string { return strings.ToUpper(mend(s)) }),
	"nature in small":          ofJudgment("nature", func(s string) string { return strings.ToLower(mend(s)) }),
	"curved apostrophes":       ofJudgment("nature", func(s string) string { return strings.ReplaceAll(s, "'", "’") }),
	"blanks that hold":         ofJudgment("nature", func(s string) string { return " " + strings.ReplaceAll(s, " ", "\u00a0") + "\u00a0" }),
	"blanks doubled":           ofJudgment("nature", func(s string) string { return strings.ReplaceAll(s, " ", "  ") }),
	"accents damaged":          ofJudgment("nature", latin),
	"accents left out":         ofJudgment("nature", plain),
	"date as day and month":    ofJudgment("date", reform(func(d calendar.Date) string { return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year) })),
	"date in words":            ofJudgment("date", reform(calendar.Date.French)),
	"date in words, blanks":    ofJudgment("date", reform(func(d calendar.Date) string { return strings.ReplaceAll(d.French(), " ", "\u00a0") })),
}

func reform(write func(calendar.Date) string) func(string) string {
	return func(s string) string {
		if d, err := calendar.ParseDate(s); err == nil {
			return write(d)
		}
		return s
	}
}

func readAnswer(t *testing.T, a answer, list bool) []Notice {
	t.Helper()
	data, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	if !list {
		data = []byte(`{"total_count":1,"results":` + string(data) + `}`)
	}
	all, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestANoticeSaysTheSameInEveryForm rewrites each notice in the forms in which the
// gazette has published such notices.
func TestANoticeSaysTheSameInEveryForm(t *testing.T) {
	t.Parallel()
	for from, all := range originalNotices(t) {
		want := readAnswer(t, all, false)
		if d := cmp.Diff(want, readAnswer(t, all, true), cmpopts.IgnoreUnexported(Notice{})); d != "" {
			t.Errorf("%s as an export: %s", from, d)
		}
		for name, rewrite := range sameNotices {
			t.Run(from+"/"+name, func(t *testing.T) {
				t.Parallel()
				got := make(answer, len(all))
				for i, r := range all {
					got[i] = map[string]any{}
					for k, v := range r {
						got[i][k] = v
					}
					rewrite(got[i])
				}
				// the nature is given out as published, warnings name the text
				if d := cmp.Diff(want, readAnswer(t, got, false), cmpopts.IgnoreUnexported(Notice{}), cmpopts.IgnoreFields(Notice{}, "Nature", "Warnings")); d != "" {
					t.Error(d)
				}
			})
		}
	}
}

// TestANatureThatIsNoneOfTheKnownOnesFreezesAndAsks changes each known nature so
// far that it is none any more. What might open something never passes.
func TestANatureThatIsNoneOfTheKnownOnesFreezesAndAsks(t *testing.T) {
	t.Parallel()
	for _, r := range rules {
		for name, nature := range map[string]string{
			"another beginning": "Décision nouvelle, " + r.nature, "a word less": strings.TrimPrefix(r.nature, strings.Fields(r.nature)[0]+" "),
			"letters exchanged": "x" + r.nature, "nothing of it": "Ordonnance du juge",
		} {
			got := judge("", nature, "Jugement. "+r.where)
			if name == "a word less" && got.effect != Unknown {
				continue // what is left is a known nature of its own
			}
			if got.effect != Unknown || got.action != FreezeAndAsk {
				t.Errorf("%s of %q is %s, %s", name, r.nature, got.effect, got.action)
			}
		}
	}
}

// Parts that are absent or of another kind lose what they would say and nothing
// else: no answer is refused for one notice, and no notice is passed over.
func TestPartsThatAreMissingLoseOnlyThemselves(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(map[string]any)
		want   string
	}{
		"no register":                 {func(r map[string]any) { delete(r, "registre") }, "opening liquidation freeze 2026-05-12 "},
		"a register that is a number": {func(r map[string]any) { r["registre"] = 732829320 }, "opening liquidation freeze 2026-05-12 732829320"},
		"a register that is no SIREN": {func(r map[string]any) { r["registre"] = []string{"123", "non inscrit"} }, "opening liquidation freeze 2026-05-12 "},
		"no persons":                  {func(r map[string]any) { r["listepersonnes"] = "" }, "opening liquidation freeze 2026-05-12 732829320"},
		"persons that are a list":     {func(r map[string]any) { r["listepersonnes"] = []any{1} }, "opening liquidation freeze 2026-05-12 732829320"},
		"no court":                    {func(r map[string]any) { r["tribunal"] = nil }, "opening liquidation freeze 2026-05-12 732829320"},
		"a court that is a list":      {func(r map[string]any) { r["tribunal"] = []string{"TC"} }, "opening liquidation freeze 2026-05-12 732829320"},
		"a number for a text":         {func(r map[string]any) { r["url_complete"] = 7 }, "opening liquidation freeze 2026-05-12 732829320"},
		"no day of publication":       {func(r map[string]any) { r["dateparution"] = nil }, "opening liquidation freeze  732829320"},
		"no family":                   {func(r map[string]any) { delete(r, "familleavis") }, "opening liquidation freeze 2026-05-12 732829320"},
		"a person that is a text":     {func(r map[string]any) { r["listepersonnes"] = `{"personne":["x",{"numeroImmatriculation":7}]}` }, "opening liquidation freeze 2026-05-12 732829320"},
		"one person that is none": {func(r map[string]any) {
			delete(r, "registre")
			r["listepersonnes"] = `{"personne":["x",{"inscriptionRM":{"numeroIdentificationRM":732829320}}]}`
		}, "opening liquidation freeze 2026-05-12 732829320"},
		"no judgment":              {func(r map[string]any) { r["jugement"] = nil }, "unreadable  task  732829320"},
		"a judgment that is cut":   {func(r map[string]any) { r["jugement"] = `{"nature":"Juge` }, "unreadable  task  732829320"},
		"a judgment with a number": {func(r map[string]any) { r["jugement"] = `{"nature":5}` }, "unreadable  task  732829320"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var one map[string]any
			if err := json.Unmarshal([]byte(published("A1", "annonce", "2026-03-12", openingNature, "", "")), &one); err != nil {
				t.Fatal(err)
			}
			row.change(one)
			n := readAnswer(t, answer{one}, false)[0]
			if got := fmt.Sprintf("%s %s %s %s %s", n.Effect, n.Procedure, n.Action, n.ClaimBy, n.SIREN); got != row.want {
				t.Errorf("read %q, want %q", got, row.want)
			}
		})
	}
}
