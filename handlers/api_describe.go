package handlers

import (
	"net/http"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// parametersOf are an endpoint's parameters: those of the path, the query and the header.
func parametersOf(e endpoint, l models.Language) []object {
	var list []object
	for _, found := range routeParameter.FindAllStringSubmatch(e.pattern, -1) {
		list = append(list, object{"name": found[1], "in": "path", "required": true, "schema": object{"type": "integer"}})
	}
	for _, p := range e.parameters {
		in := "query"
		if p.header {
			in = "header"
		}
		kind := "string"
		if p.number {
			kind = "integer"
		}
		list = append(list, object{"name": p.name, "in": in, "required": p.required, "description": p.about.In(l), "schema": object{"type": kind}})
	}
	return list
}

// bodySchema is what a script brings.
func bodySchema(fields []apiBodyField, l models.Language) object {
	properties, required := object{}, []string{}
	for _, field := range fields {
		schema := object{"type": "string", "description": field.about.In(l)}
		if field.Number {
			schema["type"] = "integer"
		}
		if field.max > 0 {
			schema["maxLength"] = field.max
		}
		properties[field.Name] = schema
		if field.Required {
			required = append(required, field.Name)
		}
	}
	return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

// help is the page about the API, made of the same table.
func (a api) help(c *web.Context) error {
	language := c.Language()
	props := templates.APIHelpProps{Origin: origin(c)}
	for _, e := range a.endpoints() {
		described := templates.APIEndpointProps{
			Name: e.name, Method: e.method, Path: routeParameter.ReplaceAllString(e.pattern, "{$1}"), Summary: e.summary.In(language), Scope: e.scope,
		}
		for _, p := range e.parameters {
			described.Fields = append(described.Fields, templates.APIFieldProps{Name: p.name, Number: p.number, Required: p.required, About: p.about.In(language)})
		}
		for _, f := range e.body {
			described.Fields = append(described.Fields, templates.APIFieldProps{Name: f.Name, Number: f.Number, Required: f.Required, About: f.about.In(language), Max: f.max})
		}
		for _, answer := range e.answers {
			described.Statuses = append(described.Statuses, answer.status)
		}
		props.Endpoints = append(props.Endpoints, described)
	}
	return c.Render(http.StatusOK, templates.APIHelp(props))
}

// origin is how the browser reached the desk.
func origin(c *web.Context) string {
	if c.Request.TLS != nil {
		return "https://" + c.Request.Host
	}
	return "http://" + c.Request.Host
}
