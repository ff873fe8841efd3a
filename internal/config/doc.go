// Package config is relance's configuration: one struct, with defaults, from
// one YAML file and the environment.
//
// The file holds what is not secret: creditors, plans, the mail server, the
// folder of templates. Unknown keys are refused. Secrets come only from the
// environment, each also as NAME_FILE with the path of a file that holds it:
//
//	DATABASE_URL            PostgreSQL; left out, `relance up` runs its own
//	RELANCE_SMTP_PASSWORD   of mail.smtp.username
//	RELANCE_IMAP_PASSWORD   of inbox.imap.username
//	RELANCE_CODEC_KEYS      id:base64 keys that encrypt what Temporal stores
//	RELANCE_MAILEVA_…       CLIENT_ID, CLIENT_SECRET, USERNAME, PASSWORD, WEBHOOK_PASSWORD
//	TEMPORAL_ADDRESS …      as the Temporal CLI reads them
//
// Load gives back every fault at once, each with its YAML path and its mend. It
// does without the secrets with which something leaves; LoadToSend asks for
// them as well.
package config
