package words_test

import (
	"fmt"
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/words"
)

// A sentence that is given a code of the program says it in words; what somebody
// typed, and no list has, stays as it is.
func TestCodesInsideASentenceAreWorded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code   any
		fr, en string
	}{
		{dunning.Scheduled, "programmé", "scheduled"},
		{dunning.WrittenOff, "passé en perte", "written off"},
		{dunning.HoldManual, "suspension manuelle", "held by a person"},
		{dunning.RegisteredLetter, "lettre recommandée", "registered letter"},
		{dunning.FormalNotice, "mise en demeure", "formal notice"},
		{dunning.NonProfessional, "non-professionnel", "non-professional"},
		{dunning.LetterPosted, "déposé à La Poste", "posted"},
		{dunning.MessageHanding, "en cours de remise", "being handed over"},
		{dunning.AddCreated, "enregistrée", "recorded"},
		{words.French, "français", "French"},
		{dunning.Level("gentil"), "gentil", "gentil"},
	} {
		err := dunning.Errorf(dunning.CodeConflict, "the case of invoice %s is open (%s)", "F-1", c.code)
		if got := words.In(words.French).Error(err, nil); !strings.HasSuffix(got, "("+c.fr+")") {
			t.Errorf("%v in French: %q", c.code, got)
		}
		if got := words.In(words.English).Error(err, nil); !strings.HasSuffix(got, "("+c.en+")") {
			t.Errorf("%v in English: %q", c.code, got)
		}
		if want := fmt.Sprintf("(%s)", c.code); !strings.HasSuffix(err.Error(), want) {
			t.Errorf("programs read %q, want the code %s", err, want)
		}
	}
}

func TestADetailOfATaskIsWorded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code           dunning.TaskCode
		detail, fr, en string
	}{
		{dunning.TaskDispute, "delivery", "livraison", "delivery"},
		{dunning.TaskDispute, "amount_contested", "montant contesté", "amount contested"},
		{dunning.TaskReadAnswer, "wrong_recipient", "destinataire ou adresse à changer", "wrong recipient, or a new address"},
		{dunning.TaskReadMail, string(inbox.Reply), "Réponse d’une personne", "Reply of a person"},
		{dunning.TaskReadMail, "attachment", "pièce jointe", "attachment"},
		{dunning.TaskReadNotice, "post_judgment", "facture postérieure au jugement d’ouverture", "invoice of after the opening judgment"},
		{dunning.TaskRegister, "name,address", "nom, adresse", "name, address"},
		{dunning.TaskOverpaid, "1200.50", "1\u202f200,50", "1,200.50"},
		{dunning.TaskCardReturn, "chargeback pending 12.00", "contestation de la carte, en cours\u00a0: 12,00", "chargeback, pending: 12.00"},
		{dunning.TaskFailed, string(dunning.ReasonTemporalRefuses), "Temporal refuse le dossier (numéro trop long, par exemple) et personne ne le relance", "Temporal refuses the case (too long a number, say): nobody chases it"},
		{dunning.TaskLateMessage, string(dunning.KindPaid), "paiement reçu", "payment received"},
		{dunning.TaskCall, "rappeler Mme Perrin", "rappeler Mme Perrin", "rappeler Mme Perrin"},
	} {
		if got := words.In(words.French).TaskDetail(c.code, c.detail); got != c.fr {
			t.Errorf("%s %q in French: %q", c.code, c.detail, got)
		}
		if got := words.In(words.English).TaskDetail(c.code, c.detail); got != c.en {
			t.Errorf("%s %q in English: %q", c.code, c.detail, got)
		}
	}
}

func TestAFieldIsNamedAndItsValueWritten(t *testing.T) {
	t.Parallel()
	fr := words.In(words.French)
	for _, c := range [][4]string{
		{"due_date", "2026-12-15", "échéance", "15/12/2026"}, {"total", "1200.50", "total", "1\u202f200,50"},
		{"regime", "b2c", "régime", "consommateur"}, {"language", "en", "langue", "anglais"}, {"city", "Lyon", "ville", "Lyon"},
		{"due_date", "demain", "échéance", "demain"},
	} {
		if got := fr.Field(c[0]); got != c[2] {
			t.Errorf("field %s: %q", c[0], got)
		}
		if got := fr.FieldValue(c[0], c[1]); got != c[3] {
			t.Errorf("value %q of %s: %q", c[1], c[0], got)
		}
	}
}
