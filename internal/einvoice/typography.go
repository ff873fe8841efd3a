package einvoice

import "strings"

// french sets the spaces that French wants before double punctuation and
// inside quotation marks. It is applied to formats, never to data.
var french = strings.NewReplacer(" :", "\u00a0:", " ;", "\u202f;", "« ", "«\u00a0", " »", "\u00a0»").Replace
