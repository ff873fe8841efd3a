package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

type (
	idKey     struct{}
	clientKey struct{}
)

// idHeader names a request towards the client, for a support case.
const idHeader = "X-Request-Id"

// requestID names a request, in the log and towards the client; empty outside a
// request.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(idKey{}).(string)
	return id
}

// Client is the address that a request comes from: through a trusted proxy, the
// one that the proxy names. It is invalid outside a request.
func Client(ctx context.Context) netip.Addr {
	a, _ := ctx.Value(clientKey{}).(netip.Addr)
	return a
}

// Identified gives each request a name and its client.
func Identified(proxies []netip.Prefix, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()
		w.Header().Set(idHeader, id)
		ctx := context.WithValue(r.Context(), idKey{}, id)
		ctx = context.WithValue(ctx, clientKey{}, clientOf(r, proxies))
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// unmistaken ends the connection after a body of unknown length. Whoever stands
// before us may have read a Content-Length beside the coding, which we go by: what
// he takes for the rest of this request is then never read as another one.
func unmistaken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 1 && len(r.TransferEncoding) > 0 {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// clientOf walks back from the connection through trusted proxies only: what
// stands further to the left in X-Forwarded-For anybody may have written.
func clientOf(r *http.Request, proxies []netip.Prefix) netip.Addr {
	peer, _ := netip.ParseAddrPort(r.RemoteAddr)
	client := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	slices.Reverse(hops)
	for _, hop := range hops {
		if !trusted(client, proxies) {
			break
		}
		before, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		client = before.Unmap()
	}
	return client
}

func trusted(a netip.Addr, proxies []netip.Prefix) bool {
	return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}
