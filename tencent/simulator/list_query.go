package simulator

import (
	"net/url"
	"regexp"
	"strconv"
	"time"

	"xiansuo/models"
)

// listQuery is what a pull asks for (§2).
type listQuery struct {
	from, to    int64 // Unix seconds; both belong to the window
	byIngestion bool  // time_type 1
	page, size  int
	after       string // search_after_leads_id
}

const (
	defaultPageSize = 50
	maxPageSize     = 200
)

var (
	dayForm    = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	secondForm = regexp.MustCompile(`^\d{10}$`)
)

func parseListQuery(v url.Values) (listQuery, *answer) {
	q := listQuery{after: v.Get("search_after_leads_id")}
	var bad *answer
	if q.from, bad = moment(v, "start_time", false); bad != nil {
		return q, bad
	}
	if q.to, bad = moment(v, "end_time", true); bad != nil {
		return q, bad
	}
	if q.from > q.to {
		return q, refuse(codeRange, "请求参数错误: start_time 不能大于 end_time")
	}
	timeType, bad := number(v, "time_type", 0, 0, 1)
	if bad != nil {
		return q, bad
	}
	q.byIngestion = timeType == 1
	if q.page, bad = number(v, "page", 1, 1, 1<<31); bad != nil {
		return q, bad
	}
	q.size, bad = number(v, "page_size", defaultPageSize, 1, maxPageSize)
	return q, bad
}

// moment reads one end of the window: a Beijing day or Unix seconds. A day as the end is meant
// with all its hours.
func moment(v url.Values, name string, end bool) (int64, *answer) {
	text := v.Get(name)
	switch {
	case text == "":
		return 0, refuse(codeMissing, "请求参数错误: 缺少必填参数 %s", name)
	case secondForm.MatchString(text):
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err == nil {
			return seconds, nil
		}
	case dayForm.MatchString(text):
		day, err := time.ParseInLocation(time.DateOnly, text, models.Beijing)
		if err != nil {
			break
		}
		if end {
			day = day.AddDate(0, 0, 1).Add(-time.Second)
		}
		return day.Unix(), nil
	}
	return 0, refuse(codeFormat, "请求参数错误: %s 格式应为 yyyy-mm-dd 或秒级时间戳", name)
}

func number(v url.Values, name string, standard, low, high int) (int, *answer) {
	if !v.Has(name) {
		return standard, nil
	}
	n, err := strconv.Atoi(v.Get(name))
	switch {
	case err != nil:
		return 0, refuse(codeFormat, "请求参数错误: %s 应为整数", name)
	case n < low || n > high:
		return 0, refuse(codeRange, "请求参数错误: %s 取值超出范围", name)
	}
	return n, nil
}
