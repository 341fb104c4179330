package templates

import (
	"context"
	"strings"
)

// errorTitle and errorHelp say in words what a status means and what to do.
func errorTitle(ctx context.Context, status int) string {
	switch status {
	case 400:
		return T(ctx, "error.400.title")
	case 401:
		return T(ctx, "error.401.title")
	case 403:
		return T(ctx, "error.403.title")
	case 404:
		return T(ctx, "error.404.title")
	case 405:
		return T(ctx, "error.405.title")
	case 408:
		return T(ctx, "error.408.title")
	case 409:
		return T(ctx, "error.409.title")
	case 413:
		return T(ctx, "error.413.title")
	case 422:
		return T(ctx, "error.422.title")
	case 429:
		return T(ctx, "error.429.title")
	case 502:
		return T(ctx, "error.502.title")
	case 503:
		return T(ctx, "error.503.title")
	case 507:
		return T(ctx, "error.507.title")
	}
	return T(ctx, "error.500.title")
}

func errorHelp(ctx context.Context, status int) string {
	switch status {
	case 400:
		return T(ctx, "error.400.help")
	case 401:
		return T(ctx, "error.401.help")
	case 403:
		return T(ctx, "error.403.help")
	case 404:
		return T(ctx, "error.404.help")
	case 405:
		return T(ctx, "error.405.help")
	case 408:
		return T(ctx, "error.408.help")
	case 409:
		return T(ctx, "error.409.help")
	case 413:
		return T(ctx, "error.413.help")
	case 422:
		return T(ctx, "error.422.help")
	case 429:
		return T(ctx, "error.429.help")
	case 502:
		return T(ctx, "error.502.help")
	case 503:
		return T(ctx, "error.503.help")
	case 507:
		return T(ctx, "error.507.help")
	}
	return T(ctx, "error.500.help")
}

// errorBack is the way on: back to where the error came from, or to a place that works.
func errorBack(ctx context.Context, props ErrorPageProps) string {
	switch {
	case isOurs(props.Back):
		return props.Back
	case PageOf(ctx).User == nil:
		return LoginPath()
	}
	return LeadsPath()
}

func errorBackWords(ctx context.Context, props ErrorPageProps) string {
	switch {
	case isOurs(props.Back):
		return T(ctx, "error.back")
	case PageOf(ctx).User == nil:
		return T(ctx, "error.to_login")
	}
	return T(ctx, "error.to_leads")
}

// isOurs reports whether an address stays on this site: a path, and none that a browser reads as
// another host.
func isOurs(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && !strings.ContainsAny(path, "\\\t\r\n")
}
