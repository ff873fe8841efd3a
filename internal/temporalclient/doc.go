// Package temporalclient is how relance reaches Temporal.
//
// # Dialling
//
// Dial reads the same TEMPORAL_* variables and profile file as the Temporal
// command line (address, namespace, API key, TLS); Options override them.
//
// # Encryption
//
// With RELANCE_CODEC_KEYS set, payloads and error texts are encrypted with
// AES-256-GCM before they leave for Temporal. Workflow IDs, search attributes
// and names of activities never are, so they hold no personal data. Keys are
// "id:base64,id:base64": the first encrypts, all decrypt. To rotate, put a new
// key in front and keep the old ones as long as the longest case plus the
// namespace's retention.
//
// CodecHandler lets the Temporal UI show decrypted payloads to a browser on
// this machine. Whoever reaches it can read everything.
//
// # Search attributes
//
// EnsureSearchAttributes registers those of a case and waits until queries
// may use them.
//
// # Time skipping
//
// FastForward moves one case's clock to an instant, for the demo and the tests. The
// server's interface for it is not final; it lives in one file.
package temporalclient
