package banking

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/dropfolder"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// Reconcile takes bank files in.
type Reconcile struct {
	Files    []string      `arg:"" optional:"" name:"file" help:"Bank files: camt, CFONB 120, MT940, OFX or CSV; a folder means all files in it; - is the standard input."`
	Creditor string        `placeholder:"ID" help:"Whose accounts these are (default: found by the account's IBAN)."`
	Profile  string        `placeholder:"NAME" help:"CSV profile to use instead of guessing."`
	DryRun   bool          `help:"Read and decide, record nothing."`
	Watch    string        `type:"path" placeholder:"DIR" help:"Watch a folder: take each complete file in once, then move it to done/ or failed/."`
	Every    time.Duration `default:"5s" placeholder:"TIME" help:"How often the folder is looked at (${default})."`
	By       string        `placeholder:"NAME" help:"Who reconciles (default: $$USER)."`
}

// lineView is one bank line and what became of it, for programs.
type lineView struct {
	File     string              `json:"file"`
	Line     int64               `json:"line,omitempty"` // its number for match and unmatch
	Creditor string              `json:"creditor,omitempty"`
	Date     string              `json:"date,omitempty"`
	Amount   money.Cents         `json:"amount"`
	Currency string              `json:"currency"`
	State    reconcile.LineState `json:"state,omitempty"`
	Known    bool                `json:"known"` // on record before
	reconcile.Decision
	Error string `json:"error,omitempty"`
}

// Run accounts for every file and every line.
func (c *Reconcile) Run(s *frame.Session) error {
	if len(c.Files) == 0 && c.Watch == "" {
		return frame.Usage(errors.New("no bank file: name files, or a folder to watch with --watch"))
	}
	if c.Watch != "" && (len(c.Files) > 0 || c.DryRun || s.JSON) {
		return frame.Usage(errors.New("--watch goes with no file, no --dry-run and no --json"))
	}
	a, err := s.Rooms()
	if err != nil {
		return err
	}
	defer a.Close()
	if !c.DryRun {
		if err := a.SaveCreditors(s.Ctx); err != nil {
			return err
		}
	}
	o, err := a.Office()
	if err != nil {
		return err
	}
	if c.Watch != "" {
		return c.watch(s, a, o)
	}
	r := &reconciling{s: s, rooms: a, cmd: c, list: frame.NewJSONList(s), office: o, run: c.bankFiles(s, o)}
	return r.files(frame.Expand(c.Files))
}

// bankFiles begins a run over bank files.
func (c *Reconcile) bankFiles(s *frame.Session, o *backoffice.Office) *backoffice.BankFiles {
	f := o.BankFiles(s.Actor(c.By))
	f.Creditor, f.Profile, f.DryRun = c.Creditor, c.Profile, c.DryRun
	return f
}

// reconciling is one run over some files.
type reconciling struct {
	s      *frame.Session
	rooms  *frame.Rooms
	cmd    *Reconcile
	office *backoffice.Office
	run    *backoffice.BankFiles
	list   frame.JSONList

	rows    [][]string // of the table
	left    int        // rows that it does not show
	states  map[reconcile.LineState]int
	entries int
	known   int
	failed  int // files and lines
}

// files takes files in and reports.
func (r *reconciling) files(files []string) error {
	r.states = map[reconcile.LineState]int{}
	if r.s.JSON {
		if err := r.list.Open(); err != nil {
			return err
		}
	}
	step := r.s.Progress(len(files), "reconciling")
	for _, name := range files {
		if err := r.file(name); err != nil {
			step(false)
			return r.stopped(err)
		}
		step(true)
	}
	step(false)
	temporal := frame.DeliveredNow
	if !r.cmd.DryRun {
		temporal = r.s.Tell(r.rooms, frame.StartTelling)
	}
	if err := r.report(temporal); err != nil {
		return err
	}
	if r.failed > 0 {
		return frame.SomeOf(r.failed, len(files)+r.entries)
	}
	return nil
}

