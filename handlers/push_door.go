package handlers

import (
	"context"
	"sync"
	"time"

	"xiansuo/models"
)

// pushDoorFinder finds what stands behind the hash of a push address's secret part.
type pushDoorFinder interface {
	PushDoor(ctx context.Context, hash []byte) (models.PushDoor, error)
}

// How long and how many doors are remembered: an edit of the account shows after a second at the
// latest.
const (
	doorLife = time.Second
	maxDoors = 1_000
)

// pushDoors remembers doors for a moment, so that pushes in quick succession do not each ask for
// account and credentials. Parts that are not known are not remembered.
type pushDoors struct {
	from pushDoorFinder
	now  func() time.Time

	mu    sync.Mutex
	known map[string]knownDoor
}

type knownDoor struct {
	door  *models.PushDoor
	until time.Time
}

func newPushDoors(from pushDoorFinder, now func() time.Time) *pushDoors {
	return &pushDoors{from: from, now: now, known: map[string]knownDoor{}}
}

// find returns the door of a secret part, or models.ErrNotFound. Parts are compared as hashes
// alone, which takes the same time for each.
func (d *pushDoors) find(ctx context.Context, part string) (*models.PushDoor, error) {
	hash := models.HashPushSecret(part)
	d.mu.Lock()
	known, ok := d.known[string(hash)]
	d.mu.Unlock()
	if ok && d.now().Before(known.until) {
		return known.door, nil
	}
	door, err := d.from.PushDoor(ctx, hash)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.known) >= maxDoors {
		clear(d.known)
	}
	d.known[string(hash)] = knownDoor{&door, d.now().Add(doorLife)}
	return &door, nil
}
