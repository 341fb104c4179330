// Package web is the HTTP machinery of the desk: the server, what every request passes through,
// sessions, guards, rendering, and the one place where errors become answers. It knows users
// but no leads.
package web
