package models

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// Nobody is the owner of a lead that nobody has taken.
const Nobody int64 = 0

// Scope is which leads an actor may see and touch: none, all, or those of some owners. The zero
// Scope is none, so that whoever forgets to set one sees nothing.
type Scope struct {
	all    bool
	owners []int64 // sorted, each once; Nobody among them when nobody's leads are seen
}

// AllLeads is the scope of admins, of the system, and of viewers, who see leads without persons.
func AllLeads() Scope { return Scope{all: true} }

// LeadsOf is the scope of the leads that these users have, and of nobody's: whoever calls first wins.
func LeadsOf(owners ...int64) Scope {
	owners = append(slices.Clone(owners), Nobody)
	slices.Sort(owners)
	return Scope{owners: slices.Compact(owners)}
}

// IsAll reports whether nothing is hidden.
func (s Scope) IsAll() bool { return s.all }

// Owners are those whose leads are seen, when not all are.
func (s Scope) Owners() []int64 { return slices.Clone(s.owners) }

// Sees reports whether the leads of an owner are seen.
func (s Scope) Sees(owner int64) bool {
	if s.all {
		return true
	}
	_, found := slices.BinarySearch(s.owners, owner)
	return found
}

// Key names the scope: two that see the same have the same key. For what is remembered between
// requests.
func (s Scope) Key() string {
	if s.all {
		return "all"
	}
	parts := make([]string, len(s.owners))
	for i, owner := range s.owners {
		parts[i] = strconv.FormatInt(owner, 10)
	}
	return strings.Join(parts, ",")
}

// ScopeOf is what is seen under the context: nothing when no actor is named.
func ScopeOf(ctx context.Context) Scope {
	actor, _ := ctx.Value(actorKey{}).(Actor)
	return actor.Scope
}

// ScopeOf is the scope of a user who is in teams with the colleagues (and may be among them).
func (u *User) ScopeOf(colleagues []int64) Scope {
	switch u.Role {
	case Admin, Viewer:
		return AllLeads()
	case Manager:
		return LeadsOf(append([]int64{u.ID}, colleagues...)...)
	case Sales:
		return LeadsOf(u.ID)
	}
	return Scope{}
}
