package plandesk

import (
	"context"
	"time"

	"relance/internal/access"
	"relance/internal/api/operation"
	"relance/internal/backoffice/texts"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/notice"
	"relance/internal/wording"
)

// TextPath names a text of a creditor in the address of a request.
type TextPath struct {
	operation.CreditorPath
	Text string `path:"text" doc:"Language, level, segment and, behind them, the variant." example:"fr.first.business"`
}

// Text is a text of notices as it stands.
type Text struct {
	ID       string `json:"id" example:"fr.first.business"`
	Language string `json:"language" enum:"fr,en"`
	Level    string `json:"level"`
	Segment  string `json:"segment" enum:"business,consumer,public,all"`
	Variant  string `json:"variant,omitempty" doc:"Of several texts for the same notices each debtor always gets the same one."`
	InUse    int    `json:"in_use" doc:"Number of the version that notices are worded by; 0 is the program's own text."`
	Latest   int    `json:"latest" doc:"Number of the version that was saved last, in use or not; 0 is none."`
	Waits    bool   `json:"waits" doc:"The latest version waits for two people."`
	File     string `json:"file,omitempty" doc:"File of the templates folder that goes before what is saved."`

	Next *Coming `json:"next,omitempty" doc:"Version that takes its place on a day to come; the first of them."`
}

// TextWords is the words of a text.
type TextWords struct {
	Subject string `json:"subject" maxLength:"400" doc:"One line."`
	Body    string `json:"body" maxLength:"20000"`
}

// TextVersion is a text as it was saved at one time.
type TextVersion struct {
	ID      int64         `json:"id"`
	Version int           `json:"version"`
	Author  string        `json:"author"`
	Saved   time.Time     `json:"saved"`
	Used    time.Time     `json:"used,omitzero" doc:"Agreed to since then; absent while it waits, or was refused."`
	From    calendar.Date `json:"from,omitzero" doc:"Day from which it holds, in the creditor's zone; absent is at once."`
	FirstBy string        `json:"first_by,omitempty" doc:"Who agreed first, where two must."`
	Outcome string        `json:"outcome,omitempty" enum:"agreed,refused,replaced"`
	TextWords
}

// TextName is a name that a text may use.
type TextName struct {
	Name  string `json:"name"`
	Kind  string `json:"kind" enum:"value,condition,phrase,block"`
	About string `json:"about" doc:"In French."`
}

func textOf(t texts.Text) Text {
	out := Text{
		ID: t.Key.String(), Language: t.Key.Language, Level: string(t.Key.Level), Segment: string(t.Key.Segment), Variant: t.Key.Variant,
		Latest: t.Seen(), Waits: t.Waiting() != nil, File: t.File,
	}
	if t.InUse != nil {
		out.InUse = t.InUse.Version
	}
	if t.Next != nil {
		out.Next = &Coming{t.Next.Version, t.Next.From}
	}
	return out
}

func textVersionOf(v wording.Version) TextVersion {
	return TextVersion{
		ID: v.ID, Version: v.Version, Author: v.Author, Saved: v.At, Used: v.Used, From: v.From, FirstBy: v.FirstBy, Outcome: v.Outcome, TextWords: TextWords{v.Subject, v.Body},
	}
}

type textList struct {
	Body struct {
		Texts []Text `json:"texts" doc:"In the order of the notices."`
	}
}

type oneText struct {
	Body struct {
		Text
		TextWords
		Names []TextName `json:"names" doc:"What the text may name."`
	}
}

type textVersionList struct {
	Body struct {
		Versions []TextVersion `json:"versions" doc:"The newest first."`
	}
}

type textChange struct {
	TextPath
	operation.Keyed
	Body struct {
		TextWords
		Seen int           `json:"seen,omitempty" minimum:"0" doc:"Number of the latest version that you have seen; another one meanwhile is a conflict."`
		From calendar.Date `json:"from,omitzero" doc:"Day from which notices are worded by it, in the creditor's zone; absent is at once."`
	}
}

type textTrial struct {
	TextPath
	operation.Keyed
	Body struct {
		TextWords
		Number string `json:"number,omitempty" maxLength:"100" doc:"Of the invoice to try the text on; absent is an invented one."`
	}
}

type triedText struct {
	operation.Replayed
	Body struct {
		Faults     []TextFault `json:"faults" doc:"What is wrong with the text; then nothing was worded."`
		PassedOver string      `json:"passed_over,omitempty" doc:"Why this notice would be worded by the program's text instead."`
		Subject    string      `json:"subject"`
		Text       string      `json:"text"`
		HTML       string      `json:"html"`
	}
}

