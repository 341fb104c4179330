package models

import (
	"strings"
	"unicode/utf8"
)

// Team is some users who work together. A manager sees the leads of everybody who shares a team
// with them.
type Team struct {
	ID        int64
	Name      string
	Version   int64 // grows with every change
	CreatedAt Instant
	Members   []int64 `gorm:"-"` // users, by number
}

// Limits of teams.
const (
	MaxTeamName = 40 // characters
	MaxTeams    = 200
)

// TeamEdit is what an admin wants a team to be.
type TeamEdit struct {
	ID      int64 // 0: a new one
	Version int64 // that the admin saw
	Name    string
	Members []int64
}

// Check brings the name to its normal form and returns *Invalid or nil.
func (e *TeamEdit) Check() error {
	bad := &Invalid{}
	e.Name = strings.TrimSpace(e.Name)
	switch {
	case e.Name == "":
		bad.Add("name", "invalid.required")
	case utf8.RuneCountInString(e.Name) > MaxTeamName:
		bad.AddLimit("name", "invalid.too_long", MaxTeamName)
	}
	return bad.OrNil()
}
