package temporalclient

import (
	"cmp"
	"context"
	"log/slog"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	sdklog "go.temporal.io/sdk/log"

	"relance/internal/dunning"
)

// Options are the choices for Dial. What is left empty comes from the
// environment, as the Temporal CLI reads it (TEMPORAL_ADDRESS, …).
type Options struct {
	Address   string                // host:port; empty is the environment's, else localhost:7233
	Namespace string                // empty is the environment's, else default
	CodecKeys string                // keys that encrypt payloads, see ParseKeys; empty encrypts nothing
	Log       *slog.Logger          // nil is the SDK's own
	Metrics   client.MetricsHandler // nil measures nothing
}

// Client is a connection with the namespace it uses, for the calls that must
// name it.
type Client struct {
	client.Client
	Namespace string
}

// Dial connects to Temporal. A server that does not answer is an error with
// dunning.CodeUnavailable and a hint; wrong settings have CodeInvalid.
func Dial(ctx context.Context, o Options) (*Client, error) {
	opts, err := envconfig.LoadDefaultClientOptions()
	if err != nil {
		return nil, dunning.Errorf(dunning.CodeInvalid, "reading Temporal's settings: %w", err).
			WithHint("look at the TEMPORAL_… variables and the file that TEMPORAL_CONFIG_FILE names")
	}
	if o.Address != "" {
		opts.HostPort = o.Address
	}
	if o.Namespace != "" {
		opts.Namespace = o.Namespace
	}
	if o.Log != nil {
		opts.Logger = sdklog.NewStructuredLogger(o.Log)
	}
	opts.MetricsHandler = o.Metrics
	if opts.HostPort == "" || localName(opts.HostPort) {
		// On one machine the packing costs more than it saves.
		opts.ConnectionOptions.GrpcCompression = &client.GrpcCompressionNone{}
	}
	codec, err := ParseKeys(o.CodecKeys)
	if err != nil {
		return nil, err
	}
	if codec != nil {
		opts.DataConverter, opts.FailureConverter = codec.dataConverter(), codec.FailureConverter()
	}
	c, err := client.DialContext(ctx, opts)
	if err != nil {
		return nil, dunning.Errorf(dunning.CodeUnavailable, "Temporal does not answer at %s: %w", cmp.Or(opts.HostPort, client.DefaultHostPort), err).
			WithHint("start the program here (%s), or set TEMPORAL_ADDRESS", dunning.Deed{Do: dunning.DeedStart})
	}
	if opts.Namespace == "" {
		opts.Namespace = client.DefaultNamespace
	}
	return &Client{Client: c, Namespace: opts.Namespace}, nil
}
