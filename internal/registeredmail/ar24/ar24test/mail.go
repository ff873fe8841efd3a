package ar24test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

type mail struct {
	id      string
	fields  url.Values
	created time.Time
	status  string
	failed  bool
	dates   map[string]time.Time // by proof: ev, ar, ng, rf, bc
	proofs  map[string]time.Time // when their addresses appeared
	updates []time.Time
	plan    Scenario
}

var (
	mailbox   = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	forbidden = regexp.MustCompile(`(?i)<(script|iframe|img|style|object)`)
)

// faults gives the slug of what is wrong with a new mail.
func (s *Server) faults(f url.Values) string {
	until, open := s.sessions[f.Get("auth_otp_hash")]
	switch to := f.Get("to_email"); {
	case f.Get("id_user") != UserID:
		return "user_not_exist"
	case to == "":
		return "missing_email"
	case !mailbox.MatchString(to):
		return "invalid_email"
	case to == Email:
		return "same_sender_recipients_emails"
	case f.Get("dest_statut") == "particulier" && (f.Get("to_firstname") == "" || f.Get("to_lastname") == ""),
		f.Get("dest_statut") == "professionnel" && f.Get("to_company") == "" && f.Get("to_lastname") == "",
		f.Get("dest_statut") != "particulier" && f.Get("dest_statut") != "professionnel":
		return "invalid_recipient"
	case f.Get("content") == "" && f.Get("attachment[0]") == "":
		return "error_no_content_no_attachment"
	case len(f.Get("content")) > 20_000:
		return "content_exceeds_limit"
	case forbidden.MatchString(f.Get("content")):
		return "forbidden_html"
	case f.Get("eidas") == "1" && f.Get("auth_otp_hash") == "" && f.Get("otp") == "":
		return "authentication_missing"
	case f.Get("eidas") == "1" && (!open || !s.Now().Before(until)):
		return "authentication_otp_hash_invalid"
	}
	return ""
}

// send accepts a letter. It knows nothing of others with the same reference.
func (s *Server) send(q request) (any, string) {
	if slug := s.faults(q.fields); slug != "" {
		return nil, slug
	}
	var documents [][]byte
	for n := 0; q.fields.Has(fmt.Sprintf("attachment[%d]", n)); n++ {
		file, ok := s.files[q.fields.Get(fmt.Sprintf("attachment[%d]", n))]
		if !ok {
			return nil, "attachment_not_exists"
		}
		documents = append(documents, file)
	}
	order := q.fields.Get("ref_dossier")
	m := &mail{
		id: strconv.Itoa(s.next()), fields: q.fields, created: s.Now(), status: "waiting", plan: s.o.Scenario(order),
		dates: map[string]time.Time{}, proofs: map[string]time.Time{},
	}
	s.mails = append(s.mails, m)
	s.letters = append(s.letters, Letter{Order: order, MailID: m.id, Fields: q.fields, Documents: documents, SentAt: s.Now()})
	return s.view(m), ""
}

func (s *Server) find(id string) *mail {
	for _, m := range s.mails {
		if m.id == id {
			return m
		}
	}
	return nil
}

// list gives ids, newest first, as texts or numbers.
func (s *Server) list(q request) (any, string) {
	start, _ := strconv.Atoi(q.fields.Get("start"))
	most, _ := strconv.Atoi(q.fields.Get("max"))
	if most < 1 || most > 100 {
		most = 100
	}
	ids := []any{}
	skipped := 0
	for i := len(s.mails) - 1; i >= 0 && len(ids) < most; i-- {
		m := s.mails[i]
		switch {
		case m.created.Add(s.o.ListLag).After(s.Now()):
		case skipped < start:
			skipped++
		case i%2 == 0:
			ids = append(ids, m.id)
		default:
			ids = append(ids, number(m.id))
		}
	}
	return map[string]any{"max": most, "start": start, "sort": "desc", "mail": ids}, ""
}

// view is the mail as AR24 shows it.
func (s *Server) view(m *mail) map[string]any {
	v := map[string]any{
		"id": number(m.id), "type": "lre", "status": m.status, "date": stamp(m.created), "price_ht": "3.99", "is_eidas": 1,
		"send_fail": map[bool]int{true: 1}[m.failed], "id_sender": UserID, "update": []any{}, "full_hash_sha256": digest(m.id),
	}
	for _, name := range []string{"ref_dossier", "ref_client", "ref_facturation", "to_email", "to_lastname", "to_firstname", "to_company", "dest_statut"} {
		v[name] = m.fields.Get(name)
	}
	for proof, field := range map[string]string{
		"ev": "ts_ev_date", "ar": "view_date", "ng": "negligence_date", "rf": "refused_date", "bc": "bounced_date",
	} {
		v[field] = ""
		if at, ok := m.dates[proof]; ok {
			v[field] = stamp(at)
		}
	}
	for _, proof := range []string{"dp", "ev", "ar", "ng", "rf", "bc"} {
		v["proof_"+proof+"_url"] = nil
		if _, ok := m.proofs[proof]; ok {
			v["proof_"+proof+"_url"] = s.proofURL(m, proof)
		}
	}
	var updates []any
	for n, at := range m.updates {
		updates = append(updates, map[string]any{"id_recipient_update": n + 1, "date": stamp(at), "lastname": "x", "firstname": "y"})
	}
	v["update"] = updates
	return v
}

func (s *Server) proofURL(m *mail, proof string) string {
	return s.URL + "/get/proof/" + proof + "-" + m.id + "?token=" + digest(proof + m.id)[:16]
}

// proof hands a PDF out, an hour after its address appeared.
func (s *Server) proof(w http.ResponseWriter, name, token string) {
	kind, id, _ := strings.Cut(name, "-")
	m := s.find(id)
	if m == nil || token != digest(kind + id)[:16] {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	at, ok := m.proofs[kind]
	if !ok || s.Now().Before(at.Add(time.Hour)) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/pdf")
	_, _ = io.WriteString(w, "%PDF-1.7\n"+kind+" "+id+" "+stamp(at))
}
