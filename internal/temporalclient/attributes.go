package temporalclient

import (
	"context"
	"errors"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"

	"relance/workflows"
)

// SearchAttributes are the attributes of a case with their types.
func SearchAttributes() map[string]enumspb.IndexedValueType {
	return map[string]enumspb.IndexedValueType{
		workflows.AttributeCreditor:      enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		workflows.AttributeDebtor:        enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		workflows.AttributeInvoiceNumber: enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		workflows.AttributeCaseState:     enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		workflows.AttributeCaseStep:      enumspb.INDEXED_VALUE_TYPE_KEYWORD,
		workflows.AttributeDueDate:       enumspb.INDEXED_VALUE_TYPE_DATETIME,
		workflows.AttributeNextActionAt:  enumspb.INDEXED_VALUE_TYPE_DATETIME,
		workflows.AttributeBalanceCents:  enumspb.INDEXED_VALUE_TYPE_INT,
	}
}

// EnsureSearchAttributes registers what is missing in the namespace and waits
// until it can be used. Running it again does nothing.
func EnsureSearchAttributes(ctx context.Context, c *Client) error {
	missing, err := missingAttributes(ctx, c)
	if err != nil || len(missing) == 0 {
		return err
	}
	_, err = c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
		Namespace: c.Namespace, SearchAttributes: missing,
	})
	var exists *serviceerror.AlreadyExists
	if err != nil && !errors.As(err, &exists) {
		return err
	}
	for range 60 {
		if missing, err = missingAttributes(ctx, c); err != nil || len(missing) == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
	return errors.New("the search attributes were registered but do not appear: ask the server's operator")
}

func missingAttributes(ctx context.Context, c *Client) (map[string]enumspb.IndexedValueType, error) {
	have, err := c.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: c.Namespace})
	if err != nil {
		return nil, err
	}
	missing := map[string]enumspb.IndexedValueType{}
	for name, kind := range SearchAttributes() {
		if _, ok := have.GetCustomAttributes()[name]; !ok {
			missing[name] = kind
		}
	}
	return missing, nil
}
