package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	uiserver "github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	"github.com/temporalio/ui-server/v2/server/server_options"
)

type runningUI struct {
	server  *uiserver.Server
	address string // URL; empty without a UI
}

func (ui runningUI) stop() {
	if ui.server != nil {
		ui.server.Stop()
	}
}

// startUI serves the web UI and returns when it answers. The codec endpoint,
// if any, is called by the user's browser, not from here.
func startUI(ctx context.Context, o options, grpcAddress string) (runningUI, error) {
	if o.uiPort == 0 {
		return runningUI{}, nil
	}
	// The UI ends the process when its port is taken: look first.
	if err := checkFree("ui-port", o.uiPort); err != nil {
		return runningUI{}, err
	}
	server := uiserver.NewServer(server_options.WithConfigProvider(&uiconfig.Config{
		Host:                loopback,
		Port:                o.uiPort,
		TemporalGRPCAddress: grpcAddress,
		EnableUI:            true,
		DefaultNamespace:    o.namespace,
		DisableNewsFetch:    true,
		HideLogs:            true,
		CORS:                uiconfig.CORS{CookieInsecure: true}, // plain HTTP on loopback
		Codec:               uiconfig.Codec{Endpoint: o.codecEndpoint},
	}))
	go func() { _ = server.Start() }()
	ui := runningUI{server: server, address: "http://" + hostPort(o.uiPort)}
	if err := waitHTTP(ctx, ui.address+"/healthz"); err != nil {
		ui.stop()
		return runningUI{}, fmt.Errorf("starting the UI: %w", err)
	}
	return ui, nil
}

func waitHTTP(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			_ = response.Body.Close()
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}
