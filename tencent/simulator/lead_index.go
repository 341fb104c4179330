package simulator

import "sort"

// entry is all that is kept of a lead that was made up: the rest follows from seed and serial.
type entry struct {
	created int64 // ingestion, Unix seconds
	lag     int32 // seconds from submission to ingestion
	seeded  bool  // part of a history: others may have worked on it before
}

func (e entry) submitted() int64 { return e.created - int64(e.lag) }

// leadIndex holds an account's leads in about 20 bytes each: entries by serial (the order in
// which they were added) and the serials by ingestion time, oldest first, ties by id.
type leadIndex struct {
	entries []entry
	order   []uint32
	maxLag  int64
	idLess  func(a, b uint32) bool // whether a lead's id is the lower one, by serials
}

// add appends entries and puts them in their place in the order.
func (x *leadIndex) add(entries ...entry) (first uint32) {
	first = uint32(len(x.entries))
	x.entries = append(x.entries, entries...)
	for i, e := range entries {
		x.order = append(x.order, first+uint32(i))
		x.maxLag = max(x.maxLag, int64(e.lag))
	}
	if len(entries) == 1 {
		x.sink(first)
		return first
	}
	if !sort.SliceIsSorted(x.order, func(i, j int) bool { return x.older(x.order[i], x.order[j]) }) {
		sort.Slice(x.order, func(i, j int) bool { return x.older(x.order[i], x.order[j]) })
	}
	return first
}

// sink moves the last of the order to its place.
func (x *leadIndex) sink(serial uint32) {
	last := len(x.order) - 1
	at := sort.Search(last, func(i int) bool { return x.older(serial, x.order[i]) })
	copy(x.order[at+1:], x.order[at:last])
	x.order[at] = serial
}

func (x *leadIndex) older(a, b uint32) bool {
	if x.entries[a].created != x.entries[b].created {
		return x.entries[a].created < x.entries[b].created
	}
	return x.idLess(a, b)
}

// firstAt is the position of the first lead ingested at or after a second.
func (x *leadIndex) firstAt(second int64) int {
	return sort.Search(len(x.order), func(i int) bool { return x.entries[x.order[i]].created >= second })
}

// position is where a lead stands in the order.
func (x *leadIndex) position(serial uint32) int {
	return sort.Search(len(x.order), func(i int) bool { return !x.older(x.order[i], serial) })
}
