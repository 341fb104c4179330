# Nobody needs make to build or test: `go run . demo` and `go test ./...` do. These are for who changes things.
.PHONY: build test race check generate vendor lint bench

build: ## the static binary of a release
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o xiansuo .

test:
	go test ./...

race:
	go test -race ./...

check: ## everything that the gate checks
	bash .ci/run

generate: ## after changing a .templ file
	go tool templ generate

vendor: ## after bumping a browser library in static/vendor
	bash static/vendor/vendor.sh

lint:
	go tool -modfile=.ci/lint.mod golangci-lint run

bench: ## speed and memory at a million leads, each beside its limit; takes a while
	go test ./models/store . -run '^$$' -bench . -benchtime 1x -timeout 60m
