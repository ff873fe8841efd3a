package temporalclient_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	commonpb "go.temporal.io/api/common/v1"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"relance/internal/dunning"
	"relance/internal/temporalclient"
)

// key makes a key of n bytes that differ by seed.
func key(id string, seed byte, n int) string {
	return id + ":" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{seed}, n))
}

func codec(t testing.TB, keys ...string) *temporalclient.Codec {
	t.Helper()
	c, err := temporalclient.ParseKeys(strings.Join(keys, ","))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func payload(data string) *commonpb.Payload {
	return &commonpb.Payload{Metadata: map[string][]byte{"encoding": []byte("json/plain")}, Data: []byte(data)}
}

func encode(t testing.TB, c *temporalclient.Codec, p *commonpb.Payload) *commonpb.Payload {
	t.Helper()
	out, err := c.Encode([]*commonpb.Payload{p})
	if err != nil {
		t.Fatal(err)
	}
	return out[0]
}

func TestCodecGivesBackWhatItEncrypted(t *testing.T) {
	t.Parallel()
	c := codec(t, key("a", 1, 32))
	rapid.Check(t, func(rt *rapid.T) {
		p := payload(rapid.String().Draw(rt, "data"))
		sealed := encode(t, c, p)
		out, err := c.Decode([]*commonpb.Payload{sealed})
		if err != nil || !proto.Equal(out[0], p) {
			rt.Fatalf("%v, %v", out, err)
		}
	})
	secret := payload(`{"amount":"1200.00"}`)
	first, second := encode(t, c, secret), encode(t, c, secret)
	if bytes.Contains(first.Data, []byte("1200")) || bytes.Equal(first.Data, second.Data) {
		t.Error("the payload shows through")
	}
}

func TestCodecRotatesKeys(t *testing.T) {
	t.Parallel()
	old, next := codec(t, key("2025", 1, 32)), codec(t, key("2026", 2, 32), key("2025", 1, 32))
	p := payload("x")
	sealed := encode(t, old, p)
	if out, err := next.Decode([]*commonpb.Payload{sealed}); err != nil || !proto.Equal(out[0], p) {
		t.Errorf("the new codec cannot read old payloads: %v", err)
	}
	if id := string(encode(t, next, p).Metadata["encryption-key-id"]); id != "2026" {
		t.Errorf("encrypted with %s", id)
	}
	if _, err := old.Decode([]*commonpb.Payload{encode(t, next, p)}); err == nil || !strings.Contains(err.Error(), `"2026"`) {
		t.Errorf("a missing key: %v", err)
	}
	if out, err := next.Decode([]*commonpb.Payload{p}); err != nil || !proto.Equal(out[0], p) {
		t.Errorf("a payload from before encryption: %v, %v", out, err)
	}
}

func TestCodecNoticesTampering(t *testing.T) {
	t.Parallel()
	c := codec(t, key("a", 1, 32), key("b", 1, 32)) // the same key under two ids
	for name, change := range map[string]func(*commonpb.Payload){
		"changed byte": func(p *commonpb.Payload) { p.Data[len(p.Data)-1] ^= 1 },
		"cut short":    func(p *commonpb.Payload) { p.Data = p.Data[:5] },
		"other key id": func(p *commonpb.Payload) { p.Metadata["encryption-key-id"] = []byte("b") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sealed := encode(t, c, payload("x"))
			change(sealed)
			if out, err := c.Decode([]*commonpb.Payload{sealed}); err == nil {
				t.Errorf("decrypted to %v", out)
			}
		})
	}
}

func TestParseKeysRefusesWhatWouldNotProtect(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no id":          key("", 1, 32),
		"short key":      key("a", 1, 16),
		"not base64":     "a:???",
		"no key":         "a",
		"id twice":       key("a", 1, 32) + "," + key("a", 2, 32),
		"trailing comma": key("a", 1, 32) + ",",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := temporalclient.ParseKeys(text)
			if dunning.ErrorCode(err) != dunning.CodeInvalid {
				t.Fatalf("got %v", err)
			}
			if _, secret, _ := strings.Cut(text, ":"); len(secret) > 10 && strings.Contains(err.Error(), secret[:10]) {
				t.Errorf("the error shows the key: %v", err)
			}
		})
	}
	if c, err := temporalclient.ParseKeys(" "); c != nil || err != nil {
		t.Errorf("no keys: %v, %v", c, err)
	}
}

func TestFailureConverterHidesErrorTexts(t *testing.T) {
	t.Parallel()
	c := codec(t, key("a", 1, 32))
	failure := c.FailureConverter().ErrorToFailure(errors.New("550 jean.dupont unknown"))
	if text := failure.String(); strings.Contains(text, "dupont") {
		t.Errorf("the failure shows its text: %s", text)
	}
	if back := c.FailureConverter().FailureToError(failure); !strings.Contains(back.Error(), "550 jean.dupont unknown") {
		t.Errorf("it came back as %v", back)
	}
}

const ui = "http://127.0.0.1:8233"

func TestCodecHandlerServesOneOriginOnLoopback(t *testing.T) {
	t.Parallel()
	c := codec(t, key("a", 1, 32))
	h, err := temporalclient.CodecHandler(c, ui)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(&commonpb.Payloads{Payloads: []*commonpb.Payload{encode(t, c, payload(`"secret"`))}})
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		method, path, host, origin string
		code                       int
		shows                      bool
	}{
		"the UI":              {http.MethodPost, "/decode", "127.0.0.1:8081", ui, 200, true},
		"the UI asks first":   {http.MethodOptions, "/decode", "127.0.0.1:8081", ui, 204, false},
		"a program":           {http.MethodPost, "/decode", "localhost:8081", "", 200, true},
		"another page":        {http.MethodPost, "/decode", "127.0.0.1:8081", "http://attaque.example.com", 403, false},
		"another page asks":   {http.MethodOptions, "/decode", "127.0.0.1:8081", "http://attaque.example.com", 403, false},
		"another port":        {http.MethodPost, "/decode", "127.0.0.1:8081", "http://127.0.0.1:9999", 403, false},
		"a page in a sandbox": {http.MethodPost, "/decode", "127.0.0.1:8081", "null", 403, false},
		"rebound name":        {http.MethodPost, "/decode", "attaque.example.com", "", 403, false},
		"reading":             {http.MethodGet, "/decode", "127.0.0.1:8081", ui, 404, false},
		"another path":        {http.MethodPost, "/keys", "127.0.0.1:8081", ui, 404, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), row.method, row.path, bytes.NewReader(body))
			r.Host = row.host
			if row.origin != "" {
				r.Header.Set("Origin", row.origin)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			shows := strings.Contains(w.Body.String(), base64.StdEncoding.EncodeToString([]byte(`"secret"`)))
			if w.Code != row.code || shows != row.shows {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if allowed := w.Header().Get("Access-Control-Allow-Origin"); allowed != "" && (allowed != ui || row.code == 403) {
				t.Errorf("allows %q", allowed)
			}
		})
	}
	for _, origin := range []string{"", "*", "127.0.0.1:8233", ui + "/", "ftp://127.0.0.1"} {
		if _, err := temporalclient.CodecHandler(c, origin); dunning.ErrorCode(err) != dunning.CodeInvalid {
			t.Errorf("origin %q: %v", origin, err)
		}
	}
	if _, err := temporalclient.CodecHandler(nil, ui); err == nil {
		t.Error("a handler without keys")
	}
}
