package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"xiansuo/models"
)

// teamMember is a row of the teams' members.
type teamMember struct {
	TeamID, UserID int64
}

// TableName tells GORM the table.
func (teamMember) TableName() string { return "team_members" }

// Teams lists the teams by name, with their members.
func (s *Store) Teams(ctx context.Context) ([]models.Team, error) {
	var teams []models.Team
	if err := s.read.WithContext(ctx).Order("name, id").Find(&teams).Error; err != nil {
		return nil, s.judge("list teams", err)
	}
	var members []teamMember
	if err := s.read.WithContext(ctx).Order("team_id, user_id").Find(&members).Error; err != nil {
		return nil, s.judge("list teams", err)
	}
	for i := range teams {
		for _, member := range members {
			if member.TeamID == teams[i].ID {
				teams[i].Members = append(teams[i].Members, member.UserID)
			}
		}
	}
	return teams, nil
}

// Team returns one team, or models.ErrNotFound.
func (s *Store) Team(ctx context.Context, id int64) (models.Team, error) {
	tx := s.read.WithContext(ctx)
	team, err := teamIn(tx, tx, id)
	return team, s.judge("find a team", err)
}

// teamIn reads a team, held or not, and its members.
func teamIn(teams, tx *gorm.DB, id int64) (models.Team, error) {
	var team models.Team
	if err := teams.Take(&team, "id = ?", id).Error; err != nil {
		return models.Team{}, err
	}
	err := tx.Model(&teamMember{}).Where("team_id = ?", id).Order("user_id").Pluck("user_id", &team.Members).Error
	return team, err
}

// SaveTeam makes a team or changes one. *models.Invalid for a bad or taken name or an unknown member,
// models.ErrConflict when somebody changed it since the admin looked.
func (s *Store) SaveTeam(ctx context.Context, edit models.TeamEdit) (models.Team, error) {
	if err := edit.Check(); err != nil {
		return models.Team{}, err
	}
	slices.Sort(edit.Members)
	edit.Members = slices.Compact(edit.Members)
	var team models.Team
	err := s.change(ctx, "save a team", func(tx *gorm.DB) (err error) {
		if err := s.checkTeam(tx, &edit); err != nil {
			return err
		}
		if edit.ID == 0 {
			team, err = s.addTeam(tx, &edit)
		} else {
			team, err = s.changeTeam(tx, &edit)
		}
		return err
	})
	return team, err
}

func (s *Store) checkTeam(tx *gorm.DB, edit *models.TeamEdit) error {
	bad := &models.Invalid{}
	var taken, known, teams int64
	if err := tx.Model(&models.Team{}).Where("name = ? AND id <> ?", edit.Name, edit.ID).Count(&taken).Error; err != nil {
		return err
	}
	if err := tx.Model(&models.User{}).Where("id IN ?", edit.Members).Count(&known).Error; err != nil {
		return err
	}
	if err := tx.Model(&models.Team{}).Count(&teams).Error; err != nil {
		return err
	}
	if taken > 0 {
		bad.Add("name", "invalid.team_taken")
	}
	if int(known) != len(edit.Members) {
		bad.Add("members", "invalid.choice")
	}
	if edit.ID == 0 && teams >= models.MaxTeams {
		bad.AddLimit("name", "invalid.teams_full", models.MaxTeams)
	}
	return bad.OrNil()
}

func (s *Store) addTeam(tx *gorm.DB, edit *models.TeamEdit) (models.Team, error) {
	team := models.Team{Name: edit.Name, Version: 1, CreatedAt: s.instant(), Members: edit.Members}
	if err := tx.Create(&team).Error; err != nil {
		return models.Team{}, s.nameTaken(err)
	}
	if err := setMembers(tx, &team); err != nil {
		return models.Team{}, err
	}
	return team, s.record(tx, models.Act{Action: models.ActionTeamCreated, Subject: models.SubjectTeam, SubjectID: team.ID, New: teamValues(&team)})
}

// nameTaken is for two who give two teams one name at once.
func (s *Store) nameTaken(err error) error {
	if !s.dialect.duplicate(err) {
		return err
	}
	bad := &models.Invalid{}
	bad.Add("name", "invalid.team_taken")
	return bad
}

func (s *Store) changeTeam(tx *gorm.DB, edit *models.TeamEdit) (models.Team, error) {
	team, err := teamIn(s.held(tx), tx, edit.ID)
	if err != nil {
		return models.Team{}, err
	}
	if team.Version != edit.Version {
		return team, models.ErrConflict
	}
	before := teamValues(&team)
	team.Name, team.Members, team.Version = edit.Name, edit.Members, team.Version+1
	err = tx.Model(&models.Team{}).Where("id = ?", team.ID).UpdateColumns(map[string]any{"name": team.Name, "version": team.Version}).Error
	if err != nil {
		return models.Team{}, s.nameTaken(err)
	}
	if err := setMembers(tx, &team); err != nil {
		return models.Team{}, err
	}
	return team, s.record(tx, models.Act{Action: models.ActionTeamChanged, Subject: models.SubjectTeam, SubjectID: team.ID, Old: before, New: teamValues(&team)})
}

func setMembers(tx *gorm.DB, team *models.Team) error {
	if err := tx.Where("team_id = ?", team.ID).Delete(&teamMember{}).Error; err != nil {
		return err
	}
	rows := make([]teamMember, len(team.Members))
	for i, member := range team.Members {
		rows[i] = teamMember{team.ID, member}
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.Create(&rows).Error
}

func teamValues(team *models.Team) map[string]any {
	return map[string]any{"name": team.Name, "members": team.Members}
}

// DeleteTeam takes a team away; its members stay, and its managers see less.
func (s *Store) DeleteTeam(ctx context.Context, id int64) error {
	return s.change(ctx, "delete a team", func(tx *gorm.DB) error {
		team, err := teamIn(s.held(tx), tx, id)
		if err != nil {
			return err
		}
		if err := tx.Where("team_id = ?", id).Delete(&teamMember{}).Error; err != nil {
			return err
		}
		if err := tx.Where("id = ?", id).Delete(&models.Team{}).Error; err != nil {
			return err
		}
		return s.record(tx, models.Act{Action: models.ActionTeamDeleted, Subject: models.SubjectTeam, SubjectID: id, Old: teamValues(&team)})
	})
}
