package page

import (
	"net/http"

	"relance/internal/audit"
)

// KeptByUse gives a row whose deed the use case itself keeps in the audit.
func (r Route) KeptByUse() Route { r.Kept = audit.KeptByUse; return r }

// KeptInCase gives a row whose deed is a fact of a case.
func (r Route) KeptInCase() Route { r.Kept = audit.KeptInCase; return r }

// Audits gives a row whose deed the door writes into the audit, under this name.
func (r Route) Audits(deed string) Route { r.Kept, r.Audited = audit.KeptByDoor, deed; return r }

// Recorded answers for a row and lets note write the entry of its deed before the
// first byte of the answer leaves: what is not on record is not taken out. An answer
// of a refusal (400 and above) leaves none. What note could not write is the error.
func (r Route) Recorded(w http.ResponseWriter, q *http.Request, s Frame, note func(audit.Entry) error) error {
	if r.Kept != audit.KeptByDoor {
		return r.Handle(w, q, s)
	}
	rec := &recorder{ResponseWriter: w, note: note, entry: audit.Entry{Who: Written(q, s), Creditor: q.PathValue("creditor"), Deed: r.Audited, Object: objectOf(q)}}
	if err := r.Handle(rec, q, s); err != nil {
		return err
	}
	rec.begin(http.StatusOK)
	return rec.failed
}

// objectOf names what an address is about.
func objectOf(r *http.Request) (name string) {
	for _, part := range []string{"creditor", "number", "key", "login", "id", "n"} {
		if v := r.PathValue(part); v != "" && name == "" {
			name = v
		} else if v != "" {
			name += "/" + v
		}
	}
	return name
}

// About says what a deed is about, where its address does not.
func About(w http.ResponseWriter, creditor, object string) {
	if rec, ok := w.(*recorder); ok {
		rec.entry.Creditor, rec.entry.Object = creditor, object
	}
}

// NothingDone says that a request was a trial, or that its deed is on record in the
// cases: it leaves nothing in the audit.
func NothingDone(w http.ResponseWriter) {
	if rec, ok := w.(*recorder); ok {
		rec.begun = true
	}
}

// recorder writes an entry of the audit before what it passes on.
type recorder struct {
	http.ResponseWriter
	note   func(audit.Entry) error
	entry  audit.Entry
	begun  bool
	failed error
}

func (r *recorder) begin(status int) {
	if r.begun {
		return
	}
	r.begun = true
	if status < http.StatusBadRequest {
		r.failed = r.note(r.entry)
	}
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.begin(status); r.failed == nil {
		r.ResponseWriter.WriteHeader(status)
	}
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	if r.begin(http.StatusOK); r.failed != nil {
		return 0, r.failed
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
