package templates

import (
	"time"

	"xiansuo/models"
)

func sampleOwning() LeadOwnerProps {
	return LeadOwnerProps{
		Lead: 4, Owner: 8, Name: "周涛", Receivers: []Option{{"7", "李晓燕"}, {"8", "周涛"}, {"10", "陈静"}},
		Errors: invalid("owner", "invalid.receiver"), Conflict: true,
	}
}

func sampleUsers() []models.User {
	return []models.User{
		{ID: 7, Name: "李晓燕", Role: models.Admin}, {ID: 8, Name: "周涛", Role: models.Manager},
		{ID: 9, Name: "张伟", Role: models.Sales, Disabled: true}, {ID: 10, Name: "陈静", Role: models.Sales},
		{ID: 11, Name: "欧阳若兰（上海浦东新区门店）", Role: models.Sales},
	}
}

func sampleTeams() TeamListProps {
	return TeamListProps{
		Teams: []models.Team{
			{ID: 1, Name: "华东一组", Version: 2, Members: []int64{8, 10, 11}}, {ID: 2, Name: "夜班", Version: 1, Members: []int64{9}}, {ID: 3, Name: "空", Version: 1},
		},
		Users: sampleUsers(),
	}
}

func sampleHandover() HandoverProps {
	users := sampleUsers()
	return HandoverProps{
		User: users[2], Receivers: []models.User{users[1], users[3], users[4]}, Chosen: []int64{10, 11},
		Counts: []models.WorkCount{{Leads: 1204}, {ConvertStatus: models.StatusAddWeixin, Leads: 80}, {ConvertStatus: models.StatusTransCompleted, Leads: 3}},
		Last: &models.Handover{
			ID: 1, UserID: 9, State: models.HandoverDone, Total: 40, Moved: 40, CreatedAt: ago(2 * time.Hour), FinishedAt: ago(2 * time.Hour),
		},
		Names: []string{"陈静", ""},
	}
}

func sampleHandoverMoving() HandoverProps {
	props := sampleHandover()
	props.Last = &models.Handover{ID: 2, UserID: 9, State: models.HandoverMoving, Total: 1287, Moved: 500, CreatedAt: ago(3 * time.Second)}
	return props
}

func sampleHandoverUndone() HandoverProps {
	props := sampleHandover()
	props.Last.State, props.Last.Returned = models.HandoverUndone, 37
	return props
}
