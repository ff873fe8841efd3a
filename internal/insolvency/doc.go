// Package insolvency reads notices of the BODACC, the official gazette of
// commercial notices, as its open data gives them: which company, which
// judgment, and what follows for a creditor.
//
// A creditor must declare his claim within two months of the publication of the
// opening judgment (C. com. L622-24, R622-24). So what counts is the notice of
// the opening, never the latest one: a conversion, a correction or a closure
// starts no new period, and after a correction the earlier date stands until a
// person decides.
//
// Published natures of judgments miss real openings (Alsace-Moselle, the
// reopening of a procedure). A nature that is not known here freezes and asks;
// nothing here ever lifts a freeze. The name and address of the representative
// are proposals, left empty in doubt: a declaration that goes to the wrong
// person is lost.
package insolvency
