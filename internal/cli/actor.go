package cli

import (
	"relance/internal/access"
	"relance/internal/backoffice"
)

// actor is who speaks on the command line.
func (s *session) actor(by string) backoffice.Actor { return access.Shell(s.author(by)) }
