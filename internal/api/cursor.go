package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"relance/internal/dunning"
)

// Paged is the part of a request that asks for a page of a list.
type Paged struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"300" doc:"The next_cursor of the page before; with the same filter."`
}

// place is what a cursor holds: where the page before ended, and of which list.
type place struct {
	After  json.RawMessage `json:"a"`
	Filter string          `json:"f"`
}

// filterSum names a list with its filter, so that a cursor is not used with
// another one.
func filterSum(list string, filter ...any) string {
	text, _ := json.Marshal(append([]any{list}, filter...)) // texts, days and numbers can be written
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}

func writeCursor(after any, filter string) string {
	where, _ := json.Marshal(after) // likewise
	text, _ := json.Marshal(place{where, filter})
	return base64.RawURLEncoding.EncodeToString(text)
}

// readCursor reads where the page before ended; none leaves it at the beginning.
func readCursor(text, filter string, after any) error {
	if text == "" {
		return nil
	}
	var p place
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, &p) != nil || p.Filter != filter || json.Unmarshal(p.After, after) != nil {
		return dunning.Errorf(dunning.CodeInvalid, "the cursor is of another list").
			WithHint("take next_cursor of the page before, and keep the filter as it was")
	}
	return nil
}

// nextLink leads to the next page (RFC 8288).
func nextLink(path, cursor string) string {
	return fmt.Sprintf(`<%s%s?cursor=%s>; rel="next"`, Prefix, path, cursor)
}

// sorted joins names in order.
func sorted(names []string) string {
	slices.Sort(names)
	return strings.Join(names, " ")
}

func ptr[T any](v T) *T { return &v }

func number(n int) string { return strconv.Itoa(n) }

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }
