package templates

import "context"

// ProblemTitle says to a script's author what a status means.
func ProblemTitle(ctx context.Context, status int) string {
	switch status {
	case 401:
		return T(ctx, "problem.401.title")
	case 404:
		return T(ctx, "problem.404.title")
	case 415:
		return T(ctx, "problem.415.title")
	}
	return errorTitle(ctx, status)
}

// ProblemDetail says what to do about it.
func ProblemDetail(ctx context.Context, status int) string {
	switch status {
	case 400:
		return T(ctx, "problem.400")
	case 401:
		return T(ctx, "problem.401")
	case 403:
		return T(ctx, "problem.403")
	case 404:
		return T(ctx, "problem.404")
	case 405:
		return T(ctx, "problem.405")
	case 409:
		return T(ctx, "problem.409")
	case 413:
		return T(ctx, "problem.413")
	case 415:
		return T(ctx, "problem.415")
	case 422:
		return T(ctx, "problem.422")
	case 429:
		return T(ctx, "problem.429")
	}
	return errorHelp(ctx, status)
}
