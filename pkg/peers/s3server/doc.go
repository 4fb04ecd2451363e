// Package s3server gives tests a real S3 service: versitygw, which serves a folder, built
// from its pinned source (deploy/tools/go.mod) and run on a loopback port.
//
// It is built once for each version and kept where the go command keeps what it builds.
// Where the go command is missing the test is not run and says so as for the other servers
// of [selter/pkg/peers]; with CI=true it fails.
package s3server
