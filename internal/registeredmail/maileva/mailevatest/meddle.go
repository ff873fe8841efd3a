package mailevatest

import "strings"

type refusal struct{ method, path, code string }

// RefuseWith answers every request whose method and path match with 400 and a
// code, such as one that the fake's own checks never give.
func (s *Server) RefuseWith(method, path, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusals = append(s.refusals, refusal{method, path, code})
}

func (s *Server) refused(method, path string) string {
	for _, r := range s.refusals {
		if r.method == method && strings.HasSuffix(path, r.path) {
			return r.code
		}
	}
	return ""
}

// TouchDraft doubles the recipient of the drafts of an order, as a person
// could on Maileva's own site.
func (s *Server) TouchDraft(customID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sendings {
		if x.status == draft && x.fields["custom_id"] == customID {
			x.recipients = append(x.recipients, x.recipients...)
		}
	}
}
