package mailevatest

import (
	"encoding/json"
	"hash/fnv"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const draft = "DRAFT"

type sending struct {
	id        string
	fields    map[string]any
	status    string
	created   time.Time
	submitted time.Time

	documents  []*document
	recipients []*recipient
	plan       Scenario // steps that did not happen yet
}

type document struct {
	id, name string
	priority int
	content  []byte
}

func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	fields, ok := object(w, r)
	if !ok {
		return
	}
	if faults := checkSending(fields); len(faults) > 0 {
		many(w, faults...)
		return
	}
	x := &sending{id: s.newID("sending"), fields: fields, status: draft, created: s.Now()}
	s.sendings[x.id] = x
	s.order = append(s.order, x.id)
	w.Header().Set("Location", s.URL+mailPath+"/sendings/"+x.id)
	writeJSON(w, http.StatusCreated, x.view())
}

// list gives pages in an order that has nothing to do with time.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	start, _ := strconv.Atoi(r.URL.Query().Get("start_index"))
	count, _ := strconv.Atoi(r.URL.Query().Get("count"))
	if start < 1 || count < 1 || count > 500 {
		start, count = max(start, 1), min(max(count, 50), 500)
	}
	ids := slices.Collect(maps.Keys(s.sendings))
	slices.SortFunc(ids, func(a, b string) int { return int(int64(hash(a)) - int64(hash(b))) })
	views := []map[string]any{}
	for _, id := range ids[min(start-1, len(ids)):min(start-1+count, len(ids))] {
		s.letHappen(s.sendings[id])
		views = append(views, s.sendings[id].view())
	}
	writeJSON(w, http.StatusOK, map[string]any{"sendings": views, "paging": paging(len(ids))})
}

func hash(id string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return h.Sum32()
}

func (x *sending) view() map[string]any {
	v := maps.Clone(x.fields)
	v["id"], v["status"], v["creation_date"] = x.id, x.status, stamp(x.created)
	v["documents_count"] = len(x.documents)
	v["recipients_counts"] = map[string]any{"total": len(x.recipients)}
	if !x.submitted.IsZero() {
		v["submission_date"] = stamp(x.submitted)
	}
	return v
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func (s *Server) addDocument(w http.ResponseWriter, r *http.Request, x *sending) {
	d, fault := readDocument(r)
	total := len(d.content)
	for _, other := range x.documents {
		total += len(other.content)
		if other.priority == d.priority && fault == "" {
			fault = "DUPLICATE_PRIORITY"
		}
	}
	switch {
	case fault != "":
	case len(x.documents) == 30:
		fault = "INVALID_DOCUMENTS_COUNT"
	case len(d.content) > 20<<20:
		fault = "INVALID_DOCUMENT_SIZE"
	case total > 20<<20:
		fault = "INVALID_TOTAL_SENDING_SIZE"
	}
	if fault != "" {
		many(w, fault)
		return
	}
	d.id = s.newID("document")
	x.documents = append(x.documents, &d)
	w.Header().Set("Location", s.URL+mailPath+"/sendings/"+x.id+"/documents/"+d.id)
	writeJSON(w, http.StatusCreated, d.view())
}

// readDocument takes the metadata as a JSON part or as a field.
func readDocument(r *http.Request) (d document, fault string) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return d, "UNEXPECTED_NOT_VALID_ERROR"
	}
	var metadata []byte
	parts := multipart.NewReader(r.Body, params["boundary"])
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return d, "UNEXPECTED_NOT_VALID_ERROR"
		}
		b, _ := io.ReadAll(p)
		switch p.FormName() {
		case "document":
			d.content = b
			if !strings.HasSuffix(strings.ToLower(p.FileName()), ".pdf") || !strings.HasPrefix(string(b), "%PDF-") {
				fault = "DOCUMENT_TYPE_NOT_ACCEPTED"
			}
		case "metadata":
			metadata = b
		}
	}
	var m struct {
		Name     string `json:"name"`
		Priority *int   `json:"priority"`
	}
	switch {
	case len(d.content) == 0:
		return d, "EMPTY_DOCUMENT"
	case len(metadata) == 0:
		return d, "EMPTY_METADATA"
	case json.Unmarshal(metadata, &m) != nil:
		return d, "METADATA_WRONG_FORMAT"
	case m.Priority == nil:
		return d, "EMPTY_PRIORITY"
	case *m.Priority < 1:
		return d, "INVALID_PRIORITY"
	case m.Name == "":
		return d, "EMPTY_NAME"
	}
	d.name, d.priority = m.Name, *m.Priority
	return d, fault
}

func (d *document) view() map[string]any {
	return map[string]any{
		"id": d.id, "name": d.name, "priority": d.priority, "size": len(d.content), "status": "PENDING", "pages_count": 0, "sheets_count": 0,
	}
}

func (x *sending) documentViews() []map[string]any {
	views := []map[string]any{}
	for _, d := range x.documents {
		views = append(views, d.view())
	}
	return views
}

// submit accepts one letter per recipient. It knows nothing of other sendings
// with the same custom id.
func (s *Server) submit(w http.ResponseWriter, x *sending) {
	switch {
	case len(x.documents) == 0:
		many(w, "INVALID_DOCUMENTS_COUNT")
		return
	case len(x.recipients) == 0:
		many(w, "INVALID_RECIPIENTS_COUNT")
		return
	}
	x.submitted = s.Now()
	custom, _ := x.fields["custom_id"].(string)
	x.plan = s.o.Scenario(custom)
	for _, rec := range x.recipients {
		l := Letter{CustomID: custom, SendingID: x.id, Fields: maps.Clone(x.fields), Recipient: maps.Clone(rec.fields), SubmittedAt: s.Now()}
		for _, d := range x.documents {
			l.Documents = append(l.Documents, d.content)
		}
		s.letters = append(s.letters, l)
	}
	s.apply(x, Step{Sending: "PENDING", Recipient: "PENDING"}, s.Now())
	w.WriteHeader(http.StatusOK)
}

func object(w http.ResponseWriter, r *http.Request) (map[string]any, bool) {
	var fields map[string]any
	if json.NewDecoder(r.Body).Decode(&fields) != nil || fields == nil {
		many(w, "UNEXPECTED_NOT_VALID_ERROR")
		return nil, false
	}
	return fields, true
}
