package maildesk

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"relance/internal/access"
	"relance/internal/answer"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/inbox"
)

// mailsView lists the mails that wait for a person.
type mailsView struct {
	page.Frame
	Rows         []page.WorkRow
	Empty        string
	Confirmation string
	All          bool
}

// mostMails is how many mails one page lists.
const mostMails = 100

// mailList shows the mails that wait, those of nobody first.
func (d *Door) mailList(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	all := r.URL.Query().Get("tous") != ""
	list, err := d.Mailbox.Mails(r.Context(), s.Who, inbox.Filter{Open: !all, Newest: all, Most: mostMails})
	if err != nil {
		return err
	}
	v := mailsView{Frame: s.Titled("Courrier"), All: all, Empty: "Aucun message n’attend d’être lu.", Confirmation: mailConfirmations[r.URL.Query().Get("fait")]}
	for _, m := range list {
		if s.Chosen == "" || m.Creditor == s.Chosen || m.Creditor == "" {
			v.Rows = append(v.Rows, mailRow(s, m, page.Today(d.Now())))
		}
	}
	templates.Render(w, http.StatusOK, "mails", v)
	return nil
}

// mailConfirmations says what was done on the page before.
var mailConfirmations = map[string]string{
	"lu": "Le message est lu\u00a0: les dossiers qui l’attendaient reprennent.",
}

func mailRow(s page.Frame, m inbox.Mail, on calendar.Date) page.WorkRow {
	name := m.Name
	if name == "" {
		name = m.FromName
	}
	if name == "" {
		name = m.From
	}
	row := page.WorkRow{
		Name: name, Beside: strings.Join(m.Numbers, ", "), Text: m.Subject, Creditor: s.CreditorName(m.Creditor), Amount: page.When(m.Created, on),
		Act: page.Action{Address: mailAddress(m.ID), Label: "Ouvrir"}, Tags: []page.Tag{{Text: fr.Mail(m.Class)}},
	}
	if m.Tie == inbox.Untied {
		row.Tags = append(row.Tags, page.Tag{Text: fr.Tie(m.Tie), Tone: "amber"})
	}
	if !m.DoneAt.IsZero() {
		row.Tags = append(row.Tags, page.Tag{Text: "lu", Tone: "green"})
	}
	return row
}

func mailAddress(id int64) string { return "/courrier/" + strconv.FormatInt(id, 10) }

// mailView is the page of a mail.
type mailView struct {
	page.Frame
	Head, From, Sent string
	Class            string
	Tie              string
	Lines            []page.AmountLine
	Debtor           string
	Cases            []page.Action
	New, Whole       string // texts, never HTML
	Proposals        []mailProposal
	Files            []mailFile
	Answers          []string
	Warnings         []string
	Raw              string
	Assign           bool // nobody knows whose it is
	AssignTo         []page.Choice
	Done             string // when it was read, and by whom
	MayFinish        bool
	Reply            bool
	ReplyTo          string
	Templates        []page.Choice
	Text             string // text of the answer, as typed
	Key              string
	Error            string
	Confirmation     string
}

// mailProposal is what a sentence seems to say, with the form that agrees to it.
type mailProposal struct {
	Title, Sentence string
	Key             string
	Factual         bool
	Date, Amount    string
	WantsDate       bool
	WantsAmount     bool
	Email           string
	Invoices        []page.Choice // invoices to choose from, where there are several
	Accepted        []string
}

// mailFile is an attachment: what can be shown without danger is shown.
type mailFile struct {
	Name, Type, Size string
	Image, Text      bool
	Address          string
}

// opened reads the mail that an address names.
func (d *Door) opened(r *http.Request, s page.Frame) (backoffice.OpenedMail, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return backoffice.OpenedMail{}, dunning.Errorf(dunning.CodeNotFound, "no such mail")
	}
	return d.Mailbox.Mail(r.Context(), s.Who, id)
}

func (d *Door) mailPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	m, err := d.opened(r, s)
	if err != nil {
		return err
	}
	return d.showMail(w, r, s, m, "", "")
}

// showMail shows a mail; typed is the answer as it was typed, fault a French
// sentence.
func (d *Door) showMail(w http.ResponseWriter, r *http.Request, s page.Frame, m backoffice.OpenedMail, typed, fault string) error {
	key, err := d.Key()
	if err != nil {
		return err
	}
	v := mailOf(s, m)
	v.Key, v.Error, v.Text, v.Confirmation = key, fault, typed, mailDone[r.URL.Query().Get("fait")]
	if v.Reply && typed == "" {
		name := r.URL.Query().Get("modele")
		chosen, text, err := d.Replies.BeginAnswerTo(r.Context(), s.Who, m, name)
		if err != nil && dunning.ErrorCode(err) != dunning.CodeNotFound {
			return err
		}
		v.Text = text
		for i, c := range v.Templates {
			v.Templates[i].Chosen = c.Value == chosen
		}
	}
	status := http.StatusOK
	if fault != "" {
		status = http.StatusUnprocessableEntity
	}
	templates.Render(w, status, "mail", v)
	return nil
}

// mailDone says what was done with the form before.
var mailDone = map[string]string{
	"note": "C’est noté à votre nom.", "reponse": "La réponse est enregistrée\u00a0: elle part dans les secondes qui viennent.",
	"gardee": "La réponse est enregistrée. Les envois sont coupés\u00a0: elle ne part pas.", "rattache": "Le message est rattaché\u00a0: ses suites ont pris effet.",
}

