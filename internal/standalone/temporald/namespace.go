package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	namespacepb "go.temporal.io/api/namespace/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/server/common/log"
	"google.golang.org/protobuf/types/known/durationpb"
)

// ensureNamespace registers the namespace, or brings the retention of an
// existing one to the wanted value, and returns when workflows can use it.
func ensureNamespace(ctx context.Context, o options, address string, serverLog serverLog) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	c, err := client.DialContext(ctx, client.Options{HostPort: address, Namespace: o.namespace,
		Logger: log.NewSdkLogger(serverLog.logger)})
	if err != nil {
		return fmt.Errorf("connecting to the server just started: %w", err)
	}
	defer c.Close()
	service := c.WorkflowService()
	described, err := service.DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: o.namespace})
	var missing *serviceerror.NamespaceNotFound
	switch {
	case errors.As(err, &missing):
		err = register(ctx, service, o)
	case err == nil && described.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration() != o.retention:
		_, err = service.UpdateNamespace(ctx, &workflowservice.UpdateNamespaceRequest{Namespace: o.namespace,
			Config: &namespacepb.NamespaceConfig{WorkflowExecutionRetentionTtl: durationpb.New(o.retention)}})
	}
	if err != nil {
		return fmt.Errorf("registering the namespace %s: %w", o.namespace, err)
	}
	return waitUsable(ctx, service, o.namespace)
}

func register(ctx context.Context, service workflowservice.WorkflowServiceClient, o options) error {
	_, err := service.RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: o.namespace, WorkflowExecutionRetentionPeriod: durationpb.New(o.retention)})
	var there *serviceerror.NamespaceAlreadyExists
	if errors.As(err, &there) {
		return nil
	}
	return err
}

// waitUsable asks what only the service's own cache of namespaces can answer:
// it learns of a new one a moment after it was registered.
func waitUsable(ctx context.Context, service workflowservice.WorkflowServiceClient, namespace string) error {
	for {
		_, err := service.CountWorkflowExecutions(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: namespace})
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the namespace %s: %w", namespace, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
