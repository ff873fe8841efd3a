package people

// Identity is a person as the company's directory names him. Only issuer and
// subject say who it is: addresses and names are given to somebody else one day.
type Identity struct {
	Issuer, Subject string
}

// Question is what one sign-in asks the directory, kept until the browser comes
// back. All three are random.
type Question struct {
	State    string `json:"state"`    // comes back with the browser
	Nonce    string `json:"nonce"`    // comes back in the token
	Verifier string `json:"verifier"` // proves to the provider that it was us who asked (PKCE)
}

// DirectoryAnswer is what a browser brings back from the directory.
type DirectoryAnswer struct {
	State, Code string
	Issuer      string // of RFC 9207; empty where the provider does not say it
	Error       string // code of a refusal
}
