package frame

import (
	"strings"

	"relance/internal/words"
)

// French words what JSON holds in words: French, whatever the screen speaks.
var French = words.In(words.French)

// Speaks is the language of a run: what --lang says, else what the environment
// does. It is read before the other arguments, since their faults are worded,
// too.
func Speaks(env Env, args []string) words.Words {
	for i, arg := range args {
		name, value, joined := strings.Cut(arg, "=")
		if name == "--" {
			break
		}
		if name != "--lang" {
			continue
		}
		if !joined && i+1 < len(args) {
			value = args[i+1]
		}
		if l, err := words.Parse(value); err == nil {
			return words.In(l)
		}
	}
	return words.In(words.FromEnvironment(env.Getenv))
}
