package store

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

const (
	limitSearchP99 = 20.0 // ms at a million leads, any two or more characters
	searchRounds   = 300  // searches of each kind
	searchPages    = 3    // read one after another in every fourth search
)

// searchKinds make up what somebody types, from leads that are there: so frequent parts come often and
// rare ones come too.
func searchKinds(made madeUp) map[string]func(dice *rand.Rand) string {
	some := func(dice *rand.Rand) models.Lead { return made.lead(dice.IntN(made.total)) }
	name := func(dice *rand.Rand) []rune { return []rune(some(dice).LeadsName) }
	phone := func(dice *rand.Rand, from, size int) string {
		for {
			if tel := some(dice).LeadsTel; tel != "" {
				return tel[from : from+size]
			}
		}
	}
	anywhere := func(size int) func(*rand.Rand) string {
		return func(dice *rand.Rand) string { return phone(dice, dice.IntN(12-size), size) }
	}
	one := func(list string) func(*rand.Rand) string {
		texts := strings.Fields(list)
		return func(dice *rand.Rand) string { return texts[dice.IntN(len(texts))] }
	}
	return map[string]func(*rand.Rand) string{
		"name: surname and a character": func(dice *rand.Rand) string { return string(name(dice)[:2]) },
		"name: last two characters":     func(dice *rand.Rand) string { n := name(dice); return string(n[len(n)-2:]) },
		"name: whole":                   func(dice *rand.Rand) string { return string(name(dice)) },
		"name: frequent":                one("先生 女士 王先 李女 张文 王明 建国 志伟 晓丽"),
		"name: rare":                    one("懿翀 喆骞 诸葛 司马骞 翀喆 上官 欧阳煜"),
		"name: nobody's":                one("王骉 龘龘 不存在 张三丰四 生先 士女"),
		"phone: 2 digits":               anywhere(2),
		"phone: 3 digits":               anywhere(3),
		"phone: prefix":                 one("13 15 18 138 139 158 186 199 1380 1391 13800 15912"),
		"phone: middle":                 func(dice *rand.Rand) string { return phone(dice, 3, 4) },
		"phone: last 4":                 func(dice *rand.Rand) string { return phone(dice, 7, 4) },
		"phone: 5 digits":               anywhere(5),
		"phone: 6 digits":               anywhere(6),
		"phone: 7 digits":               anywhere(7),
		"phone: 8 digits":               anywhere(8),
		"phone: 9 digits":               anywhere(9),
		"phone: 10 digits":              anywhere(10),
		"phone: whole":                  anywhere(11),
		"phone: repeated digits":        one("1313131 11111 111111 1212121 13131313131 88888888 00000 138138138 13813813813 01010101"),
		"phone: nobody's":               one("00000000000 999999999999 13000000000 19999999999 20000 2000000"),
		"name and phone": func(dice *rand.Rand) string {
			l := some(dice)
			return l.LeadsName + " " + l.LeadsTel[:min(3, len(l.LeadsTel))]
		},
		"surname and phone's end": func(dice *rand.Rand) string {
			return string(name(dice)[:1]) + " " + phone(dice, 7, 4)
		},
		"campaign": one("植发 双十一 推广 春季推广 全屋定制-春季 口腔 火锅加盟 推广-17"),
		"lead id":  func(dice *rand.Rand) string { return some(dice).LeadsID },
	}
}

// BenchmarkSearch searches as people do: most look at the first page, some at later ones.
func BenchmarkSearch(b *testing.B) {
	leads := benchLeads()
	s := benchStore(b, leads)
	kinds := searchKinds(madeUp{benchSeed, leads})
	for _, kind := range sortedKinds(kinds) {
		b.Run(strings.ReplaceAll(kind, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				var took asked
				var slowest time.Duration
				var hardest string
				dice := rand.New(rand.NewPCG(benchSeed, 2))
				for round := range searchRounds {
					q := withCursor(models.LeadQuery{Text: kinds[kind](dice)}, round, dice)
					for range 1 + (searchPages-1)*(round%4/2) {
						var page models.LeadPage
						took.ask(func() { page = readPage(b, s, q) })
						if last := took.fastest[len(took.fastest)-1]; last > slowest {
							slowest, hardest = last, q.Text
						}
						if page.GaveUp {
							b.Errorf("gave up on %q", q.Text)
						}
						if !page.Older || len(page.Leads) == 0 {
							break
						}
						q.After, q.Before = page.Leads[len(page.Leads)-1].ListKey, 0
					}
				}
				p50, p99 := took.metrics(b)
				verdict(b, p99 <= limitSearchP99, "search by %s at %d leads: p50 %.2f, p99 %.2f ms (limit %.0f; %.2f when first asked), hardest %q",
					kind, leads, p50, p99, limitSearchP99, took.first.percentile(99), hardest)
			}
		})
	}
}
