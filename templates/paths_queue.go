package templates

import (
	"net/url"
	"strconv"

	"xiansuo/models"
)

// The seller's queue.
const QueueRoute = "/queue"

// QueuePath is the queue's address: a part of it, empty for the first that holds a lead, from a place on.
func QueuePath(part models.QueuePart, after models.QueuePlace) string {
	query := url.Values{}
	if part != "" {
		query.Set("part", string(part))
	}
	if after != (models.QueuePlace{}) {
		query.Set("after", strconv.FormatInt(int64(after.At), 10)+"."+strconv.FormatInt(after.Key, 10))
	}
	if len(query) == 0 {
		return QueueRoute
	}
	return QueueRoute + "?" + query.Encode()
}
