// Package wordings keeps the creditors' own texts of notices, version by version.
// A version is never changed: messages name the one that they are written by.
package wordings
