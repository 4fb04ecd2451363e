package store

// Holding is the statement by which Postgres tells the duties of a person.
var Holding = holding.postgres
