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
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"

	"relance/internal/dunning"
)

const (
	metadataEncoding = "encoding"
	metadataKey      = "encryption-key-id"
	encodingAES      = "binary/encrypted"
	keyBytes         = 32
)

// Codec encrypts payloads with AES-256-GCM. The first key encrypts, all
// decrypt: to rotate, put a new key in front and keep the old ones for as long
// as a case that used them is stored. It implements converter.PayloadCodec.
type Codec struct {
	first string
	keys  map[string]cipher.AEAD
}

var _ converter.PayloadCodec = (*Codec)(nil)

// ParseKeys reads "id:base64,id:base64" with keys of 32 bytes. No text gives
// no codec. A fault has dunning.CodeInvalid and names the key by its place and
// id, never by its bytes.
func ParseKeys(s string) (*Codec, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	c := &Codec{keys: map[string]cipher.AEAD{}}
	for i, part := range strings.Split(s, ",") {
		id, text, _ := strings.Cut(strings.TrimSpace(part), ":")
		aead, err := newAEAD(text)
		if err != nil || id == "" {
			return nil, dunning.Errorf(dunning.CodeInvalid, "key %d of RELANCE_CODEC_KEYS cannot be used: want id:base64 of %d bytes", i+1, keyBytes).
				WithHint("make one with: openssl rand -base64 32")
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
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return nil, err
	}
	if len(key) != keyBytes {
		return nil, fmt.Errorf("it has %d bytes", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// dataConverter is the SDK's own with encryption, for clients and replayers.
func (c *Codec) dataConverter() converter.DataConverter {
	return converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), c)
}

// FailureConverter encrypts the texts and stack traces of errors too.
func (c *Codec) FailureConverter() converter.FailureConverter {
	return temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
		EncodeCommonAttributes: true, DataConverter: c.dataConverter(),
	})
}

// Encode encrypts payloads.
func (c *Codec) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	out := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		plain, err := proto.Marshal(p)
		if err != nil {
			return nil, fmt.Errorf("encrypting payload: %w", err)
		}
		aead := c.keys[c.first]
		nonce := make([]byte, aead.NonceSize())
		if _, err := rand.Read(nonce); err != nil {
			return nil, fmt.Errorf("encrypting payload: %w", err)
		}
		out[i] = &commonpb.Payload{
			Metadata: map[string][]byte{metadataEncoding: []byte(encodingAES), metadataKey: []byte(c.first)},
			Data:     aead.Seal(nonce, nonce, plain, []byte(c.first)),
		}
	}
	return out, nil
}

// Decode decrypts payloads; what was never encrypted passes as it is, so that
// encryption can be switched on under running cases.
func (c *Codec) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	out := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		if string(p.GetMetadata()[metadataEncoding]) != encodingAES {
			out[i] = p
			continue
		}
		plain, err := c.open(p)
		if err != nil {
			return nil, fmt.Errorf("decrypting payload: %w", err)
		}
		out[i] = &commonpb.Payload{}
		if err := proto.Unmarshal(plain, out[i]); err != nil {
			return nil, fmt.Errorf("decrypting payload: %w", err)
		}
	}
	return out, nil
}

func (c *Codec) open(p *commonpb.Payload) ([]byte, error) {
	id := string(p.GetMetadata()[metadataKey])
	aead := c.keys[id]
	if aead == nil {
		return nil, fmt.Errorf("it needs the key %q, which is not in RELANCE_CODEC_KEYS", id)
	}
	n := aead.NonceSize()
	if len(p.GetData()) < n {
		return nil, fmt.Errorf("it is cut short")
	}
	return aead.Open(nil, p.GetData()[:n], p.GetData()[n:], []byte(id))
}
