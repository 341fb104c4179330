package handlers

import (
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"xiansuo/web"
)

// object is a JSON object of the OpenAPI document.
type object map[string]any

// document answers GET /api/v1/openapi.json, in the language that is asked for. It is made of the table
// of endpoints and of the types that are answered, so that it says what the program does.
func (a api) document(c *web.Context) error {
	schemas, paths := schemas{}, object{}
	language := c.Language()
	for _, e := range a.endpoints() {
		path := routeParameter.ReplaceAllString(e.pattern, "{$1}")
		known, _ := paths[path].(object)
		if known == nil {
			known = object{}
			paths[path] = known
		}
		operation := object{"operationId": e.name, "summary": e.summary.In(language), "responses": schemas.answers(e.answers)}
		if e.scope != "" {
			operation["description"] = "scope: " + string(e.scope)
		}
		if parameters := parametersOf(e, language); len(parameters) > 0 {
			operation["parameters"] = parameters
		}
		if len(e.body) > 0 {
			operation["requestBody"] = object{"required": true, "content": object{"application/json": object{"schema": bodySchema(e.body, language)}}}
		}
		known[strings.ToLower(e.method)] = operation
	}
	return c.AnswerJSON(http.StatusOK, object{
		"openapi":    "3.1.0",
		"info":       object{"title": "Xiansuo 线索台", "version": "1"},
		"security":   []object{{"token": []string{}}},
		"paths":      paths,
		"components": object{"schemas": schemas, "securitySchemes": object{"token": object{"type": "http", "scheme": "bearer"}}},
	})
}

var routeParameter = regexp.MustCompile(`:(\w+)`)

// schemas are the named types of the document.
type schemas map[string]object

func (s schemas) answers(answers []apiAnswer) object {
	responses := object{}
	for _, answer := range answers {
		media := "application/json"
		if answer.status >= http.StatusBadRequest {
			media = "application/problem+json"
		}
		responses[strconv.Itoa(answer.status)] = object{
			"description": http.StatusText(answer.status),
			"content":     object{media: object{"schema": s.of(reflect.TypeOf(answer.shape))}},
		}
	}
	responses["default"] = object{
		"description": "Trouble on the server", "content": object{"application/problem+json": object{"schema": s.of(reflect.TypeFor[web.Problem]())}},
	}
	return responses
}

// of is the schema of a type that is answered.
func (s schemas) of(t reflect.Type) object {
	switch t.Kind() {
	case reflect.Pointer:
		return object{"anyOf": []object{s.of(t.Elem()), {"type": "null"}}}
	case reflect.Slice:
		return object{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	case reflect.Struct:
		name := strings.TrimPrefix(t.Name(), "api")
		if _, known := s[name]; !known {
			s[name] = s.structure(t)
		}
		return object{"$ref": "#/components/schemas/" + name}
	}
	return object{"type": "string"}
}

// structure is the schema of a struct: exactly its fields, those of embedded structs among them.
func (s schemas) structure(t reflect.Type) object {
	properties, required := object{}, []string{}
	for _, field := range reflect.VisibleFields(t) {
		if field.Anonymous {
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		properties[name] = s.of(field.Type)
		if options != "omitempty" {
			required = append(required, name)
		}
	}
	return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}
