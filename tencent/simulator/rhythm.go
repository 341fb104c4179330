package simulator

import (
	"sort"
	"time"

	"xiansuo/models"
)

// hourWeights is how many leads come in each hour of a Beijing day, relative to the others.
var hourWeights = [24]float64{3, 2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 10, 9, 8, 8, 8, 8, 9, 11, 13, 13, 10, 6}

// rhythm spreads leads over a span of time by the hours' weights.
type rhythm struct {
	starts []int64   // of the hours of the span, Unix seconds, and its end
	before []float64 // weight before each start
}

func newRhythm(from, to time.Time) rhythm {
	r := rhythm{}
	total := 0.0
	for at := from.Unix(); at < to.Unix(); {
		r.starts, r.before = append(r.starts, at), append(r.before, total)
		next := min(at-at%3600+3600, to.Unix())
		total += hourWeights[time.Unix(at, 0).In(models.Beijing).Hour()] * float64(next-at)
		at = next
	}
	r.starts, r.before = append(r.starts, to.Unix()), append(r.before, total)
	return r
}

// at is the second by which a share (0 to 1) of the leads has come.
func (r rhythm) at(share float64) int64 {
	weight := share * r.before[len(r.before)-1]
	i := sort.SearchFloat64s(r.before, weight)
	if i == 0 || i == len(r.before) {
		return r.starts[min(i, len(r.starts)-1)]
	}
	part := (weight - r.before[i-1]) / (r.before[i] - r.before[i-1])
	return r.starts[i-1] + int64(part*float64(r.starts[i]-r.starts[i-1]))
}
