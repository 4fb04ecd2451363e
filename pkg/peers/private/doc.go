// Package private starts a Postgres or a Redis for this process alone: from the programs installed here, on a Unix socket in a
// folder that nobody else can enter, without a TCP port; where no program is installed, from a container engine.
//
// It knows nothing of tests, so that a command that needs a database for the length of a measurement can use it too. It never
// uses a server that merely listens on a default port, and whatever it starts dies with this process (on Linux even when the
// process is killed).
package private
