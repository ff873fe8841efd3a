package office

import (
	"context"
	"net/http"

	"relance/internal/access"
	"relance/internal/console/page"
	"relance/internal/dunning"
)

// Setting is a group of settings as they stand, in words. It never holds a
// secret.
type Setting struct {
	Title string
	Lines []SettingLine
	Note  string // what the settings mean
}

// SettingLine is one setting.
type SettingLine struct {
	Label, Value string
	Fault        string // what is wrong with it; empty when it is in order
}

// settingsView is the page of the settings.
type settingsView struct {
	page.Frame
	File   string
	Groups []Setting
	Paused string // who paused sending and since when; empty when sends go on
	Faults int
	Setup  bool // the first visit can be looked at again
}

// Switches stop and start every send.
type Switches interface {
	Pause(ctx context.Context, on bool, author string) error
	Paused(ctx context.Context) (dunning.Switch, error)
}

func (d *Door) settings(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	v := settingsView{Frame: s.Titled("Réglages"), File: d.SettingsFile, Groups: d.Settings, Setup: d.Setup != nil}
	for _, g := range v.Groups {
		for _, l := range g.Lines {
			if l.Fault != "" {
				v.Faults++
			}
		}
	}
	paused, err := d.Switches.Paused(r.Context())
	if err != nil {
		return err
	}
	if paused.On {
		v.Paused = "depuis le " + page.Moment(paused.At) + " par " + paused.Author
	}
	templates.Render(w, http.StatusOK, "settings", v)
	return nil
}

// pause stops every send that has not begun, or lets them go on.
func (d *Door) pause(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	on := r.PostFormValue("geste") == "arreter"
	if err := access.May(s.Who, access.Operate, ""); err != nil {
		return err
	}
	if err := d.Switches.Pause(r.Context(), on, s.Who.Name); err != nil {
		return err
	}
	page.About(w, "", map[bool]string{true: "on", false: "off"}[on])
	http.Redirect(w, r, "/reglages", http.StatusSeeOther)
	return nil
}
