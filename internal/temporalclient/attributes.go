package temporalclient

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"relance/internal/dunning"
)

// SearchAttributes are the attributes of a case with their types. Temporal
// stores them in the clear: none names a person.
func SearchAttributes() map[string]enumspb.IndexedValueType {
	return map[string]enumspb.IndexedValueType{
		"Creditor":      enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		"Debtor":        enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		"InvoiceNumber": enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		"CaseState":     enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		"CaseStep":      enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		"DueDate":       enumspb.INDEXED_VALUE_TYPE_DATETIME,
		"NextActionAt":  enumspb.INDEXED_VALUE_TYPE_DATETIME,
		"BalanceCents":  enumspb.INDEXED_VALUE_TYPE_INT,
	}
}

// attributesWait bounds the wait for servers to notice new attributes: they
// look every minute.
const attributesWait = 3 * time.Minute

// EnsureSearchAttributes registers what is missing in the client's namespace
// and waits until queries may use it. Running it again, or twice at once,
// does nothing more. An attribute of that name with another type is
// dunning.CodeConflict; a server that lets nobody register (Temporal Cloud
// does it elsewhere) is CodeInvalid with a hint.
func EnsureSearchAttributes(ctx context.Context, c *Client) error {
	ctx, cancel := context.WithTimeout(ctx, attributesWait)
	defer cancel()
	missing, err := missingAttributes(ctx, c)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		_, err := c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
			Namespace: c.Namespace, SearchAttributes: missing,
		})
		// Somebody else may be registering them at this moment.
		if exists := new(serviceerror.AlreadyExists); err != nil && !errors.As(err, &exists) {
			return refusedAttributes(err)
		}
	}
	return usableAttributes(ctx, c)
}

func refusedAttributes(err error) error {
	denied, absent := new(serviceerror.PermissionDenied), new(serviceerror.Unimplemented)
	if errors.As(err, &denied) || errors.As(err, &absent) {
		return dunning.Errorf(dunning.CodeInvalid, "registering search attributes: %w", err).
			WithHint("register them with the server's own tools: %s", strings.Join(attributeList(), ", "))
	}
	return dunning.Errorf(dunning.CodeUnavailable, "registering search attributes: %w", err)
}

// attributeList gives names and types for a person.
func attributeList() (list []string) {
	for name, kind := range SearchAttributes() {
		list = append(list, fmt.Sprintf("%s (%s)", name, kind))
	}
	slices.Sort(list)
	return list
}

// usableAttributes waits until a query that names them all is understood:
// being listed is not enough, since each server has a cache of its own.
func usableAttributes(ctx context.Context, c *Client) error {
	var terms []string
	for name := range SearchAttributes() {
		terms = append(terms, name+" IS NULL")
	}
	slices.Sort(terms)
	for wait := 20 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
		_, err := c.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{
			Namespace: c.Namespace, Query: strings.Join(terms, " AND "),
		})
		if err == nil {
			return nil
		}
		if invalid := new(serviceerror.InvalidArgument); !errors.As(err, &invalid) {
			return refusedAttributes(err)
		}
		select {
		case <-ctx.Done():
			return dunning.Errorf(dunning.CodeUnavailable, "the search attributes are registered but not usable yet: %w", err).
				WithHint("try again in a minute")
		case <-time.After(wait):
		}
	}
}

func missingAttributes(ctx context.Context, c *Client) (map[string]enumspb.IndexedValueType, error) {
	have, err := c.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: c.Namespace})
	if err != nil {
		return nil, refusedAttributes(err)
	}
	missing := map[string]enumspb.IndexedValueType{}
	for name, want := range SearchAttributes() {
		switch got, ok := have.GetCustomAttributes()[name]; {
		case !ok:
			missing[name] = want
		case got != want:
			return nil, dunning.Errorf(dunning.CodeConflict, "the namespace %s has a search attribute %s of type %s, want %s",
				c.Namespace, name, got, want).WithHint("use a namespace of its own for relance")
		}
	}
	return missing, nil
}
