package lookup

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"relance/internal/desk"
	"relance/internal/postgres/query"
)

// Named is the condition that a text names a case c: its number begins with it, or its
// debtor's search text holds it. A text stands for at most desk.MostNamed debtors. Each
// half finds its index.
const Named = `(lower(c.number) like @prefix or c.debtor_id = any(array(
    select coalesce(merged_into, id) from debtors where search like @part limit @most_named)))`

// Broad is the condition that a text names more debtors than Named looks at.
const Broad = `(select count(*) > @most_named from (select 1 from debtors where search like @part limit @most_named + 1) x)`

// Name sets what Named and Broad compare with.
func Name(args pgx.NamedArgs, text string) {
	low := query.Escape(strings.ToLower(strings.TrimSpace(text)))
	args["prefix"], args["part"], args["most_named"] = low+"%", "%"+low+"%", desk.MostNamed
}
