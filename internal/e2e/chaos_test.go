//go:build chaos

package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"relance/internal/dunning"
)

// chaos is a house in which everything goes wrong that can: worker processes
// are killed, database connections cut, Temporal dies, the mail server
// misbehaves, facts come twice and in any order. What is drawn is fixed by the
// seed; what the machine makes of it is not.
type chaos struct {
	*house
	dice    *rand.Rand
	numbers []string
	debtors int
	workers []*supervised
	facts   int           // told so far: makes their ids
	slow    chan struct{} // the mail server waits for it
	broken  []string      // cases about which a promise was broken
	tally   struct{ rounds, facts, kills, cuts, settled int }
}

func TestChaos(t *testing.T) { //nolint:paralleltest // it takes Temporal away from everybody
	n := number(t, "RELANCE_CHAOS_CASES", 40)
	seed := number(t, "RELANCE_CHAOS_SEED", int(time.Now().UnixNano()%1_000_000))
	budget := time.Duration(number(t, "RELANCE_CHAOS_SECONDS", 200)) * time.Second
	t.Logf("%d cases, seed %d (RELANCE_CHAOS_SEED)", n, seed)
	c := &chaos{house: newHouse(t, nil), dice: rand.New(rand.NewPCG(uint64(seed), 1)), debtors: max(n/3, 1), slow: make(chan struct{})}
	c.watchHandOvers()
	c.becomeClumsy()
	c.enter(n)
	c.workers = []*supervised{c.supervise(), c.supervise()}
	defer c.nudge()()
	defer c.dawdle()()
	defer func() { c.explainFailure(c.broken...) }()
	for began := time.Now(); time.Since(began) < budget && c.round(); {
		c.tally.rounds++
	}
	c.calm()
	c.check()
	t.Logf("%d rounds of days, %d facts, %d workers killed, %d connections cut, %d unknown sends settled",
		c.tally.rounds, c.tally.facts, c.tally.kills, c.tally.cuts, c.tally.settled)
}

func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s=%q is not a number", name, text)
	}
	return n
}

// enter takes the invoices in, due on a few days around now.
func (c *chaos) enter(n int) {
	c.t.Helper()
	for i := range n {
		number, debtor := fmt.Sprintf("F-%d", i), fmt.Sprintf("C-%d", i%c.debtors)
		due := []int{6, 8, 13, -3}[c.dice.IntN(4)]
		c.invoice(number, debtor, due, 120000)
		c.numbers = append(c.numbers, number)
	}
	for i := range c.debtors {
		c.misbehave(mailOf(fmt.Sprintf("C-%d", i)))
	}
}

// round is one instant at which something happens to the cases; false when
// nothing is left to wait for.
func (c *chaos) round() bool {
	c.t.Helper()
	for _, n := range c.numbers {
		c.person(n)
		if c.dice.IntN(14) == 0 {
			c.happens(n)
		}
	}
	c.disturb()
	open := c.open()
	for _, n := range open {
		c.rest(n)
	}
	at := c.earliest(open)
	if at.IsZero() {
		return false
	}
	c.skipTo(at.Add(time.Second), open...)
	for _, n := range open {
		c.rest(n)
	}
	return true
}

// rest waits as house.rest does, and leaves a case that does not come to rest
// among those to be explained.
func (c *chaos) rest(number string) {
	c.t.Helper()
	c.broken = append(c.broken, number)
	c.house.rest(number)
	c.broken = c.broken[:len(c.broken)-1]
}

// open lists the cases that are not closed.
func (c *chaos) open() (open []string) {
	for _, n := range c.numbers {
		if !closed(c.load(n)) {
			open = append(open, n)
		}
	}
	return open
}

// calm ends the disturbances and lets people settle what is left to them.
func (c *chaos) calm() {
	c.t.Helper()
	for _, n := range c.numbers {
		for c.load(n).Attention != nil && c.load(n).Attention.Code == dunning.ReasonOutcomeUnknown {
			c.settle(n)
			c.rest(n)
		}
	}
	for _, n := range c.open() {
		c.rest(n)
		c.idle(n)
	}
}
