// Package identity says who somebody is: accounts, second factors, sessions and
// tokens. It never says what anybody may do: that follows from duties, which are
// cases of their own (workflow/mandate) and are read anew at every request.
package identity
