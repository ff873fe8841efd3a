package temporalclient

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"

	"relance/internal/dunning"
)

const (
	metadataEncoding = "encoding"
	metadataKey      = "encryption-key-id"
	encodingAES      = "binary/encrypted"
)

// Codec encrypts payloads with AES-GCM. The first key encrypts, all decrypt:
// to rotate, put a new key in front and keep the old ones for as long as a
// case that used them is stored.
type Codec struct {
	first string
	keys  map[string]cipher.AEAD
}

var _ converter.PayloadCodec = (*Codec)(nil)

// ParseKeys reads "id:base64,id:base64" with keys of 16, 24 or 32 bytes. No
// text gives no codec.
func ParseKeys(s string) (*Codec, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	c := &Codec{keys: map[string]cipher.AEAD{}}
	for i, part := range strings.Split(s, ",") {
		id, text, _ := strings.Cut(strings.TrimSpace(part), ":")
		aead, err := newAEAD(text)
		if err != nil || id == "" {
			return nil, dunning.Errorf(dunning.CodeInvalid, "key %d of RELANCE_CODEC_KEYS cannot be used: %w", i+1, err).
				WithHint("write id:base64 with 32 random bytes, as made by: openssl rand -base64 32")
		}
		if c.keys[id] != nil {
			return nil, dunning.Errorf(dunning.CodeInvalid, "the key id %q stands twice in RELANCE_CODEC_KEYS", id)
		}
		if c.keys[id] = aead; c.first == "" {
			c.first = id
		}
	}
	return c, nil
}

func newAEAD(text string) (cipher.AEAD, error) {
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// Encode encrypts payloads; implements converter.PayloadCodec.
func (c *Codec) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	out := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		plain, err := proto.Marshal(p)
		if err != nil {
			return nil, err
		}
		aead := c.keys[c.first]
		nonce := make([]byte, aead.NonceSize())
		if _, err := rand.Read(nonce); err != nil {
			return nil, err
		}
		out[i] = &commonpb.Payload{
			Metadata: map[string][]byte{metadataEncoding: []byte(encodingAES), metadataKey: []byte(c.first)},
			Data:     aead.Seal(nonce, nonce, plain, nil),
		}
	}
	return out, nil
}

// Decode decrypts payloads; what was never encrypted passes as it is.
func (c *Codec) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	out := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		if string(p.GetMetadata()[metadataEncoding]) != encodingAES {
			out[i] = p
			continue
		}
		plain, err := c.open(p)
		if err != nil {
			return nil, err
		}
		out[i] = &commonpb.Payload{}
		if err := proto.Unmarshal(plain, out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *Codec) open(p *commonpb.Payload) ([]byte, error) {
	id := string(p.GetMetadata()[metadataKey])
	aead := c.keys[id]
	if aead == nil {
		return nil, fmt.Errorf("a payload was encrypted with key %q, which is not in RELANCE_CODEC_KEYS", id)
	}
	if n := aead.NonceSize(); len(p.GetData()) >= n {
		return aead.Open(nil, p.GetData()[:n], p.GetData()[n:], nil)
	}
	return nil, fmt.Errorf("an encrypted payload is cut short")
}
