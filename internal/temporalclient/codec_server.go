package temporalclient

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"go.temporal.io/sdk/converter"

	"relance/internal/dunning"
)

// codecBody bounds a request, in bytes: the UI asks for one page of events.
const codecBody = 16 << 20

// CodecHandler serves POST /encode and /decode for the Temporal UI at origin
// ("http://127.0.0.1:8233", exactly as the browser shows it). Pages of other
// origins are refused, and so are requests under a name that is not this
// machine's loopback (DNS rebinding). It asks for no password: listen on
// loopback only.
func CodecHandler(codec *Codec, origin string) (http.Handler, error) {
	u, err := url.Parse(origin)
	if codec == nil || err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || origin != u.Scheme+"://"+u.Host {
		return nil, dunning.Errorf(dunning.CodeInvalid, "codec endpoint: %q is not the address of the Temporal UI, or there are no keys", origin).
			WithHint("write scheme, host and port alone, as http://127.0.0.1:8233, and set RELANCE_CODEC_KEYS")
	}
	next := converter.NewPayloadCodecHTTPHandler(codec)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Vary", "Origin")
		h.Set("Cache-Control", "no-store")
		// Without Origin it is no page but a program, as the Temporal CLI.
		if from := r.Header.Get("Origin"); !localName(r.Host) || from != "" && from != origin {
			http.Error(w, "this page may not read payloads", http.StatusForbidden)
			return
		}
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Allow-Credentials", "true")
		if r.Method == http.MethodOptions {
			h.Set("Access-Control-Allow-Methods", "POST")
			h.Set("Access-Control-Allow-Headers", "Authorization,Content-Type,X-Namespace")
			h.Set("Access-Control-Max-Age", "600")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, codecBody)
		next.ServeHTTP(w, r)
	}), nil
}

// localName tells whether a Host header names this machine's loopback.
func localName(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
