package access

import (
	"context"
	"crypto/sha256"
)

// Request is a request that writes, by the key that its sender gave it: sent twice
// it counts once. The store keeps the key in the transaction of the deed.
type Request struct {
	Sender string            // two senders may give the same key
	Deed   string            // one request may do several deeds
	Key    string            // never empty
	Sum    [sha256.Size]byte // of what is asked for: the same key with another one is refused

	Recorded bool // by the store: the transaction with the key is committed
	Repeated bool // by the store: another transaction has recorded the key
}

type (
	keyOf     struct{}
	requestOf struct{}
	seenOf    struct{}
)

// Named gives a request the key that its sender gave it; empty is none.
func Named(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, keyOf{}, key)
}

// Name gives the key of a request; empty is none.
func Name(ctx context.Context) string {
	key, _ := ctx.Value(keyOf{}).(string)
	return key
}

// Ask lets a deed bring its request along to the store. What the deed asks of other
// use cases has no key of its own.
func Ask(ctx context.Context, r *Request) context.Context {
	return context.WithValue(Named(ctx, ""), requestOf{}, r)
}

// Asked gives the request whose key is to be kept with the deed; nil when there is
// none, or when the key is on record.
func Asked(ctx context.Context) *Request {
	r, _ := ctx.Value(requestOf{}).(*Request)
	if r == nil || r.Recorded {
		return nil
	}
	return r
}

// Seeing gives a request the version of the one thing it is about, as its author saw
// it: a bank line, a debtor, or the case of a task. The store compares it in the
// transaction of the deed. 0 is not said.
func Seeing(ctx context.Context, version int64) context.Context {
	return context.WithValue(ctx, seenOf{}, version)
}

// Seen gives the version that the author of a request saw; 0 is not said.
func Seen(ctx context.Context) int64 {
	version, _ := ctx.Value(seenOf{}).(int64)
	return version
}
