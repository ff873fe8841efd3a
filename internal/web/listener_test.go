package web

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// serving runs a listener on a free port; stop ends it and gives its error.
func serving(t *testing.T, l *Listener) (address string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	bound, over := make(chan net.Addr, 1), make(chan error, 1)
	l.Name, l.Address, l.Log = "internal", "127.0.0.1:0", slog.New(slog.DiscardHandler)
	l.Bound = func(a net.Addr) { bound <- a }
	go func() { over <- l.Run(ctx) }()
	select {
	case a := <-bound:
		return a.String(), func() error { cancel(); return <-over }
	case err := <-over:
		cancel()
		t.Fatal(err)
	}
	return "", nil
}

// A request that is being answered when the process is asked to stop is
// answered, and the listener is not gone before.
func TestAStopWaitsForWhatRuns(t *testing.T) {
	t.Parallel()
	begun, finish := make(chan struct{}), make(chan struct{})
	address, stop := serving(t, &Listener{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-finish
		_, _ = io.WriteString(w, "done")
	})})
	answer := make(chan string, 1)
	go func() {
		r, err := http.Get("http://" + address)
		if err != nil {
			answer <- err.Error()
			return
		}
		defer r.Body.Close()
		body, _ := io.ReadAll(r.Body)
		answer <- string(body)
	}()
	<-begun
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	for { // the port is closed first
		c, err := net.Dial("tcp", address)
		if err != nil {
			break
		}
		_ = c.Close()
	}
	select {
	case err := <-stopped:
		t.Fatalf("the listener is gone before the answer: %v", err)
	default:
	}
	close(finish)
	if got := <-answer; got != "done" {
		t.Errorf("the answer is %q", got)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// Every limit that keeps a slow or endless client from holding a connection is
// set, on each listener.
func TestAListenerHasLimits(t *testing.T) {
	t.Parallel()
	s, err := (&Listener{Handler: http.NotFoundHandler(), Log: slog.New(slog.DiscardHandler)}).server()
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]time.Duration{
		"head": s.ReadHeaderTimeout, "body": s.ReadTimeout, "answer": s.WriteTimeout, "idle": s.IdleTimeout,
	} {
		if d <= 0 || d > 2*time.Minute {
			t.Errorf("%s: the limit is %s", name, d)
		}
	}
}

func TestAHeadBeyondItsLimitIsRefused(t *testing.T) {
	t.Parallel()
	address, stop := serving(t, &Listener{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})})
	for size, want := range map[int]int{8 << 10: http.StatusOK, 64 << 10: http.StatusRequestHeaderFieldsTooLarge} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Cookie", strings.Repeat("x", size))
		got, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if got.Body.Close(); got.StatusCode != want {
			t.Errorf("a head of %d bytes: %s", size, got.Status)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// A client that sends its head and its body drop by drop is dropped; the listener
// answers others meanwhile.
func TestASlowClientIsDropped(t *testing.T) {
	t.Parallel()
	l := &Listener{Log: slog.New(slog.DiscardHandler), Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body) })}
	s, err := l.server()
	if err != nil {
		t.Fatal(err)
	}
	s.ReadHeaderTimeout, s.ReadTimeout = 50*time.Millisecond, 50*time.Millisecond
	server := httptest.NewUnstartedServer(s.Handler)
	server.Config.ReadHeaderTimeout, server.Config.ReadTimeout = s.ReadHeaderTimeout, s.ReadTimeout
	server.Start()
	t.Cleanup(server.Close)
	for name, begun := range map[string]string{"head": "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", "body": "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx"} {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, begun)
		if err := conn.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(conn); err != nil { // ends when the server hangs up
			t.Errorf("%s: the connection stays open: %v", name, err)
		}
		_ = conn.Close()
	}
}

func TestABodyBeyondItsLimitIsRefused(t *testing.T) {
	t.Parallel()
	l := &Listener{Body: 10, Log: slog.New(slog.DiscardHandler), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	})}
	s, err := l.server()
	if err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]int{"0123456789": http.StatusOK, "0123456789+": http.StatusRequestEntityTooLarge} {
		w := httptest.NewRecorder()
		s.Handler.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)))
		if w.Code != want {
			t.Errorf("%d bytes: status %d, want %d", len(body), w.Code, want)
		}
	}
}

// The client's address is what a trusted proxy says, and nobody else.
func TestTheClientIsNamedByTrustedProxiesOnly(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for name, row := range map[string]struct{ peer, forwarded, want string }{
		"no proxy":                        {"192.0.2.7:4711", "", "192.0.2.7"},
		"a stranger claims to be another": {"192.0.2.7:4711", "198.51.100.1", "192.0.2.7"},
		"a proxy":                         {"10.1.2.3:4711", "198.51.100.1", "198.51.100.1"},
		"two proxies":                     {"10.1.2.3:4711", "198.51.100.1, 10.9.9.9", "198.51.100.1"},
		"forged before the proxy":         {"10.1.2.3:4711", "127.0.0.1, 198.51.100.1", "198.51.100.1"},
		"a proxy that names nobody":       {"10.1.2.3:4711", "unknown", "10.1.2.3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = row.peer
			if row.forwarded != "" {
				r.Header.Set("X-Forwarded-For", row.forwarded)
			}
			w := httptest.NewRecorder()
			Identified(proxies, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprintf(w, "%s %s", Client(r.Context()), requestID(r.Context()))
			})).ServeHTTP(w, r)
			if got := w.Body.String(); got != row.want+" "+w.Header().Get("X-Request-Id") || len(w.Header().Get("X-Request-Id")) < 20 {
				t.Errorf("client and id are %q, want %s", got, row.want)
			}
		})
	}
}

func TestAListenerWithACertificateSpeaksTLS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := &Listener{Certificate: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem"), Handler: http.NotFoundHandler()}
	if err := (&Listener{Certificate: l.Certificate, Log: slog.New(slog.DiscardHandler)}).Run(t.Context()); err == nil {
		t.Error("a certificate that is not there is no fault")
	}
	writePair(t, l.Certificate, l.Key)
	address, stop := serving(t, l)
	conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // a certificate of this test
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.Contains(line, "404") {
		t.Errorf("the answer is %q (%v)", line, err)
	}
	_ = conn.Close()
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// writePair makes a certificate of its own with its key.
func writePair(t *testing.T, certificate, key string) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &secret.PublicKey, secret)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
