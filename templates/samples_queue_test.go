package templates

import (
	"time"

	"xiansuo/models"
)

// sampleQueue is a part of a queue in which one call is late and one is to come.
func sampleQueue() QueueProps {
	rows := sampleRows(4)
	rows[0].Lead.QueueAt = ago(2 * time.Hour)
	rows[1].Lead.QueueAt = ago(-90 * time.Minute)
	rows[2].Lead.QueueAt = models.QueueRest
	return QueueProps{
		Counts: []models.QueueCount{
			{Part: models.PartNew, Count: 12}, {Part: models.PartOverdue, Count: 3}, {Part: models.PartToday, Count: 0},
			{Part: models.PartRest, Count: models.MaxCount + 1},
		},
		Part: models.PartOverdue, Rows: rows, More: true,
	}
}
