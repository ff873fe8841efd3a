// Package portal keeps what belongs to debtors' pages: links, answers, files,
// the mails about the page itself, codes. Of every secret it keeps the SHA-256
// alone. What an answer changes is recorded with its cases, by the back office;
// here stand the answer's own words and what it names.
//
// Whether a link lives is asked in one query, so that an unknown link and a dead
// one take the same time.
package portal
