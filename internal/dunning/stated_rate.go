package dunning

import "relance/internal/interest"

// OtherRate compares the rate of late interest that an invoice states with the
// one that the creditor claims. It tells whether they differ, which a person
// must settle: only people change a rate. A text that is no rate, or a creditor
// who waives interest, raises no question.
func (c Creditor) OtherRate(stated string) (given, own interest.Rate, differ bool) {
	if stated == "" || c.WaiveInt {
		return given, own, false
	}
	given, err := interest.ParseRate(stated)
	if err != nil {
		return given, own, false
	}
	if own, err = interest.ParseRate(c.Rate); err != nil {
		return given, own, false
	}
	legal := own == (interest.Rate{}) && given.String() == "ecb+10" // C. com. L441-10 II
	return given, own, !legal && !given.Equal(own) && given.String() != own.String()
}
