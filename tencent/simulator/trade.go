package simulator

import "xiansuo/models"

// trade is what leads of one industry are made of.
type trade struct {
	topic       string // the form's question about what the campaign offers
	campaigns   []campaign
	groups      []string
	pages       []string
	form        []question // 表单: bundle
	layers      []question // 意向表单: layer_form_content
	talk        []question // 互动内容: custom_qa
	tags        []string
	shops       []string // named after the city they are in
	pools       bool     // shops have a leads_pool_id (房讯达)
	professions []string
	types       []weighted // of leads_type
}

// campaign is what one 推广计划 offers and the ads it offers it with.
type campaign struct {
	name, topic string
	ads         []string
}

// question is one question of a form with what people answer.
type question struct {
	ask     string
	answers []string
	asked   int // in percent of forms; the others leave it out
}

func tradeOf(industry models.Industry) *trade {
	switch industry {
	case models.Estate:
		return &estateTrade
	case models.Home:
		return &homeTrade
	case models.Medical:
		return &medicalTrade
	case models.Franchise:
		return &franchiseTrade
	}
	return &educationTrade
}

// answered is a form as one person filled it in, in the form's order.
func (c chance) answered(questions []question) fields {
	var form fields
	for _, q := range questions {
		if c.percent(q.asked) {
			form = append(form, field{q.ask, pick(c, q.answers)})
		}
	}
	return form
}
