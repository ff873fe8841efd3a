package dunning

import "relance/internal/calendar"

// HolidayZone is the zone whose holidays count for a debtor: what was set for
// him, else what his address tells, else the creditor's. An unknown zone is
// CodeInvalid.
func HolidayZone(d Debtor, c Creditor) (calendar.Zone, error) {
	text := d.Zone
	if text == "" && (d.Address.Postcode != "" || d.Address.Country != "") {
		return calendar.ZoneOfAddress(d.Address.Country, d.Address.Postcode), nil
	}
	if text == "" {
		text = c.Zone
	}
	zone, err := calendar.ParseZone(text)
	if err != nil {
		return zone, Errorf(CodeInvalid, "debtor %s: %w", d.Key, err)
	}
	return zone, nil
}
