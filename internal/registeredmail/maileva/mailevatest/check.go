package mailevatest

import (
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

var (
	lands   = []string{"FR", "MC", "RE", "YT", "MQ", "GP", "MF", "BL", "GF"}
	cityFR  = regexp.MustCompile(`^\d{5} \S.*$`)
	mailbox = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)
)

func text(fields map[string]any, key string) string {
	s, _ := fields[key].(string)
	return s
}

func long(s string, limit int) bool { return utf8.RuneCountInString(s) > limit }

// checkSending gives the codes of what is wrong with a new sending.
func checkSending(f map[string]any) (codes []string) {
	if text(f, "name") == "" {
		codes = append(codes, "EMPTY_NAME")
	}
	if long(text(f, "name"), 256) {
		codes = append(codes, "NAME_TOO_LONG")
	}
	if long(text(f, "custom_id"), 38) {
		codes = append(codes, "CUSTOM_ID_WRONG_FORMAT")
	}
	if v, ok := f["notification_email"]; ok && !mailbox.MatchString(fmt.Sprint(v)) {
		codes = append(codes, "INVALID_NOTIFICATION_EMAIL")
	}
	if v, ok := f["archiving_duration"].(float64); ok && !slices.Contains([]float64{3, 6, 10}, v) {
		codes = append(codes, "UNEXPECTED_NOT_VALID_ERROR")
	}
	if land := text(f, "sender_country_code"); land != "" && !slices.Contains(lands, land) {
		codes = append(codes, "INVALID_COUNTRY_CODE")
	}
	return append(codes, checkLines(f, "sender_address_line_")...)
}

// checkRecipient gives the codes of what is wrong with an addressee.
func checkRecipient(f map[string]any) (codes []string) {
	if text(f, "address_line_1") == "" && text(f, "address_line_2") == "" {
		codes = append(codes, "ADDRESS_LINE_1_OR_ADDRESS_LINE_2_MANDATORY")
	}
	codes = append(codes, checkLines(f, "address_line_")...)
	land, city := text(f, "country_code"), text(f, "address_line_6")
	switch {
	case land == "":
		codes = append(codes, "COUNTRY_CODE_EMPTY")
	case len(land) > 2:
		codes = append(codes, "COUNTRY_CODE_TOO_LONG")
	case !slices.Contains(lands, land):
		codes = append(codes, "INVALID_COUNTRY_CODE")
	}
	switch {
	case city == "":
		codes = append(codes, "EMPTY_ADDRESS_LINE_6")
	case land == "FR" && !cityFR.MatchString(city):
		codes = append(codes, "INVALID_ADDRESS_LINE_6")
	}
	if long(text(f, "custom_id"), 36) {
		codes = append(codes, "CUSTOM_ID_WRONG_FORMAT")
	}
	return codes
}

func checkLines(f map[string]any, prefix string) (codes []string) {
	for i := 1; i <= 6; i++ {
		if long(text(f, fmt.Sprintf("%s%d", prefix, i)), 38) {
			codes = append(codes, fmt.Sprintf("ADDRESS_LINE_%d_TOO_LONG", i))
		}
	}
	return codes
}
