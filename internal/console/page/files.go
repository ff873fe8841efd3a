package page

import (
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"

	"relance/internal/notice"
)

// AsText is a page that shows a text and nothing else.
func AsText(text string) string {
	return "<!doctype html><meta charset=utf-8><pre style=\"white-space:pre-wrap;font:15px/1.5 sans-serif\">" + html.EscapeString(text) + "</pre>"
}

// FramePolicy is for what others may have written: nothing in it runs, loads or
// leads anywhere.
const FramePolicy = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'"

// pdfPolicy lets a PDF of ours be shown inside a page of ours.
const pdfPolicy = "default-src 'none'; object-src 'self'; plugin-types application/pdf; style-src 'unsafe-inline'; frame-ancestors 'self'"

// ServeFrame answers with what others may have written, to be set into a frame: nothing
// in it runs.
func ServeFrame(w http.ResponseWriter, html string) {
	w.Header().Set("Content-Security-Policy", FramePolicy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, html) // the browser has gone
}

// ServeMail shows the mail of a notice in a frame.
func ServeMail(w http.ResponseWriter, mail notice.Rendered) {
	body := mail.HTML
	if mail.QRPNG != nil {
		body = strings.ReplaceAll(body, "cid:"+notice.QRContentID, "data:image/png;base64,"+base64.StdEncoding.EncodeToString(mail.QRPNG))
	}
	ServeFrame(w, body)
}

// ServePDF answers with a PDF of ours, to be kept as a file or shown in a frame.
func ServePDF(w http.ResponseWriter, body []byte, name string, save bool) error {
	h := w.Header()
	h.Set("Content-Security-Policy", pdfPolicy)
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	how := "inline"
	if save {
		how = "attachment"
	}
	h.Set("Content-Disposition", how+`; filename="`+name+`"`)
	w.Write(body) //nolint:errcheck // the browser has gone
	return nil
}

// SaveAs says that an answer is a file to be kept. The name is ours.
func SaveAs(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

// PlainName keeps of a text what may stand in the name of a file everywhere.
func PlainName(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.':
			return r
		}
		return '-'
	}, text)
}
