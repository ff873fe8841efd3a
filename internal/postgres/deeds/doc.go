// Package deeds is how the transaction of a deed begins: whoever asks for it must still
// be allowed to, and the key of his request is recorded with what it does.
package deeds
