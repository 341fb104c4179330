package simulator

import (
	"fmt"
	"strconv"
)

// placement is where an account's ad was shown: campaign, group, ad and page, which belong together
// for as long as the simulator lives.
type placement struct {
	campaign, group, ad, creative, dynamic, page, component named
	source, subSource                                       string
	topic, url                                              string
}

type named struct{ id, name string }

// newPlacements makes 3 groups of each of an account's 4 campaigns, with the campaign's ads in each.
func newPlacements(a *account) []placement {
	const campaigns, groups = 4, 3
	c := newChance(a.seed, streamPlacements, 0)
	t := a.trade
	var made []placement
	for i := range campaigns {
		offer := t.campaigns[(a.index+i)%len(t.campaigns)]
		campaign := named{c.digits(10), offer.name}
		page := named{c.digits(9), t.pages[i%len(t.pages)]}
		component := named{c.digits(8), page.name + "-组件"}
		source, subSource := c.source(t)
		for k := range groups {
			group := named{c.digits(10), t.groups[(a.index+i+k)%len(t.groups)]}
			for n, name := range offer.ads {
				p := placement{
					topic: offer.topic, campaign: campaign, group: group, page: page, component: component,
					ad:       named{c.digits(10), fmt.Sprintf("%s-%d", name, n+1)},
					creative: named{c.digits(10), name},
					dynamic:  named{c.digits(11), name + "-动态"},
					source:   source, subSource: subSource,
				}
				p.url = "https://ad.example.com/page/" + page.id + "?aid=" + strconv.FormatInt(a.ID, 10)
				made = append(made, p)
			}
		}
	}
	return made
}

// source is leads_source with its leads_sub_source (7.7, 7.12).
func (c chance) source(t *trade) (source, sub string) {
	source = c.weighted([]weighted{
		{"XJ", 40}, {"XJ_GUANFANG_H5", 15}, {"XJ_GUANFANG_CANVAS", 10}, {"WECHAT_CANVAS", 12},
		{"XUNDA", 8}, {"INTERACTIVEPAGE", 5}, {"CMS", 4}, {"OFFLINE", 4}, {"OUTER_TRAFFIC", 2},
	})
	switch {
	case source == "OFFLINE":
		return source, "OFFLINE_EXTERNAL_API"
	case source == "XUNDA" && t.pools:
		return source, "XUNDA_FANGXUNDA"
	case source == "XUNDA":
		return source, "XUNDA_JIAXUNDA"
	}
	return source, ""
}
