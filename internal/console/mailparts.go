package console

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"

	"relance/internal/console/page"
)

// mailPart is a part of a mail, decoded.
type mailPart struct {
	kind, id string
	body     []byte
}

// htmlOf is what a mail shows its reader: its HTML with its own pictures set
// into it, else its text. What cannot be read is shown as its source.
func htmlOf(source []byte) string {
	m, err := mail.ReadMessage(bytes.NewReader(source))
	if err != nil {
		return page.AsText(string(source))
	}
	parts := partsOf(mail.Header.Get, m.Header, m.Body, 0)
	var shown, text string
	for _, p := range parts {
		switch {
		case p.kind == "text/html" && shown == "":
			shown = string(p.body)
		case p.kind == "text/plain" && text == "":
			text = string(p.body)
		}
	}
	if shown == "" {
		return page.AsText(text)
	}
	for _, p := range parts {
		if p.id != "" && (p.kind == "image/png" || p.kind == "image/jpeg") {
			shown = strings.ReplaceAll(shown, "cid:"+p.id, "data:"+p.kind+";base64,"+base64.StdEncoding.EncodeToString(p.body))
		}
	}
	return shown
}

// mostNested bounds how deep a mail may be nested.
const mostNested = 8

// partsOf reads the parts of a mail, or of a part of it.
func partsOf[H any](get func(H, string) string, head H, body io.Reader, depth int) []mailPart {
	kind, params, err := mime.ParseMediaType(get(head, "Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") && depth < mostNested {
		var out []mailPart
		r := multipart.NewReader(body, params["boundary"])
		for {
			p, err := r.NextRawPart()
			if err != nil {
				return out
			}
			out = append(out, partsOf(func(h *multipart.Part, key string) string { return h.Header.Get(key) }, p, p, depth+1)...)
		}
	}
	switch strings.ToLower(get(head, "Content-Transfer-Encoding")) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	decoded, _ := io.ReadAll(body) // what is broken is shown as far as it goes
	return []mailPart{{kind, strings.Trim(get(head, "Content-ID"), "<>"), decoded}}
}
