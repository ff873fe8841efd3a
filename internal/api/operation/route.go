package operation

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/audit"
)

// Prefix is where the operations live.
const Prefix = "/api/v1"

// Route is one row of the list of operations. What a route may, what it leaves
// in the audit and what the contract says of it derive from its row; an
// operation without a row is refused at start.
type Route struct {
	Method, Path string // below Prefix
	ID           string // of the operation in the contract
	Tag          string
	Summary      string
	Deed         access.Deed // the right that it takes; of a fact the least one
	Kept         audit.Keeping
	Files        bool // the body may be a file
}

// Writes tells whether the route changes something, so that it needs an
// Idempotency-Key.
func (r Route) Writes() bool { return r.Method != http.MethodGet }

// Get makes the row of an operation that changes nothing and leaves nothing in the
// audit.
func Get(path, id, tag, summary string, deed access.Deed) Route {
	return row(http.MethodGet, path, id, tag, summary, deed)
}

// Post makes the row of an operation that does something.
func Post(path, id, tag, summary string, deed access.Deed) Route {
	return row(http.MethodPost, path, id, tag, summary, deed)
}

// Put makes the row of an operation that sets something.
func Put(path, id, tag, summary string, deed access.Deed) Route {
	return row(http.MethodPut, path, id, tag, summary, deed)
}

// Patch makes the row of an operation that sets what it is given.
func Patch(path, id, tag, summary string, deed access.Deed) Route {
	return row(http.MethodPatch, path, id, tag, summary, deed)
}

func row(method, path, id, tag, summary string, deed access.Deed) Route {
	return Route{Method: method, Path: path, ID: id, Tag: tag, Summary: summary, Deed: deed, Kept: audit.KeptNowhere}
}

// KeptByDoor gives a row whose deed the API writes into the audit.
func (r Route) KeptByDoor() Route { r.Kept = audit.KeptByDoor; return r }

// KeptByUse gives a row whose deed the use case itself keeps in the audit.
func (r Route) KeptByUse() Route { r.Kept = audit.KeptByUse; return r }

// KeptInCase gives a row whose deed is a fact of a case.
func (r Route) KeptInCase() Route { r.Kept = audit.KeptInCase; return r }

// TakesFiles gives a row whose body may be a file.
func (r Route) TakesFiles() Route { r.Files = true; return r }

// Bounds of bodies.
const (
	mostJSON = 1 << 20
	mostFile = 20 << 20
)

// MostBody is how many bytes the body of a request has at most.
func (r Route) MostBody() int64 {
	if r.Files {
		return mostFile
	}
	return mostJSON
}

// Find gives the row of an operation.
func Find(rows []Route, id string) Route {
	i := slices.IndexFunc(rows, func(r Route) bool { return r.ID == id })
	if i < 0 {
		panic("api: the operation " + id + " has no row in the list of routes")
	}
	return rows[i]
}

// Described gives what the contract says of a row.
func (r Route) Described() huma.Operation {
	op := huma.Operation{
		Method: r.Method, Path: Prefix + r.Path, OperationID: r.ID, Tags: []string{r.Tag}, Summary: r.Summary,
		Errors:       []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable},
		MaxBodyBytes: r.MostBody(),
	}
	if right, ok := access.RightFor(r.Deed); ok {
		op.Description = fmt.Sprintf("Takes the role %s for the creditor: to %s.", right.Least, right.What)
	}
	if r.Writes() {
		op.Errors = append(op.Errors, http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return op
}
