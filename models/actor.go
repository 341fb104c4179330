package models

import "context"

// ActorKind says what kind of actor does something.
type ActorKind string

const (
	ActorSystem   ActorKind = "system"   // the jobs and the command line
	ActorPlatform ActorKind = "platform" // Tencent Ads, by a push or an answer
	ActorUser     ActorKind = "user"     // somebody who is signed in
	ActorToken    ActorKind = "token"    // a script with an API token
	ActorGuest    ActorKind = "guest"    // somebody who is not signed in
)

// ActorKinds lists them with their labels.
var ActorKinds = Enum{
	{string(ActorSystem), Text{"系统", "System"}},
	{string(ActorPlatform), Text{"平台", "Platform"}},
	{string(ActorUser), Text{"用户", "User"}},
	{string(ActorToken), Text{"API 令牌", "API token"}},
	{string(ActorGuest), Text{"访客", "Guest"}},
}

// Actor is who does something. It travels in the context from the door to the database, so that
// whatever is written down there knows by whom.
type Actor struct {
	Kind ActorKind
	ID   int64  // the user or the token; 0 for others
	Name string // as colleagues know them
	IP   string // where the request came from; empty for what no request caused

	Scope Scope // which leads they see; the zero Scope is none
}

type actorKey struct{}

// ActingAs gives what is done under the context its actor.
func ActingAs(ctx context.Context, actor Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// ActorOf is who acts under the context: the system, when nobody is named. It is then written down
// as the system, but sees no lead: see AsSystem.
func ActorOf(ctx context.Context) Actor {
	if actor, ok := ctx.Value(actorKey{}).(Actor); ok {
		return actor
	}
	return Actor{Kind: ActorSystem, Name: System.Name}
}

// AsSystem is for the jobs and the command line: they act as the system and see every lead. What
// comes from a request never does.
func AsSystem(ctx context.Context) context.Context {
	return ActingAs(ctx, Actor{Kind: ActorSystem, Name: System.Name, Scope: AllLeads()})
}

// Actor is the user as an actor of a request from an address, who sees the leads of a scope.
func (u *User) Actor(ip string, scope Scope) Actor {
	return Actor{Kind: ActorUser, ID: u.ID, Name: u.Name, IP: ip, Scope: scope}
}
