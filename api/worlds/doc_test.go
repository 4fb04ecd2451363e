// Package worlds_test tries what the API tells to people who may not know: two worlds that
// differ in one secret answer them alike, a case of another agency like one that does not
// exist, and a member or parameter that nobody asked for is refused by its name.
package worlds_test
