package templates

// ErrorPageProps fill the page of an error. The request id comes with the Page.
type ErrorPageProps struct {
	Status int    // the HTTP status that is answered
	Back   string // a path of ours; empty: the list, or the sign-in page when signed out
}
