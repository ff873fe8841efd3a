package status

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const corpusDir = "../../../shared/corpus/cdar"

// TestPublishedMessages compares messages of several platforms with their
// answer key, field by field.
func TestPublishedMessages(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(corpusDir, "EXPECTED.tsv"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("no corpus beside this checkout: the comparison with published files is skipped")
	}
	lines := strings.Split(strings.TrimRight(string(raw), "\n"), "\n")
	head := strings.Split(lines[0], "\t")
	fields, wrong := 0, 0
	for _, line := range lines[1:] {
		want := map[string]string{}
		for i, v := range strings.Split(line, "\t") {
			want[head[i]] = v
		}
		data, err := os.ReadFile(filepath.Join(corpusDir, want["file"]))
		if err != nil {
			t.Fatal(err)
		}
		n, _ := strconv.Atoi(want["ref"])
		all := Read(want["file"], data)
		if len(all) < n {
			t.Errorf("%s: %d entries, want at least %d: %s", want["file"], len(all), n, all[0].Error)
			continue
		}
		got := columns(all[n-1])
		for _, column := range head {
			fields++
			if got[column] != want[column] {
				wrong++
				t.Errorf("%s, %s: got %q, want %q", want["file"], column, got[column], want[column])
			}
		}
	}
	t.Logf("%d messages, %d of %d fields as the key says", len(lines)-1, fields-wrong, fields)
}

// columns writes a status as the key does.
func columns(s Status) map[string]string {
	var recipients, amounts []string
	for _, p := range s.Recipients {
		recipients = append(recipients, p.Role+":"+p.ID)
	}
	for _, a := range s.Amounts {
		text := a.Type + "=" + a.Value + a.Currency
		if a.Percent != "" {
			text += "@" + a.Percent
		}
		if a.Date != "" {
			text += "#" + a.Date
		}
		amounts = append(amounts, text)
	}
	return map[string]string{
		"file": s.File, "ref": strconv.Itoa(s.Ref), "message_id": s.MessageID, "created": s.Created, "profile": s.Profile,
		"process": s.Process, "issuer_role": s.IssuerRole, "issuer_id": s.IssuerID, "recipients": strings.Join(recipients, " "),
		"ack_type": s.AckType, "status_at": s.StatusAt, "invoice": s.Invoice, "invoice_type": s.InvoiceType,
		"invoice_date": s.InvoiceDate, "status_code": string(s.Code), "status_label": s.Label, "mdt88": s.UNCL,
		"seller_siren": s.SellerSIREN, "reasons": strings.Join(s.Reasons, " "), "actions": strings.Join(s.Actions, " "),
		"amounts": strings.Join(amounts, " "), "effective_date": s.EffectiveDay, "comments": strings.Join(s.Comments, " | "),
	}
}
