package smtp

import (
	"context"
	"sync"
	"time"
)

// pool keeps idle connections, the latest used first.
type pool struct {
	mu     sync.Mutex
	links  []*link
	closed bool
}

// take gives an idle connection that still answers, or nil.
func (p *pool) take() *link {
	for {
		l := p.pop()
		if l == nil {
			return nil
		}
		if l.alive() {
			l.reused = true
			return l
		}
		l.abandon()
	}
}

func (p *pool) pop() *link {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.links) > 0 {
		l := p.links[len(p.links)-1]
		p.links = p.links[:len(p.links)-1]
		if l.idle.Stop() {
			return l
		}
		// Its timer has fired: expire is about to close it.
	}
	return nil
}

// give puts a connection back, or closes it when it has served enough.
func (p *pool) give(l *link) {
	if l.broken {
		return
	}
	if l.sent >= l.opts.MaxMessages || !p.push(l) {
		l.quit()
	}
}

func (p *pool) push(l *link) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	l.idle = time.AfterFunc(l.opts.IdleTimeout, func() { p.expire(l) })
	p.links = append(p.links, l)
	return true
}

func (p *pool) expire(l *link) {
	p.mu.Lock()
	for i, other := range p.links {
		if other == l {
			p.links = append(p.links[:i], p.links[i+1:]...)
			break
		}
	}
	p.mu.Unlock()
	l.quit()
}

// close says goodbye on every idle connection; the ones in use are closed
// when they are given back.
func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	for l := p.pop(); l != nil; l = p.pop() {
		l.quit()
	}
}

// obtain gives a connection: an idle one that answers, unless fresh is asked
// for, or a new one.
func (s *Sender) obtain(ctx context.Context, fresh bool) (*link, error) {
	if !fresh {
		if l := s.pool.take(); l != nil {
			return l, nil
		}
	}
	return dial(ctx, s.opts)
}
