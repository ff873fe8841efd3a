package courtdesk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/console/page"
	"relance/internal/console/pagetest"
	"relance/internal/dunning"
	"relance/internal/insolvency"
)

// onRecord is a watch with the proceedings of one debtor.
type onRecord struct {
	Watch
	now       insolvency.Proceedings
	confirmed []insolvency.Proceedings
}

func (o *onRecord) ProceedingsOf(context.Context, access.Actor, string, string) (insolvency.Proceedings, error) {
	return o.now, nil
}

// Confirm refuses what was read too early, as the store does.
func (o *onRecord) Confirm(_ context.Context, _ access.Actor, p insolvency.Proceedings) (insolvency.Proceedings, error) {
	if p.Seen != o.now.Mark() {
		return p, dunning.Errorf(dunning.CodeConflict, "the proceedings of debtor %s have changed since they were read", p.Debtor)
	}
	o.confirmed = append(o.confirmed, p)
	return p, nil
}

type noLetters struct{ DeclarationReader }

func (noLetters) DeclarationLetters(context.Context, access.Actor, string, string) ([]insolvency.Letter, error) {
	return nil, nil
}

func TestAConfirmationOfProceedingsThatChangedMeanwhileIsRefusedAndShowsTheNewHolder(t *testing.T) {
	t.Parallel()
	watch := &onRecord{now: insolvency.Proceedings{Creditor: "brunel", Debtor: "C-1", Name: "Papeterie Lenoir", Procedure: insolvency.Reorganisation,
		Role: "mandataire judiciaire", Holder: "SELARL Ancienne", Address: "1 rue A, 75001 Paris", Published: pagetest.GalleryDay.AddDays(-30)}}
	d := &Door{Common: &page.Common{Now: func() time.Time { return pagetest.GalleryNow }}, Watch: watch, Declared: noLetters{}}
	at := pagetest.Claire("/procedures/brunel/C-1")
	shown := httptest.NewRecorder()
	if err := d.proceedingsPage(shown, request(http.MethodGet, nil), at); err != nil {
		t.Fatal(err)
	}
	form := url.Values{
		"vu": {seenIn(t, shown)}, "qualite": {"mandataire judiciaire"}, "destinataire": {"SELARL Ancienne"}, "adresse": {"1 rue A, 75001 Paris"},
		"procedure": {string(insolvency.Reorganisation)}, "publication": {""}, "declaree": {"20/11/2026"},
	}
	watch.now.Procedure, watch.now.Role, watch.now.Holder, watch.now.Address = insolvency.Liquidation, "liquidateur", "SELARL Nouvelle", "2 rue B, 75002 Paris"
	send := func() *httptest.ResponseRecorder {
		t.Helper()
		w := httptest.NewRecorder()
		if err := d.confirm(w, request(http.MethodPost, form), at); err != nil {
			t.Fatal(err)
		}
		return w
	}
	refused := send()
	html := refused.Body.String()
	if refused.Code != http.StatusConflict || len(watch.confirmed) != 0 || !strings.Contains(html, "a changé entre-temps") {
		t.Fatalf("answer %d, confirmed %v", refused.Code, watch.confirmed)
	}
	if !strings.Contains(html, "SELARL Nouvelle") || strings.Contains(html, "SELARL Ancienne") || !strings.Contains(html, "20/11/2026") {
		t.Error("the page does not show the new holder alone, with the day that was typed")
	}
	form.Set("vu", seenIn(t, refused))
	form.Set("destinataire", "SELARL Nouvelle")
	if w := send(); w.Code != http.StatusSeeOther || len(watch.confirmed) != 1 || watch.confirmed[0].Holder != "SELARL Nouvelle" {
		t.Errorf("read again: answer %d, confirmed %v", w.Code, watch.confirmed)
	}
	form.Del("vu")
	if w := send(); w.Code != http.StatusConflict || len(watch.confirmed) != 1 {
		t.Errorf("without a page: answer %d, confirmed %v", w.Code, watch.confirmed)
	}
}

func request(method string, form url.Values) *http.Request {
	r := httptest.NewRequest(method, "/procedures/brunel/C-1", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetPathValue("creditor", "brunel")
	r.SetPathValue("key", "C-1")
	return r
}

func seenIn(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	found := regexp.MustCompile(`name="vu" value="([0-9a-f]+)"`).FindStringSubmatch(w.Body.String())
	if found == nil {
		t.Fatal("the page has no mark of what it shows")
	}
	return found[1]
}
