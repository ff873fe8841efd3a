// Package recherche reads the open search of companies of the French State
// (recherche-entreprises.api.gouv.fr). It needs no key, gives what INSEE and the
// registers of the courts publish, and asks for seven requests a second at most:
// one a second is asked here.
//
// Companies that may not be shown are absent: an empty answer says "absent or not
// to be shown", never "does not exist".
package recherche
