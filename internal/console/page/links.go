package page

import (
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"relance/internal/backoffice/staff"
	"relance/internal/dunning"
	"relance/internal/web"
)

// Visitor is where a request comes from: through a trusted proxy, the address that
// the proxy names.
func Visitor(r *http.Request) staff.Visitor {
	host := web.Client(r.Context()).String()
	if !web.Client(r.Context()).IsValid() { // outside the program's listeners
		host, _, _ = net.SplitHostPort(r.RemoteAddr)
	}
	agent := r.UserAgent()
	if len(agent) > 200 {
		agent = agent[:200]
	}
	return staff.Visitor{Address: host, Agent: agent}
}

// OwnPath lets only addresses of this console follow.
func OwnPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

// CaseAddress is the page of a case.
func CaseAddress(ref dunning.Ref) string {
	return "/dossiers/" + url.PathEscape(ref.Creditor) + "/" + url.PathEscape(ref.Number)
}

// Newest is the case that an address names: the newest one of its invoice.
func Newest(r *http.Request) dunning.Ref {
	return dunning.Ref{Creditor: r.PathValue("creditor"), Number: r.PathValue("number"), Cycle: dunning.Newest}
}

// LetterAddress is the page of a letter that waits for approval.
func LetterAddress(ref dunning.Ref) string {
	return "/lettres/" + url.PathEscape(ref.Creditor) + "/" + url.PathEscape(ref.Number)
}

// DebtorAddress is the page of a debtor.
func DebtorAddress(creditor, key string) string {
	return "/debiteurs/" + url.PathEscape(creditor) + "/" + url.PathEscape(key)
}

// TaskAddress is the page of a task.
func TaskAddress(id int64) string { return "/taches/" + strconv.FormatInt(id, 10) }

// LineAddress is the page of a bank line.
func LineAddress(id int64) string { return "/banque/" + strconv.FormatInt(id, 10) }

// Escape writes a text into a path or a query.
func Escape(s string) string { return url.PathEscape(s) }
