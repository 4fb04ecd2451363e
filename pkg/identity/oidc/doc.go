// Package oidc lets people of the installation prove who they are at an OpenID Connect
// provider, such as the sign-on of a government: the authorization code flow with PKCE, a
// state and a nonce (OpenID Connect Core 1.0; RFC 7636, 8725, 9207 and 9700).
//
// A proof names a subject of the provider and in how many ways they proved it. It never
// tells which person of ours that is, and nothing about what they may do.
package oidc
