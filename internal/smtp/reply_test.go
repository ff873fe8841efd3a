package smtp

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReplyHidesWhoItSpeaksOf(t *testing.T) {
	t.Parallel()
	const to = "jean.dupont@client.example.fr"
	for name, row := range map[string]struct {
		message string
		want    Reply
	}{
		"address in brackets": {"5.1.1 <jean.dupont@client.example.fr>: Recipient address rejected: User unknown",
			Reply{550, "5.1.1", "<…>: Recipient address rejected: User unknown"}},
		"bare address, other case": {"5.1.1 Jean.Dupont@CLIENT.example.fr unknown", Reply{550, "5.1.1", "<…> unknown"}},
		"local part alone":         {"5.1.1 no mailbox JEAN.DUPONT here", Reply{550, "5.1.1", "no mailbox <…> here"}},
		"domain alone":             {"5.1.2 client.example.fr has no MX", Reply{550, "5.1.2", "<…> has no MX"}},
		"another's address":        {"5.7.1 write to postmaster@mx.example.org or +33 1", Reply{550, "5.7.1", "write to <…> or +33 1"}},
		"quoted local part":        {`5.1.1 <"jean dupont"@client.example.fr> unknown`, Reply{550, "5.1.1", "<…> unknown"}},
		"rewritten address":        {"bounce+jean.dupont=client.example.fr@srs.example.org refused", Reply{550, "", "<…> refused"}},
		"address with accents":     {"5.1.1 jérôme@exemple.example.fr inconnu", Reply{550, "5.1.1", "<…> inconnu"}},
		"several lines":            {"5.7.26 Unauthenticated\n5.7.26 see policy", Reply{550, "5.7.26", "Unauthenticated see policy"}},
		"control characters":       {"bad\x00\x1b[31m red", Reply{550, "", "bad  [31m red"}},
		"nothing":                  {"", Reply{550, "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(row.want, newReply(550, row.message, to)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReplyIsBounded(t *testing.T) {
	t.Parallel()
	r := newReply(550, strings.Repeat("é", 5000), "")
	if n := len([]rune(r.Text)); n != replyTextMax+1 {
		t.Errorf("%d runes", n)
	}
}

func TestJudgeTellsAddressesFromOtherRefusals(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		stage   Stage
		code    int
		said    string
		verdict Verdict
		address bool
	}{
		"unknown mailbox":                    {StageRcpt, 550, "5.1.1 unknown", Refused, true},
		"unknown mailbox, no enhanced code":  {StageRcpt, 550, "unknown", Refused, true},
		"mailbox disabled":                   {StageRcpt, 550, "5.2.1 disabled", Refused, true},
		"domain takes no mail":               {StageRcpt, 556, "5.1.10 null MX", Refused, true},
		"policy at RCPT":                     {StageRcpt, 550, "5.7.1 blocked", Refused, false},
		"sender's domain does not exist":     {StageRcpt, 550, "5.1.8 sender", Refused, false},
		"mailbox full":                       {StageRcpt, 552, "5.2.2 full", Refused, false},
		"sender refused at MAIL":             {StageMail, 550, "5.1.0 no", Refused, false},
		"unknown mailbox told after content": {StageFinal, 550, "5.1.1 unknown", Refused, true},
		"content refused, no enhanced code":  {StageFinal, 550, "spam", Refused, false},
		"greylisted":                         {StageRcpt, 450, "4.7.1 later", Retry, false},
		"login missing is our fault":         {StageMail, 530, "5.7.0 authenticate", Retry, false},
		"too many logins":                    {StageMail, 454, "4.7.0 later", Retry, false},
		"busy after content":                 {StageFinal, 451, "4.3.0 busy", Retry, false},
		"a strange 2xx after content":        {StageFinal, 252, "perhaps", Unknown, false},
		"a 3xx after content":                {StageFinal, 354, "go on", Unknown, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := judge(row.stage, newReply(row.code, row.said, ""))
			if o.Verdict != row.verdict || o.Address != row.address {
				t.Errorf("got %s address=%v", o.Verdict, o.Address)
			}
		})
	}
}
