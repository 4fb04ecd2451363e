// Package api is Selter over HTTP: echo v4 behind the server that oapi-codegen
// generates from openapi.yaml. No handler sees an echo type.
//
// A request passes the edge (path, size, headers, who it is from, strict JSON or one whole file,
// idempotency key, expected revision), then one handler, and is answered by a
// reply or by an error. problem.go is the only place that turns errors into
// answers. routes.go says for every path who may use it and what it demands; a
// path without a line there does not start the server. Cases change in events.go
// alone, by asking the desk.
//
// openapi.yaml is written by hand down to its marker line; below it cmd/derive
// writes the words of the tables. overlay.yaml tells the generator the Go types.
package api

//go:generate go tool -modfile=../deploy/tools/go.mod oapi-codegen -config oapi-codegen.yaml openapi.yaml
