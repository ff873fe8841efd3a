package morning

import (
	_ "embed" // mail.html.tmpl
	"html/template"
	"strconv"
	"strings"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/words"
)

// Digest is what waits for a person on a morning: numbers and links, nothing about
// any debtor.
type Digest struct {
	Name   string        // name of the person who gets the mail
	Day    calendar.Date // day of the morning
	Site   string        // address of the console, without a slash at its end
	Counts []Count       // what waits, by kind of work, in the order of Works
	More   bool          // there is more than was counted
}

// Count is how much of a kind of work waits, and where.
type Count struct {
	Title   string
	Number  int
	Address string
}

// DigestOf counts the work of a day as the page "Aujourd'hui" shows it; on is that
// day, site the address of the console without a slash at its end.
func DigestOf(d desk.Day, on calendar.Date, name, site string) Digest {
	out := Digest{Name: name, Day: on, Site: site, More: d.More}
	numbers := map[int]int{WorkOf(dunning.TaskMatchLine): d.LineCount}
	for _, j := range d.Jobs {
		if j.Code != dunning.TaskMatchLine { // the line itself is counted
			numbers[WorkOf(j.Code)]++
		}
	}
	for i, w := range Works() {
		at := "/taches?quoi=" + w.Name
		if w.Name == Bank || w.Name == Letters {
			at = "/" + w.Name
		}
		if n := numbers[i]; n > 0 {
			out.Counts = append(out.Counts, Count{w.Title, n, site + at})
		}
	}
	return out
}

// Total is how many things wait.
func (d Digest) Total() (n int) {
	for _, c := range d.Counts {
		n += c.Number
	}
	return n
}

// Mail is a mail in words.
type Mail struct{ Subject, Text, HTML string }

//go:embed mail.html.tmpl
var layout string

var page = template.Must(template.New("mail").Parse(layout))

// fr words it: the console speaks French.
var fr = words.In(words.French)

// Words words the mail of a digest.
func (d Digest) Words() (Mail, error) {
	things := fr.Count(d.Total(), "chose à faire", "choses à faire")
	if d.More {
		things = "plus de " + things
	}
	v := struct {
		Digest
		Subject, Lead, Foot string
	}{
		Digest:  d,
		Subject: "Ce matin\u00a0: " + things,
		Lead:    "Voici ce qui vous attend ce " + fr.Weekday(d.Day) + "\u00a0:",
		Foot:    "Rien ne s’approuve depuis ce message. Vous le recevez les jours ouvrés où quelque chose vous attend, parce que vous l’avez demandé.",
	}
	var text strings.Builder
	text.WriteString("Bonjour " + d.Name + ",\n\n" + v.Lead + "\n")
	for _, c := range d.Counts {
		text.WriteString("\n" + c.Title + "\u00a0: " + strconv.Itoa(c.Number) + "\n" + c.Address + "\n")
	}
	text.WriteString("\nOuvrir Aujourd’hui\u00a0:\n" + d.Site + "/\n\n-- \n" + v.Foot + "\nNe plus le recevoir\u00a0: " + d.Site + "/compte\n")
	var html strings.Builder
	if err := page.Execute(&html, v); err != nil {
		return Mail{}, err
	}
	return Mail{v.Subject, text.String(), html.String()}, nil
}
