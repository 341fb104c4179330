package handlers

import (
	"net/http"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

type apiAccount struct {
	ID           int64  `json:"id"`
	Name         string `json:"name"`
	Industry     string `json:"industry"`
	StatusSystem string `json:"status_system"`
	ReportMode   string `json:"report_mode"`
	Paused       bool   `json:"paused"`
}

type apiAccounts struct {
	Accounts []apiAccount `json:"accounts"`
}

func (a api) accounts(c *web.Context) error {
	if _, err := c.Parameters(); err != nil {
		return err
	}
	names, err := a.names.read(c.Ctx())
	if err != nil {
		return err
	}
	answer := apiAccounts{Accounts: make([]apiAccount, len(names.accounts))}
	for i, account := range names.accounts {
		answer.Accounts[i] = apiAccount{account.ID, account.Name, string(account.Industry), string(account.StatusSystem), string(account.ReportMode), account.Paused}
	}
	return c.AnswerJSON(http.StatusOK, answer)
}

type apiChoice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// apiRules are the statuses and reasons of one column of the matrix.
type apiRules struct {
	StatusSystem string      `json:"status_system"`
	Industry     string      `json:"industry"` // empty on the standard system, which every industry shares
	Statuses     []apiChoice `json:"leads_convert_type"`
	Reasons      []apiChoice `json:"leads_ineffect_reason"`
}

type apiEnums struct {
	Systems []apiRules  `json:"systems"`
	Scores  []apiChoice `json:"leads_intention_score"`
	Reports []apiChoice `json:"report_state"`
}

// enums is the matrix in the script's language.
func (a api) enums(c *web.Context) error {
	if _, err := c.Parameters(); err != nil {
		return err
	}
	language := c.Language()
	systems := []apiRules{rulesOf(models.StandardSystem, models.NoIndustry, language)}
	for _, industry := range models.Industries {
		if models.Industry(industry.Value) != models.NoIndustry {
			systems = append(systems, rulesOf(models.IndustrySystem, models.Industry(industry.Value), language))
		}
	}
	return c.AnswerJSON(http.StatusOK, apiEnums{systems, choicesOf(models.IntentionScores, language), choicesOf(models.ReportStates, language)})
}

func rulesOf(system models.StatusSystem, industry models.Industry, l models.Language) apiRules {
	rules := models.RulesFor(system, industry)
	named := string(industry)
	if system == models.StandardSystem {
		named = ""
	}
	return apiRules{string(system), named, choicesOf(rules.Statuses(), l), choicesOf(rules.Reasons(), l)}
}

func choicesOf(enum models.Enum, l models.Language) []apiChoice {
	choices := make([]apiChoice, len(enum))
	for i, choice := range enum {
		choices[i] = apiChoice{choice.Value, choice.Label.In(l)}
	}
	return choices
}

type apiFigure struct {
	AccountID int64  `json:"account_id"`
	Status    string `json:"leads_convert_type"` // empty: none was set yet
	Leads     int64  `json:"leads"`
}

type apiFigures struct {
	From    string      `json:"from"`
	To      string      `json:"to"`
	Figures []apiFigure `json:"figures"`
}

// count answers how many leads came in some days, by account and by what became of them.
func (a api) count(c *web.Context) error {
	values, err := c.Parameters(parameterNames(figureParameters)...)
	if err != nil {
		return err
	}
	r := queryReader{}
	first, last := values.Get("from"), values.Get("to")
	from, to := r.day("from", &first, 0), r.day("to", &last, 1)
	for _, name := range []string{"from", "to"} {
		if values.Get(name) == "" {
			r.bad.Add(name, "invalid.required")
		}
	}
	switch {
	case len(r.bad.Fields) > 0:
		return &r.bad
	case to <= from:
		r.bad.Add("to", templates.WordDate)
		return &r.bad
	case to.Sub(from) > models.MaxFigureDays*24*time.Hour:
		r.bad.AddLimit("to", "invalid.range_days", models.MaxFigureDays)
		return &r.bad
	}
	figures, err := a.figures.Figures(c.Ctx(), from, to)
	if err != nil {
		return err
	}
	answer := apiFigures{first, last, make([]apiFigure, len(figures))}
	for i, figure := range figures {
		answer.Figures[i] = apiFigure{figure.AccountID, string(figure.ConvertStatus), figure.Leads}
	}
	return c.AnswerJSON(http.StatusOK, answer)
}
