package posting

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/ar24"
	"relance/internal/registeredmail/folder"
	"relance/internal/registeredmail/maileva"
	"relance/internal/registeredmail/mercifacteur"
)

// kind is a carrier of the configuration with all that the program does with
// it: one row of the registry.
type kind struct {
	config.Carrier

	// open connects to it.
	open func(o opening) (registeredmail.Carrier, error)
	// check asks it whether it lets us in; nothing is sent. Nil asks nobody.
	check func(ctx context.Context, c registeredmail.Carrier) error
	// advice is what to look at when it does not, and remark what a user must
	// know when it does.
	advice string
	remark func(config.Letters) string
	// webhook hears that a letter changed; nil when the configuration names no
	// address, or nobody could tell its notifications from forged ones.
	webhook func(cfg config.Config, c registeredmail.Carrier, changed changed) http.Handler
	// chores are done at it once a day.
	chores func(ctx context.Context, cfg config.Config, c registeredmail.Carrier) error
}

// changed is told that something happened to the letter of an order.
type changed func(ctx context.Context, order string) error

// opening is what a carrier is opened with.
type opening struct {
	config.Config
	memory   letterMemory
	sessions sessions
	standIns StandIns
}

// StandIns changes how providers are reached, before the first letter: the
// demo, a test or a rehearsal on one machine leads them to a stand-in.
type StandIns struct {
	Maileva func(*maileva.Options)
	Merci   func(*mercifacteur.Options)
	AR24    func(*ar24.Options)
	LaPoste string // another address of La Poste's tracking
}

// registry lists the carriers, each by the name that the configuration has for
// it. A test compares it with the configuration's list.
func registry() []kind {
	return []kind{folderKind(), mailevaKind(), merciKind(), ar24Kind()}
}

func kindOf(name string) (kind, error) {
	all := registry()
	i := slices.IndexFunc(all, func(k kind) bool { return k.Name == name })
	if i < 0 {
		return kind{}, dunning.Errorf(dunning.CodeInvalid, "there is no carrier %q", name)
	}
	return all[i], nil
}

func of(name string) config.Carrier {
	k, _ := config.CarrierOf(name)
	return k
}

func folderKind() kind {
	return kind{Carrier: of(config.FolderCarrier), open: func(o opening) (registeredmail.Carrier, error) {
		return folderOf(o.Config), nil
	}}
}

// folderOf is the folder for letters that a person posts.
func folderOf(cfg config.Config) folder.Carrier {
	return folder.Carrier{Dir: cfg.Path(cfg.Letters.Folder)}
}

// Carriers keeps the connections to the providers for the life of the process:
// they hold tokens, and what they have learnt of the account. A letter that is
// on its way is followed where it is, also after the configuration changed.
type Carriers struct {
	StandIns StandIns // to be set before the first letter

	settings func() config.Config
	store    Store

	mu     sync.Mutex
	opened map[string]registeredmail.Carrier
}

// Get gives a carrier by its name. One that cannot be opened is tried again
// when it is asked for next.
func (c *Carriers) Get(name string) (registeredmail.Carrier, error) {
	k, err := kindOf(name)
	if err != nil {
		return nil, err
	}
	cfg := c.settings()
	if name == config.FolderCarrier { // no connection to keep
		return folderOf(cfg), nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.opened[name]; known != nil {
		return known, nil
	}
	fresh, err := k.open(opening{
		Config: cfg, memory: letterMemory{c.store, c.store, name}, sessions: sessions{c.store}, standIns: c.StandIns,
	})
	if err != nil {
		return nil, err
	}
	if c.opened == nil {
		c.opened = map[string]registeredmail.Carrier{}
	}
	c.opened[name] = fresh
	return fresh, nil
}

// Visit is what asking a carrier whether it lets us in has brought.
type Visit struct {
	Carrier string
	Err     error
	Advice  string // what to look at when it does not
	Remark  string // what to know when it does
}

// visitLimit bounds the wait for one carrier.
const visitLimit = 10 * time.Second

// Check asks the carriers that new letters go to whether they let us in. It
// needs no database and sends nothing; standIns is for tests.
func Check(ctx context.Context, cfg config.Config, standIns StandIns) (out []Visit) {
	for _, used := range cfg.Letters.InUse() {
		k, err := kindOf(used.Name)
		if err != nil || k.check == nil {
			continue
		}
		v := Visit{Carrier: k.Name, Advice: k.advice, Remark: k.remark(cfg.Letters)}
		none := noStore{}
		c, err := k.open(opening{Config: cfg, memory: letterMemory{none, none, k.Name}, sessions: sessions{none}, standIns: standIns})
		if v.Err = err; err == nil {
			ctx, cancel := context.WithTimeout(ctx, visitLimit)
			v.Err = k.check(ctx, c)
			cancel()
		}
		out = append(out, v)
	}
	return out
}

// Webhooks gives the handlers of the carriers that are to call us, by path.
func (p *Post) Webhooks() (map[string]http.Handler, error) {
	out := map[string]http.Handler{}
	for _, used := range p.Config.Letters.InUse() {
		k, err := kindOf(used.Name)
		if err != nil || k.webhook == nil {
			continue
		}
		c, err := p.Carriers.Get(k.Name)
		if err != nil {
			return nil, err
		}
		h := k.webhook(p.Config, c, func(ctx context.Context, order string) error {
			return p.lookAgain(ctx, k.Name, order, time.Now())
		})
		if h != nil {
			out["/webhooks/"+k.Name] = h
		}
	}
	return out, nil
}

// chores does what is done once a day at the carriers that new letters go to.
func (p *Post) chores(ctx context.Context) error {
	for _, used := range p.Config.Letters.InUse() {
		k, err := kindOf(used.Name)
		if err != nil || k.chores == nil {
			continue
		}
		c, err := p.Carriers.Get(k.Name)
		if err != nil {
			return err
		}
		if err := k.chores(ctx, p.Config, c); err != nil {
			return err
		}
	}
	return nil
}
