package status

// Status is what a message says about one invoice. Field names of the JSON form
// are those of the command line's contract; MDT numbers are those of the
// standard's tables.
type Status struct {
	File         string   `json:"file"`
	Ref          int      `json:"ref"`            // 1 for the first reference of the file, 0 for a file that was not read
	MessageID    string   `json:"message_id"`     // MDT-4; unique only with the sender
	Created      string   `json:"created"`        // MDT-8, 2006-01-02T15:04:05 without a zone
	Profile      string   `json:"profile"`        // MDT-3
	Process      string   `json:"process"`        // MDT-2
	IssuerRole   string   `json:"issuer_role"`    // MDT-40: BY the buyer, SE the seller, WK a platform …
	IssuerID     string   `json:"issuer_id"`      // MDT-38
	Recipients   []Party  `json:"recipients"`     // MDT-57, MDT-59
	AckType      string   `json:"ack_type"`       // MDT-77: 305 transmission by a platform, 23 treatment by a party
	StatusAt     string   `json:"status_at"`      // MDT-78: the order of statuses is by this time
	Invoice      string   `json:"invoice"`        // MDT-87, BT-1
	InvoiceType  string   `json:"invoice_type"`   // MDT-91, BT-3
	InvoiceDate  string   `json:"invoice_date"`   // MDT-100, BT-2, 2006-01-02
	Code         Code     `json:"status_code"`    // MDT-105
	Label        string   `json:"status_label"`   // MDT-106, as written
	UNCL         string   `json:"mdt88"`          // MDT-88, as written
	SellerSIREN  string   `json:"seller_siren"`   // MDT-129, as written
	Reasons      []string `json:"reasons"`        // MDT-113
	ReasonTexts  []string `json:"reason_texts"`   // MDT-114
	Actions      []string `json:"actions"`        // MDT-121
	ActionTexts  []string `json:"action_texts"`   // MDT-122
	Amounts      []Amount `json:"amounts"`        // MDT-215 with its type
	EffectiveDay string   `json:"effective_date"` // MDT-110, else the first MDT-219, 2006-01-02
	Comments     []string `json:"comments"`       // MDT-126
	Warnings     []string `json:"warnings"`       // in French: what was repaired or is against the rules
	Error        string   `json:"error"`          // in French: why the file was not read
}

// Party is a recipient of a message.
type Party struct {
	Role string `json:"role"`
	ID   string `json:"id"`
}

// Amount is a sum that a status states, as written.
type Amount struct {
	Type     string `json:"type"`     // MDT-207: MEN received, MPA paid, RAP left to pay, MAP approved …
	Value    string `json:"value"`    // MDT-215
	Currency string `json:"currency"` // MDT-216
	Percent  string `json:"percent"`  // MDT-224: the VAT rate, empty when not stated
	Date     string `json:"date"`     // MDT-219, 2006-01-02, empty when not stated
}

// Failed is the entry of a file that could not be read. The reason is a French
// sentence.
func Failed(file, reason string) Status { return Status{File: file, Error: reason}.filled() }

// filled makes the lists empty instead of absent, so that programs always find
// arrays.
func (s Status) filled() Status {
	for _, list := range []*[]string{&s.Reasons, &s.ReasonTexts, &s.Actions, &s.ActionTexts, &s.Comments, &s.Warnings} {
		if *list == nil {
			*list = []string{}
		}
	}
	if s.Recipients == nil {
		s.Recipients = []Party{}
	}
	if s.Amounts == nil {
		s.Amounts = []Amount{}
	}
	return s
}