// TextFault is something wrong with a text.
type TextFault struct {
	Path string `json:"path" doc:"Part, line and column." example:"body.3.14"`
	Text string `json:"text"`
	Hint string `json:"hint,omitempty"`
}

type textDecision struct {
	operation.CreditorPath
	ID int64 `path:"id" minimum:"1" doc:"Number of the version."`
	operation.Keyed
	Body struct {
		Agree bool `json:"agree" doc:"false refuses it; one person may."`
	}
}

type savedText struct {
	operation.Replayed
	Body TextVersion
}

func (d Desk) texts(c operation.Contract) {
	operation.Handle(c, "list-texts", func(ctx context.Context, who access.Actor, in *operation.CreditorPath) (*textList, error) {
		all, err := d.Texts.List(ctx, who, []string{in.Creditor})
		out := &textList{}
		out.Body.Texts = make([]Text, len(all))
		for i, t := range all {
			out.Body.Texts[i] = textOf(t)
		}
		return out, err
	})
	operation.Handle(c, "get-text", d.getText)
	operation.Handle(c, "list-text-versions", func(ctx context.Context, who access.Actor, in *TextPath) (*textVersionList, error) {
		shown, err := d.showText(ctx, who, in)
		out := &textVersionList{}
		out.Body.Versions = make([]TextVersion, len(shown.Versions))
		for i, v := range shown.Versions {
			out.Body.Versions[i] = textVersionOf(v)
		}
		return out, err
	})
	operation.Handle(c, "set-text", func(ctx context.Context, who access.Actor, in *textChange) (*savedText, error) {
		k, err := wording.ParseKey(in.Text)
		if err != nil {
			return nil, err
		}
		v, err := d.Texts.Save(ctx, who, texts.Change{Creditor: in.Creditor, Key: k, Subject: in.Body.Subject, Body: in.Body.Body, Seen: in.Body.Seen, From: in.Body.From})
		return &savedText{Body: textVersionOf(v)}, err
	})
	operation.Handle(c, "preview-text", d.previewText)
	operation.Handle(c, "decide-text", func(ctx context.Context, who access.Actor, in *textDecision) (*savedText, error) {
		v, err := d.Texts.Decide(ctx, who, in.Creditor, in.ID, in.Body.Agree)
		return &savedText{Body: textVersionOf(v)}, err
	})
}

func (d Desk) showText(ctx context.Context, who access.Actor, in *TextPath) (texts.Shown, error) {
	k, err := wording.ParseKey(in.Text)
	if err != nil {
		return texts.Shown{}, dunning.Errorf(dunning.CodeNotFound, "%q names no text", in.Text)
	}
	return d.Texts.Show(ctx, who, in.Creditor, k)
}

func (d Desk) getText(ctx context.Context, who access.Actor, in *TextPath) (*oneText, error) {
	shown, err := d.showText(ctx, who, in)
	if err != nil {
		return nil, err
	}
	out := &oneText{}
	out.Body.Text, out.Body.TextWords = textOf(shown.Text), TextWords{shown.Begin.Subject, shown.Begin.Body}
	out.Body.Names = textNames(shown.Names)
	return out, nil
}

func textNames(names []notice.Name) []TextName {
	out := make([]TextName, len(names))
	for i, n := range names {
		out[i] = TextName{n.Name, string(n.Kind), n.About}
	}
	return out
}

func (d Desk) previewText(ctx context.Context, who access.Actor, in *textTrial) (*triedText, error) {
	shown, err := d.showText(ctx, who, &in.TextPath)
	if err != nil {
		return nil, err
	}
	out := &triedText{}
	out.Body.Faults = []TextFault{}
	change := texts.Change{Creditor: in.Creditor, Key: shown.Key, Subject: in.Body.Subject, Body: in.Body.Body}
	for _, f := range d.Texts.Check(dunning.Wording{WordingKey: shown.Key, Version: 1, Subject: change.Subject, Body: change.Body}) {
		out.Body.Faults = append(out.Body.Faults, TextFault(f))
	}
	if len(out.Body.Faults) > 0 {
		return out, nil
	}
	tried, err := d.Texts.Preview(ctx, who, texts.Trial{Change: change, Number: in.Body.Number})
	out.Body.PassedOver, out.Body.Subject, out.Body.Text, out.Body.HTML = tried.Mail.PassedOver, tried.Mail.Subject, tried.Mail.Text, tried.Mail.HTML
	return out, err
}
