package flowservice

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"relance/internal/lifecycle"
	"relance/internal/registry/wire"
)

// kinds are the types of flow that are lifecycle messages. Platforms disagree on
// which is the seller's, so that both are asked for; the seller named within
// decides.
var kinds = []string{"CustomerInvoiceLC", "SupplierInvoiceLC"}

// question is the search's body.
type question struct {
	Limit  int    `json:"limit"`
	Cursor string `json:"cursor,omitempty"`
	Where  where  `json:"where"`
}

type where struct {
	FlowType     []string `json:"flowType"`
	UpdatedAfter string   `json:"updatedAfter,omitempty"`
}

// listed is one flow as the service writes it.
type listed struct {
	FlowID          string `json:"flowId"`
	FlowSyntax      string `json:"flowSyntax"`
	UpdatedAt       string `json:"updatedAt"`
	Acknowledgement struct {
		Status string `json:"status"`
	} `json:"acknowledgement"`
}

func (c *Client) search(ctx context.Context, after time.Time, cursor string, most int) (out lifecycle.FlowPage, err error) {
	body, err := json.Marshal(question{
		Limit: most, Cursor: cursor, Where: where{FlowType: kinds, UpdatedAfter: after.UTC().Format("2006-01-02T15:04:05.000Z")},
	})
	if err != nil {
		return out, err
	}
	_, err = c.list.Ask(ctx, wire.Question{Address: c.address("/flows/search"), JSON: body}, func(data []byte) (err error) {
		out, err = readPage(data, most)
		return err
	})
	return out, err
}

// readPage reads a list. What has no id or no instant is counted and left out.
func readPage(data []byte, most int) (lifecycle.FlowPage, error) {
	var in struct {
		Limit      int       `json:"limit"`
		Results    *[]listed `json:"results"`
		NextCursor string    `json:"nextCursor"`
	}
	if err := json.Unmarshal(data, &in); err != nil {
		return lifecycle.FlowPage{}, fmt.Errorf("the answer is no list of messages: %w", err)
	}
	if in.Results == nil {
		return lifecycle.FlowPage{}, fmt.Errorf("the answer is no list of messages")
	}
	out := lifecycle.FlowPage{Listed: len(*in.Results), Most: most, Cursor: in.NextCursor}
	if in.Limit > 0 && in.Limit < most {
		out.Most = in.Limit // the service gives fewer than it was asked for
	}
	for _, l := range *in.Results {
		if f, ok := l.flow(); ok {
			out.Flows = append(out.Flows, f)
		}
	}
	return out, nil
}

func readFlow(data []byte) (lifecycle.Flow, error) {
	var in listed
	if err := json.Unmarshal(data, &in); err != nil {
		return lifecycle.Flow{}, fmt.Errorf("the answer describes no message: %w", err)
	}
	f, _ := in.flow() // the id is the one that was asked for
	return f, nil
}

func (l listed) flow() (lifecycle.Flow, bool) {
	f := lifecycle.Flow{ID: l.FlowID, Updated: instant(l.UpdatedAt), Syntax: l.FlowSyntax, Ack: lifecycle.FlowAck(l.Acknowledgement.Status)}
	odd := strings.ContainsFunc(f.ID, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0xfffd })
	return f, f.ID != "" && len(f.ID) <= mostID && !odd && !f.Updated.IsZero()
}

// instant reads a time with a fraction of any length; one without a zone is UTC.
func instant(text string) time.Time {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
