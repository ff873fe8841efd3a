package page

import (
	"relance/internal/dunning"
)

// Segments name whom a text of notices is for.
var Segments = map[dunning.Segment]string{
	dunning.SegmentBusiness: "professionnels", dunning.SegmentConsumer: "particuliers et non-professionnels",
	dunning.SegmentPublic: "acheteurs publics", dunning.SegmentAll: "tous les autres",
}

// TextTitle names a text of notices.
func TextTitle(k dunning.WordingKey) string {
	title := Capital(fr.Level(k.Level)) + ", " + Segments[k.Segment]
	if k.Language != "fr" {
		title += ", en anglais"
	}
	if k.Variant != "" {
		title += ", variante «\u00a0" + k.Variant + "\u00a0»"
	}
	return title
}

// TextAddress is the page of a creditor's text.
func TextAddress(creditor string, k dunning.WordingKey) string {
	return "/textes/" + Escape(creditor) + "/" + Escape(k.String())
}
