package webhook_test

import (
	"net/netip"
	"testing"
	"time"

	"relance/internal/webhook"
)

// The vector is that of the specification's own libraries.
func TestTheSignatureIsThatOfStandardWebhooks(t *testing.T) {
	t.Parallel()
	got := webhook.Sign([]string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), `{"test": 2432232314}`)
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestAnAddressOfAPrivateNetworkIsRefused(t *testing.T) {
	t.Parallel()
	own := []netip.Prefix{netip.MustParsePrefix("10.7.0.0/16")}
	for text, want := range map[string]bool{
		"93.184.216.34": true, "2606:2800:220:1::1": true, "10.7.1.1": true, "::ffff:10.7.1.1": true,
		"127.0.0.1": false, "10.0.0.1": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false,
		"224.0.0.1": false, "255.255.255.255": false, "192.0.2.1": false, "198.18.0.1": false, "::": false, "::1": false, "fe80::1": false, "fc00::1": false,
		"::ffff:127.0.0.1": false, "::ffff:169.254.169.254": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "ff02::1": false, "2001:db8::1": false,
	} {
		if err := webhook.CheckAddress(netip.MustParseAddr(text), own); (err == nil) != want {
			t.Errorf("%s: %v, want allowed %v", text, err, want)
		}
	}
}

func TestAnAddressIsReadBeforeItIsKept(t *testing.T) {
	t.Parallel()
	own := []netip.Prefix{netip.MustParsePrefix("10.7.0.0/16")}
	for text, want := range map[string]bool{
		"https://erp.example.com/hooks": true, "https://erp.example.com:8443/": true, "http://10.7.1.1:80/": true,
		"http://erp.example.com/": false, "https://user:secret@erp.example.com/": false, "https://erp.example.com:22/": false, "ftp://erp.example.com/": false,
		"https://10.0.0.1/": false, "https://[::1]/": false, "erp.example.com": false, "": false,
	} {
		if err := webhook.CheckURL(text, own); (err == nil) != want {
			t.Errorf("%s: %v, want allowed %v", text, err, want)
		}
	}
}
