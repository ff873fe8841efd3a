// Package gazette keeps the official notices that name a debtor on record, and
// how the watch over debtors stands: what was read, when, and whose formal steps
// may go on; and what the register of companies says of them. What a notice does to a case is decided with the record of cases, in
// [relance/internal/postgres], since an imported invoice needs it too.
package gazette
