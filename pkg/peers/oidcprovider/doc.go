// Package oidcprovider gives tests a real OpenID Connect provider: the certified
// oidc-provider of npm, run by this machine's Node on a loopback port.
//
// Its modules are installed once for each lock file, into the user's cache; no script of a
// package is run. Where Node or npm is missing the test is not run and says so as for the
// other servers of [selter/pkg/peers]; with CI=true it fails.
//
// The test holds the provider's private keys, so that it can forge tokens around them.
package oidcprovider
