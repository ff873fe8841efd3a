package mailevatest

import (
	"fmt"
	"maps"
	"net/http"
	"time"
)

type recipient struct {
	id           string
	fields       map[string]any
	status       string
	detail       string
	statuses     []map[string]any
	delivery     []map[string]any
	mainDelivery []map[string]any
	reason       string
	number       string
	postage      float64
	proofs       map[Proof]time.Time
}

// Proof names a document that can be downloaded.
type Proof string

// The proofs, by their place in a recipient's fields.
const (
	Deposit     Proof = "deposit_proof"
	Content     Proof = "content_proof"
	Receipt     Proof = "acknowledgement_of_receipt"
	Undelivered Proof = "undelivered_mail"
)

func (s *Server) addRecipient(w http.ResponseWriter, r *http.Request, x *sending) {
	fields, ok := object(w, r)
	if !ok {
		return
	}
	codes := checkRecipient(fields)
	if len(x.recipients) >= 5000 {
		codes = append(codes, "INVALID_RECIPIENTS_COUNT")
	}
	if len(codes) > 0 {
		many(w, codes...)
		return
	}
	rec := &recipient{id: s.newID("recipient"), fields: fields, proofs: map[Proof]time.Time{}}
	rec.enter(draft, "", s.Now())
	x.recipients = append(x.recipients, rec)
	w.Header().Set("Location", s.URL+mailPath+"/sendings/"+x.id+"/recipients/"+rec.id)
	writeJSON(w, http.StatusCreated, x.recipientView(rec))
}

func (rec *recipient) enter(status, detail string, at time.Time) {
	rec.status, rec.detail = status, detail
	rec.statuses = append(rec.statuses, map[string]any{"date": stamp(at), "code": status, "details": detail})
}

func (x *sending) recipientViews() []map[string]any {
	views := []map[string]any{}
	for _, rec := range x.recipients {
		views = append(views, x.recipientView(rec))
	}
	return views
}

func (x *sending) recipientView(rec *recipient) map[string]any {
	v := maps.Clone(rec.fields)
	v["id"], v["status"], v["status_detail"], v["statuses"] = rec.id, rec.status, rec.detail, rec.statuses
	v["delivery_statuses"], v["main_delivery_statuses"] = list(rec.delivery), list(rec.mainDelivery)
	if n := len(rec.mainDelivery); n > 0 {
		v["last_main_delivery_status"] = rec.mainDelivery[n-1]
	}
	v["postage_price"] = rec.postage
	if rec.reason != "" {
		v["undelivered_mail_reason"] = rec.reason
	}
	if rec.number != "" {
		v["registered_number"] = rec.number
	}
	for p, at := range rec.proofs {
		v[string(p)+"_date"] = stamp(at)
		v[string(p)+"_url"] = fmt.Sprintf("/sendings/%s/recipients/%s/download_%s", x.id, rec.id, p)
	}
	return v
}

// list keeps an empty list from becoming null.
func list(l []map[string]any) []map[string]any { return append([]map[string]any{}, l...) }

// download gives a proof, or 404 before it is there.
func (s *Server) download(w http.ResponseWriter, x *sending, recipientID, name string) {
	for _, rec := range x.recipients {
		for p := range rec.proofs {
			if rec.id == recipientID && name == "download_"+string(p) {
				w.Header().Set("Content-Type", "application/pdf")
				_, _ = fmt.Fprintf(w, "%%PDF-1.4\n%s of %s\n", p, x.fields["custom_id"])
				return
			}
		}
	}
	single(w, http.StatusNotFound, "DOCUMENT_NOT_FOUND")
}
