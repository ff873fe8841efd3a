package main

import (
	"fmt"
	"net"
	"strconv"
	"time"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/metrics"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/temporal"
)

// shards cannot change once a database holds them. One would do but allows
// only a quarter of the throughput.
const shards = 16

// startLimit is how long the services may take to start. Temporal gives up after
// fifteen seconds by itself, which a slow or busy machine needs for the first
// queries alone; whoever starts this program waits two minutes for all of it.
const startLimit = 90 * time.Second

type runningServer struct {
	temporal.Server
	address string // of the frontend, host:port
}

func (s runningServer) stop() { _ = s.Stop() }

// startServer runs all four services of Temporal and returns when they serve.
func startServer(o options, log serverLog) (runningServer, error) {
	ports, err := choosePorts(o)
	if err != nil {
		return runningServer{}, err
	}
	c := serverConfig(o, ports)
	server, err := temporal.NewServer(
		temporal.WithConfig(c),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(ports.hosts()),
		temporal.WithLogger(log.logger),
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return authorization.NewNoopClaimMapper() }),
		temporal.WithDynamicConfigClient(dynamicConfig()),
	)
	if err != nil {
		return runningServer{}, fmt.Errorf("assembling the Temporal server: %w", err)
	}
	if err := server.Start(); err != nil {
		log.mute()
		_ = server.Stop()
		return runningServer{}, fmt.Errorf("starting the Temporal server: %w", err)
	}
	return runningServer{server, c.PublicClient.HostPort}, nil
}

// servicePorts are the gRPC ports by service, and the frontend's HTTP port.
type servicePorts struct {
	grpc map[primitives.ServiceName]int
	http int
}

func choosePorts(o options) (servicePorts, error) {
	free, err := freePorts(5)
	if err != nil {
		return servicePorts{}, err
	}
	p := servicePorts{http: o.httpPort, grpc: map[primitives.ServiceName]int{
		primitives.FrontendService: o.grpcPort,
		primitives.HistoryService:  free[0],
		primitives.MatchingService: free[1],
		primitives.WorkerService:   free[2],
	}}
	if o.grpcPort == 0 {
		p.grpc[primitives.FrontendService] = free[3]
	}
	if o.httpPort == 0 {
		p.http = free[4]
	}
	for name, port := range map[string]int{"grpc-port": o.grpcPort, "http-port": o.httpPort, "metrics-port": o.metricsPort} {
		if err := checkFree(name, port); err != nil {
			return servicePorts{}, err
		}
	}
	return p, nil
}

// checkFree turns the server's late and wordy failure into a sentence.
func checkFree(name string, port int) error {
	if port == 0 {
		return nil
	}
	listener, err := net.Listen("tcp4", hostPort(port))
	if err != nil {
		return fmt.Errorf("-%s %d is taken by another program: %w", name, port, err)
	}
	return listener.Close()
}

func hostPort(port int) string { return net.JoinHostPort(loopback, strconv.Itoa(port)) }

func (p servicePorts) hosts() map[primitives.ServiceName]static.Hosts {
	hosts := map[primitives.ServiceName]static.Hosts{}
	for service, port := range p.grpc {
		hosts[service] = static.SingleLocalHost(hostPort(port))
	}
	return hosts
}

func serverConfig(o options, ports servicePorts) *config.Config {
	frontend := hostPort(ports.grpc[primitives.FrontendService])
	c := &config.Config{
		Persistence: config.Persistence{
			DefaultStore:     "default",
			VisibilityStore:  "visibility",
			NumHistoryShards: shards,
			DataStores: map[string]config.DataStore{
				"default":    {SQL: sqlConfig(o, o.database)},
				"visibility": {SQL: sqlConfig(o, o.visibilityDatabase)},
			},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        "active",
			CurrentClusterName:       "active",
			ClusterInformation: map[string]cluster.ClusterInformation{
				"active": {Enabled: true, InitialFailoverVersion: 1, RPCAddress: frontend},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services:            map[string]config.Service{},
		PublicClient:        config.PublicClient{HostPort: frontend},
		Archival: config.Archival{
			History:    config.HistoryArchival{State: "disabled"},
			Visibility: config.VisibilityArchival{State: "disabled"},
		},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: "disabled"},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: "disabled"},
		}},
	}
	c.Global.Membership.BroadcastAddress = loopback
	// The server waits twice this long for its services. It means nothing else
	// here: hosts are static, there is no ring to join.
	c.Global.Membership.MaxJoinDuration = startLimit / 2
	if o.metricsPort != 0 {
		c.Global.Metrics = &metrics.Config{Prometheus: &metrics.PrometheusConfig{
			ListenAddress: hostPort(o.metricsPort), HandlerPath: "/metrics"}}
	}
	for service, port := range ports.grpc {
		rpc := config.RPC{GRPCPort: port, BindOnIP: loopback}
		if service == primitives.FrontendService {
			rpc.HTTPPort = ports.http
		}
		c.Services[string(service)] = config.Service{RPC: rpc}
	}
	return c
}
