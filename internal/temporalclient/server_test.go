package temporalclient_test

import (
	"context"
	"net"
	"sync"
	"testing"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"

	"relance/internal/temporalclient"
)

// fakeServer answers the few calls that this package makes, by the server's
// rules. The real server is tried end to end elsewhere.
type fakeServer struct {
	workflowservice.UnimplementedWorkflowServiceServer
	operatorservice.UnimplementedOperatorServiceServer

	mu         sync.Mutex
	attributes map[string]enumspb.IndexedValueType
	adds       int
	addError   error
	blindFor   int // queries that fail until caches have caught up

	namespaces map[string]bool // that were named
	skipping                   // of one execution's time
}

// listen runs the server and gives its address.
func listen(t *testing.T, f *fakeServer) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f.namespaces = map[string]bool{}
	s := grpc.NewServer(grpc.UnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		resp, err := h(ctx, req)
		if err != nil {
			err = serviceerror.ToStatus(err).Err()
		}
		return resp, err
	}))
	workflowservice.RegisterWorkflowServiceServer(s, f)
	operatorservice.RegisterOperatorServiceServer(s, f)
	go func() { _ = s.Serve(l) }()
	t.Cleanup(s.Stop)
	return l.Addr().String()
}

// serve gives a client of the server.
func serve(t *testing.T, f *fakeServer) *temporalclient.Client {
	t.Helper()
	c, err := temporalclient.Dial(t.Context(), temporalclient.Options{Address: listen(t, f), Namespace: "relance-test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func (f *fakeServer) GetSystemInfo(context.Context, *workflowservice.GetSystemInfoRequest) (*workflowservice.GetSystemInfoResponse, error) {
	return &workflowservice.GetSystemInfoResponse{}, nil
}

func (f *fakeServer) ListSearchAttributes(_ context.Context, r *operatorservice.ListSearchAttributesRequest) (*operatorservice.ListSearchAttributesResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.namespaces[r.GetNamespace()] = true
	known := map[string]enumspb.IndexedValueType{}
	for k, v := range f.attributes {
		known[k] = v
	}
	return &operatorservice.ListSearchAttributesResponse{CustomAttributes: known}, nil
}

func (f *fakeServer) AddSearchAttributes(_ context.Context, r *operatorservice.AddSearchAttributesRequest) (*operatorservice.AddSearchAttributesResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.adds++
	f.namespaces[r.GetNamespace()] = true
	if f.addError != nil {
		return nil, f.addError
	}
	if f.attributes == nil {
		f.attributes = map[string]enumspb.IndexedValueType{}
	}
	for k, v := range r.GetSearchAttributes() {
		f.attributes[k] = v
	}
	return &operatorservice.AddSearchAttributesResponse{}, nil
}

func (f *fakeServer) CountWorkflowExecutions(_ context.Context, r *workflowservice.CountWorkflowExecutionsRequest) (*workflowservice.CountWorkflowExecutionsResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.namespaces[r.GetNamespace()] = true
	if f.blindFor > 0 {
		f.blindFor--
		return nil, serviceerror.NewInvalidArgument("invalid query: column name 'Creditor' is not a valid search attribute")
	}
	return &workflowservice.CountWorkflowExecutionsResponse{}, nil
}
