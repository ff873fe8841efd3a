package page

import (
	"relance/internal/desk"
)

// Tile is one of the figures that matter most.
type Tile struct{ Label, Figure, Note, Address string }

// AmountLine is one part of a sum.
type AmountLine struct{ Label, Amount string }

// Choice is an entry of a list to choose from.
type Choice struct {
	Value, Label string
	Chosen       bool
}

// PageSize is how many cases a page shows.
const PageSize = 50

// BucketLabels name the columns of the aged balance.
var BucketLabels = map[desk.Bucket]string{
	desk.NotDue: "Non échu", desk.To30: "1 à 30 jours", desk.To60: "31 à 60 jours", desk.To90: "61 à 90 jours", desk.Beyond: "Plus de 90 jours", desk.AnyLate: "En retard",
}

// WorkRow is one thing to do: who, how much, one action.
type WorkRow struct {
	Name, Beside string
	Tags         []Tag
	Text         string
	Said         []Tag // what the debtor said in his mail
	Amount       string
	Creditor     string
	Act          Action
	Done         string // address of the form that says that it is done; empty for none
	Version      int64  // version of the case, for that form
	First        bool   // the first row of the page: its button is filled
}

// Tag is a word that stands out: amber waits, red is lost, blue somebody said.
type Tag struct{ Text, Tone string }

// Action is what a button does: a link.
type Action struct{ Address, Label string }
