package cli

import "relance/internal/words"

// fr words what people read, in French.
var fr = words.In(words.French)
