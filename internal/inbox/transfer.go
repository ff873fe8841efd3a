package inbox

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// transferDecode undoes a content transfer encoding. It never fails: what is
// not base64 or quoted-printable stays as it is.
func transferDecode(body []byte, encoding string) []byte {
	switch e := strings.Trim(strings.ToLower(encoding), " \t\"';"); {
	case strings.HasPrefix(e, "base64"):
		if t := strings.TrimSpace(string(body)); len(t) < 20 && len(t)%4 != 0 {
			return body // a word or two that only claims to be encoded
		}
		return base64Text(body)
	case strings.HasPrefix(e, "quoted"):
		return quotedPrintable(body)
	}
	return body
}

// base64Text decodes what is base64 and stops at the first text that is not,
// since gateways have been seen to put a footer below.
func base64Text(body []byte) []byte {
	clean := make([]byte, 0, len(body))
	for _, c := range body {
		switch {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '+', c == '/':
			clean = append(clean, c)
		case c == '-' || c == '_' || c == '=' || c == '\n' || c == ' ' || c == '\t':
		default:
			return decode64(clean)
		}
	}
	return decode64(clean)
}

func decode64(clean []byte) []byte {
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, err := base64.RawStdEncoding.Decode(out, clean)
	if err != nil {
		return out[:n]
	}
	if bytes.IndexByte(out[:n], 0) >= 0 {
		return out[:n] // no text, as a ZIP archive
	}
	return unixLines(out[:n])
}

// quotedPrintable decodes =XX and soft line ends; a stray equals sign stays.
func quotedPrintable(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for i := 0; i < len(body); i++ {
		if body[i] != '=' {
			out = append(out, body[i])
			continue
		}
		end := i + 1
		for end < len(body) && (body[end] == ' ' || body[end] == '\t') {
			end++
		}
		switch {
		case end == len(body) || body[end] == '\n':
			i = end
		case i+2 < len(body) && unhex(body[i+1]) >= 0 && unhex(body[i+2]) >= 0:
			out = append(out, byte(unhex(body[i+1])<<4|unhex(body[i+2])))
			i += 2
		default:
			out = append(out, '=')
		}
	}
	return unixLines(out)
}
