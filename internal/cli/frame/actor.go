package frame

import (
	"relance/internal/access"
	"relance/internal/backoffice"
)

// Actor is who speaks on the command line.
func (s *Session) Actor(by string) backoffice.Actor { return access.Shell(s.Author(by)) }
