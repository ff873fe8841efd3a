package bank

func (s *sink) ofx(string) error { return ErrUnknownFormat }
func (s *sink) csv(string) error { return ErrUnknownFormat }
