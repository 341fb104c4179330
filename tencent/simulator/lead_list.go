package simulator

import (
	"fmt"
	"slices"
)

// listLeads is §2: the leads of a time window, newest ingestion first.
func (s *Simulator) listLeads(req *request) answer {
	q, bad := parseListQuery(req.query)
	if bad != nil {
		return *bad
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	a := req.account
	w := a.leads.window(q, req.now.Unix())
	start := w.high
	skip := (q.page - 1) * q.size
	if q.after != "" {
		serial, ok := a.serialOf(q.after)
		if !ok {
			return *refuse(codeUnknownLead, "请求参数错误: search_after_leads_id 对应的线索不存在")
		}
		start, skip = min(start, a.leads.position(serial)), 0
	}
	rows := w.page(start, skip, q.size)
	total := w.total()
	for _, f := range req.faults {
		rows, total = f.spoilRows(rows, total, a)
	}
	pages := (total + q.size - 1) / q.size
	b := fmt.Appendf(nil, `{"page_info":{"page":%d,"page_size":%d,"total_number":%d,"total_page":%d},"list":[`,
		q.page, q.size, total, pages)
	b = slices.Grow(b, len(rows)*averageLead)
	for i, serial := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = s.wireLead(a, serial, pullForm).appendJSON(b)
	}
	return answer{message: success.message, data: append(b, "]}"...)}
}

// averageLead is about how many bytes a lead takes on the wire.
const averageLead = 3 << 10

// leadWindow is a part of an account's order, positions low to high-1, of which by submission
// time only some leads belong to the answer.
type leadWindow struct {
	leads     *leadIndex
	low, high int
	belongs   func(entry) bool // nil: all
}

// window finds the leads of a query. A lead that is not ingested yet is not there.
func (x *leadIndex) window(q listQuery, now int64) leadWindow {
	if q.byIngestion {
		low := x.firstAt(q.from)
		return leadWindow{leads: x, low: low, high: max(low, x.firstAt(min(q.to, now)+1))}
	}
	low := x.firstAt(q.from)
	return leadWindow{
		leads: x, low: low, high: max(low, x.firstAt(min(q.to+x.maxLag, now)+1)),
		belongs: func(e entry) bool { return q.from <= e.submitted() && e.submitted() <= q.to },
	}
}

func (w leadWindow) total() int {
	if w.belongs == nil {
		return w.high - w.low
	}
	n := 0
	for _, serial := range w.leads.order[w.low:w.high] {
		if w.belongs(w.leads.entries[serial]) {
			n++
		}
	}
	return n
}

// page walks from a position towards older leads, leaves out the first and takes the next ones.
func (w leadWindow) page(start, skip, size int) []uint32 {
	rows := make([]uint32, 0, size)
	if w.belongs == nil {
		start, skip = start-min(skip, start), 0
	}
	for i := start - 1; i >= w.low && len(rows) < size; i-- {
		serial := w.leads.order[i]
		if w.belongs != nil && !w.belongs(w.leads.entries[serial]) {
			continue
		}
		if skip > 0 {
			skip--
			continue
		}
		rows = append(rows, serial)
	}
	return rows
}