func mailOf(s page.Frame, m backoffice.OpenedMail) mailView {
	rd := m.Reading
	v := mailView{
		Frame: s.Titled("Message de " + page.OneOf(m.FromName, m.From, "inconnu")), Head: page.OneOf(m.Subject, "(sans objet)"), From: page.OneOf(m.FromName, m.From, "inconnu"),
		Class: fr.Mail(rd.Class), Tie: page.Capital(fr.Tie(m.Tie)), Debtor: m.Name, New: rd.ReplyText, Whole: rd.Text, Warnings: rd.Warnings,
		Raw: mailAddress(m.ID) + "/brut", ReplyTo: rd.From,
	}
	if !m.Sent.IsZero() {
		v.Sent = fr.Date(m.Sent)
	}
	add := func(label, value string) {
		if value != "" {
			v.Lines = append(v.Lines, page.AmountLine{Label: label, Amount: value})
		}
	}
	add("De", strings.TrimSpace(m.FromName+" <"+m.From+">"))
	add("Reçu", page.Moment(m.Created))
	add("Code", rd.StatusCode)
	add("Échec pour", strings.Join(rd.FailedRecipients, ", "))
	if !rd.BackOn.IsZero() {
		add("De retour le", fr.Date(rd.BackOn))
	}
	for _, n := range m.Numbers {
		v.Cases = append(v.Cases, page.Action{Address: page.CaseAddress(dunning.Ref{Creditor: m.Creditor, Number: n}), Label: "Facture " + n})
	}
	v.Proposals, v.Files = mailProposalsOf(m), filesOf(m)
	for _, a := range m.Answers {
		v.Answers = append(v.Answers, page.Capital(fr.MessageState(a.State))+", par "+a.Author+", "+page.Moment(a.Created))
	}
	mayAnswer := access.May(s.Who, access.RecordAnswer, m.Creditor) == nil
	v.Assign = m.Tie == inbox.Untied && mayAnswer
	for _, c := range s.Creditors {
		v.AssignTo = append(v.AssignTo, page.Choice{Value: c.Value, Label: c.Label, Chosen: c.Value == s.Chosen})
	}
	if !m.DoneAt.IsZero() {
		v.Done = strings.TrimSpace("Lu le " + page.Moment(m.DoneAt) + " " + m.DoneBy)
	}
	v.MayFinish = m.DoneAt.IsZero() && mayAnswer
	v.Reply = m.Debtor != "" && rd.Class == inbox.Reply && !rd.IsAuto && strings.Contains(rd.From, "@") && access.May(s.Who, access.AnswerMail, m.Creditor) == nil
	for _, c := range answer.Choices() {
		v.Templates = append(v.Templates, page.Choice{Value: c.Name, Label: c.Label})
	}
	return v
}

func mailProposalsOf(m backoffice.OpenedMail) (out []mailProposal) {
	for _, in := range m.Reading.Intents {
		p := mailProposal{
			Title: page.Capital(fr.Intent(in.Kind)), Sentence: in.Sentence, Key: answer.Key(in), Email: emailIn(in.Contact),
			WantsDate:   in.Kind == inbox.Promise || in.Kind == inbox.Insolvency || in.Kind == inbox.Instalments || in.Kind == inbox.Paid,
			WantsAmount: in.Kind == inbox.Promise || in.Kind == inbox.Dispute || in.Kind == inbox.Instalments,
		}
		if detail := fr.IntentDetail(in.Detail); detail != "" {
			p.Title += ", " + detail
		}
		p.Factual = p.WantsDate || p.WantsAmount || p.Email != ""
		if !in.Date.IsZero() {
			p.Date = fr.ShortDate(in.Date)
		}
		if in.Amount != nil {
			p.Amount = fr.Number(*in.Amount)
		}
		if len(m.Numbers) > 1 && p.Email == "" {
			for _, n := range m.Numbers {
				p.Invoices = append(p.Invoices, page.Choice{Value: n, Label: n, Chosen: len(in.Invoices) == 0 && !p.WantsAmount || names(in.Invoices, n)})
			}
		}
		for _, f := range m.Facts {
			if f.Key == p.Key {
				p.Accepted = append(p.Accepted, f.Invoice+"\u00a0: "+fr.Kind(f.Event.Kind)+", par "+f.Event.Author+", "+page.Moment(f.Event.RecordedAt))
			}
		}
		out = append(out, p)
	}
	return out
}

func names(written []string, number string) bool {
	for _, w := range written {
		if strings.EqualFold(strings.TrimSpace(w), number) {
			return true
		}
	}
	return false
}

func emailIn(contact string) string {
	for _, word := range strings.Fields(contact) {
		if strings.Contains(word, "@") {
			return strings.Trim(word, "<>(),;")
		}
	}
	return ""
}

func filesOf(m backoffice.OpenedMail) (out []mailFile) {
	for i, f := range inbox.Attachments(m.Raw) {
		file := mailFile{
			Name: page.OneOf(f.Name, "sans nom"), Type: f.Type, Size: page.Thousands((len(f.Data)+1023)/1024) + "\u00a0Kio", Address: mailAddress(m.ID) + "/pieces/" + strconv.Itoa(i+1),
		}
		file.Image = isPicture(f.Data)
		file.Text = !file.Image && strings.HasPrefix(f.Type, "text/plain") && utf8.Valid(f.Data)
		out = append(out, file)
	}
	return out
}
