package jobs

import (
	"sync"

	"xiansuo/models"
)

// pageSizes is how many leads a page of each account's may hold: fewer after one that was too long
// to read, more again as pages fit. It is remembered between readings, so that leads which stay in
// reach are not asked for in vain each minute.
type pageSizes struct {
	mu    sync.Mutex
	small map[int64]smallPage // accounts below models.PullPageSize
}

type smallPage struct{ size, fitted int }

// pagesToGrow is how many pages in a row must fit before larger ones are tried.
const pagesToGrow = 4

func (p *pageSizes) of(account int64) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if small, ok := p.small[account]; ok {
		return small.size
	}
	return models.PullPageSize
}

// shrink notes that a page of that size was too long; ok is false when there is no smaller one.
func (p *pageSizes) shrink(account int64, size int) (ok bool) {
	if size <= 1 {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.small == nil {
		p.small = make(map[int64]smallPage)
	}
	p.small[account] = smallPage{size: size / 2}
	return true
}

// fit notes that a page could be read.
func (p *pageSizes) fit(account int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	small, ok := p.small[account]
	if !ok {
		return
	}
	if small.fitted++; small.fitted >= pagesToGrow {
		small = smallPage{size: 2 * small.size}
	}
	if p.small[account] = small; small.size >= models.PullPageSize {
		delete(p.small, account)
	}
}
