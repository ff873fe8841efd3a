package bank

func (s *sink) csv(string) error { return ErrUnknownFormat }