// stopped ends a run that was interrupted; what was recorded stays.
func (r *reconciling) stopped(err error) error {
	if r.s.JSON {
		if closed := r.list.Close(); closed != nil {
			return closed
		}
	}
	if errors.Is(r.s.Ctx.Err(), context.Canceled) {
		return dunning.Errorf(dunning.CodeUnavailable, "stopped before the end").
			WithHint("reconcile again: what is on record is not taken in twice")
	}
	return err
}

// file takes one file in. A fault of the file is printed; an error stops the
// run.
func (r *reconciling) file(name string) error {
	in, err := r.s.OpenFile(name)
	if err != nil {
		r.fault(name, frame.FileFault(err), "")
		return nil
	}
	defer in.Close()
	done, err := r.run.Take(r.s.Ctx, name, in, func(l backoffice.BankEntry) error { return r.line(name, l) })
	r.entries += done.Entries
	r.known += done.Known
	for state, n := range done.States {
		r.states[state] += n
	}
	if err != nil {
		return err
	}
	if done.Fault != nil {
		r.fault(name, done.Fault.Error(), frame.HintOf(done.Fault))
	}
	for _, w := range warnings(r.s, done.Warnings) {
		r.s.Say("%s: %s", name, frame.OneLine(w))
	}
	return nil
}

func (r *reconciling) fault(name, text, hint string) {
	r.failed++
	r.s.Complain(name+": "+text, hint)
}

// line enters one bank line.
func (r *reconciling) line(name string, l backoffice.BankEntry) error {
	v := lineView{
		File: name, Line: max(l.Line, 0), Creditor: l.Creditor, Date: l.Entry.BookingDate.String(), Amount: l.Entry.Amount,
		Currency: l.Entry.Currency, State: l.State, Known: l.Known, Decision: l.Decision,
	}
	if v.EntryID = l.Entry.ID; l.Err != nil {
		v.Error, v.Verdict, v.Allocations, v.Reasons = l.Err.Error(), reconcile.None, []reconcile.Allocation{}, []reconcile.Reason{}
		r.failed++
		r.s.Complain(fmt.Sprintf("%s: %s %s: %s", name, v.Date, v.Amount, v.Error), frame.HintOf(l.Err))
	}
	if r.s.JSON {
		return r.list.Add(v)
	}
	if l.Err == nil && !l.Known && (l.State != reconcile.LineIgnored) {
		r.row(l)
	}
	return nil
}

// watch takes files in as they are put into a folder.
func (c *Reconcile) watch(s *frame.Session, a *frame.Rooms, o *backoffice.Office) error {
	folder, err := dropfolder.Open(c.Watch, dropfolder.Options{Now: s.Now})
	if err != nil {
		return err
	}
	w := &dropfolder.Watcher{
		Folder: folder, Every: c.Every,
		Take: dropfolder.Each(func(_ context.Context, path string) (string, error) { return c.dropped(s, a, o, path) }),
		Moved: func(o dropfolder.Outcome) {
			if o.Failed {
				s.Complain(filepath.Base(o.Path)+": "+o.Note, "")
			}
		},
		Failed: func(err error) { frame.PrintError(s.Stderr, s.W, err) },
		Begins: func() { s.Say("watching %s: files go to done/ or failed/; stop with Ctrl-C", folder.Dir()) },
		Waits:  func() { s.Say("another watcher works on %s; this one takes over when it stops", folder.Dir()) },
	}
	return w.Run(s.Ctx)
}

// dropped takes one file of the folder in.
func (c *Reconcile) dropped(s *frame.Session, a *frame.Rooms, o *backoffice.Office, path string) (fault string, err error) {
	in, err := os.Open(path)
	if err != nil {
		return frame.FileFault(err), nil
	}
	defer in.Close()
	done, fault, err := c.bankFiles(s, o).TakeWhole(s.Ctx, filepath.Base(path), in)
	if err != nil {
		return "", err
	}
	s.Say("%s: %s", done.Name, stateCounts(s, done.States, done.Entries, done.Known))
	s.Tell(a, frame.StartTelling)
	return fault, nil
}
