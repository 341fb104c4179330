package handlers

import (
	"runtime"

	"xiansuo/web"
)

// lane lets few logins through at a time: the others wait without costing anything. A hundred that
// come at once, right or wrong, leave half of the cores to those who work.
type lane chan struct{}

func newLane() lane { return make(lane, max(1, runtime.GOMAXPROCS(0)/2)) }

// one makes a handler wait for its turn, or for its visitor to go away. The form is read first: who sends
// it slowly keeps nobody else waiting.
func (l lane) one(handle web.HandlerFunc) web.HandlerFunc {
	return func(c *web.Context) error {
		if _, err := c.Form(); err != nil {
			return err
		}
		select {
		case l <- struct{}{}:
		case <-c.Ctx().Done():
			return c.Ctx().Err()
		}
		defer func() { <-l }()
		return handle(c)
	}
}
