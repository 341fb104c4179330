package tencent

import (
	"slices"
	"strings"

	"xiansuo/models"
)

// How deep refused items are looked for, and under which names. The answer to a partly bad batch
// is undocumented (§8.19), so every plausible form is understood.
const maxRefusalDepth = 4

var (
	idNames     = []string{"leads_id", "lead_id", "leadsId", "id"}
	indexNames  = []string{"index", "idx", "position", "pos", "row", "offset"}
	codeNames   = []string{"code", "error_code", "err_code", "errcode", "ret"}
	resultNames = []string{"success", "is_success", "ok"}
)

// refusalSearch gathers the refused positions of a batch.
type refusalSearch struct {
	positions map[string]int // of each lead of the batch
	found     []int
	indexes   []int // positions by number, which may count from 0 or from 1
}

// refusedItems reads which items of a refused batch the data of its answer names: lists of objects
// with a lead's id or a position, lists of bare ids or positions, or objects keyed by lead id.
// Data that merely repeats the whole batch names none. The positions come sorted, each once.
func refusedItems(data value, reports []models.OutgoingReport) []int {
	named := searchRefusals(data, reports, true)
	if len(named) == len(reports) && len(named) > 1 {
		return failedItems(data, reports)
	}
	return named
}

// failedItems reads only those items that are called failed, for an answer with code 0.
func failedItems(data value, reports []models.OutgoingReport) []int {
	return searchRefusals(data, reports, false)
}

func searchRefusals(data value, reports []models.OutgoingReport, failed bool) []int {
	search := refusalSearch{positions: make(map[string]int, len(reports))}
	for i := range reports {
		search.positions[reports[i].LeadsID] = i
	}
	search.walk(data, failed, 0)
	search.takeIndexes(len(reports))
	slices.Sort(search.found)
	return slices.Compact(search.found)
}

// walk looks through one value. failed says whether what it lists is known to have failed.
func (s *refusalSearch) walk(v value, failed bool, depth int) {
	if depth > maxRefusalDepth {
		return
	}
	for element := range v.elements() {
		if element.isObject() {
			s.item(element, failed, depth)
		} else if failed && !element.isList() {
			s.bare(element)
		}
	}
	for quoted, member := range v.members() {
		name := quoted.text()
		if position, isLead := s.positions[name]; isLead && (failed || saysFailed(member)) && !saysPassed(member) {
			s.found = append(s.found, position)
			continue
		}
		s.walk(member, listsFailed(name, failed), depth+1)
	}
}

// listsFailed judges a list by its name: {"success_list":[…],"fail_list":[…]}.
func listsFailed(name string, failed bool) bool {
	name = strings.ToLower(name)
	if strings.Contains(name, "succ") {
		return false
	}
	return failed || strings.Contains(name, "fail") || strings.Contains(name, "err") || strings.Contains(name, "invalid")
}

// item reads one object of a list: by the lead's id, or else by its position.
func (s *refusalSearch) item(v value, failed bool, depth int) {
	if saysPassed(v) || !failed && !saysFailed(v) {
		return
	}
	if position, ok := s.positions[v.first(idNames...).text()]; ok {
		s.found = append(s.found, position)
		return
	}
	if index, ok := v.first(indexNames...).int(); ok {
		s.indexes = append(s.indexes, int(index))
		return
	}
	s.walk(v, failed, depth+1)
}

func (s *refusalSearch) bare(v value) {
	if position, ok := s.positions[v.text()]; ok {
		s.found = append(s.found, position)
	} else if index, ok := v.int(); ok {
		s.indexes = append(s.indexes, int(index))
	}
}

// takeIndexes accepts positions by number. They count from 0, unless one of them is as large as
// the batch and none is 0. A single wild one spoils them all: better to find the bad item by
// halves than to park a good one.
func (s *refusalSearch) takeIndexes(size int) {
	if len(s.indexes) == 0 {
		return
	}
	first := 0
	if slices.Max(s.indexes) == size {
		first = 1
	}
	if slices.Min(s.indexes) < first || slices.Max(s.indexes)-first >= size {
		return
	}
	for _, index := range s.indexes {
		s.found = append(s.found, index-first)
	}
}

func saysFailed(v value) bool {
	if code := v.first(codeNames...).text(); code != "" && code != "0" {
		return true
	}
	result := v.first(resultNames...).text()
	return result == "false" || result == "0"
}

func saysPassed(v value) bool {
	if v.first(codeNames...).text() == "0" {
		return true
	}
	result := v.first(resultNames...).text()
	return result == "true" || result == "1"
}
