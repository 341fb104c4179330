package simulator

import "math/rand/v2"

// Streams of chance. Each use has its own, so that a quirk never changes a person's name.
const (
	streamTimes uint64 = iota + 1
	streamPerson
	streamQuirks
	streamFaults
	streamArrivals
	streamPlacements
	streamRows
)

// mix spreads two numbers over 64 bits (the finisher of SplitMix64).
func mix(a, b uint64) uint64 {
	z := a + 0x9e3779b97f4a7c15*(b+1)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// chance is a source of made-up facts that always tells the same for the same seed.
type chance struct{ *rand.Rand }

func newChance(seed, stream, n uint64) chance {
	return chance{rand.New(rand.NewPCG(mix(seed, stream), mix(n, stream)))}
}

// percent is true in p of 100 cases.
func (c chance) percent(p int) bool { return c.IntN(100) < p }

// pick chooses one, all alike.
func pick[T any](c chance, from []T) T { return from[c.IntN(len(from))] }

// weighted is a choice that comes up in proportion to its weight.
type weighted struct {
	value  string
	weight int
}

func (c chance) weighted(from []weighted) string {
	total := 0
	for _, w := range from {
		total += w.weight
	}
	n := c.IntN(total)
	for _, w := range from {
		if n -= w.weight; n < 0 {
			return w.value
		}
	}
	return ""
}

// digits is a decimal number of exactly n digits, as text, without a leading zero.
func (c chance) digits(n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = '0' + byte(c.IntN(10))
	}
	if text[0] == '0' {
		text[0] = '1'
	}
	return string(text)
}
