// Package mailserver gives tests a real SMTP server in a process of its own: go-smtp, run by the test binary itself. It speaks
// STARTTLS or implicit TLS with a certificate that only the test believes, asks for a login, and keeps each letter that it has
// taken as a file, before it says so. It can be told to refuse, to drop the connection when it should answer, and can be killed
// and started again at the same address.
//
// A package whose tests use it begins its TestMain with Main:
//
//	func TestMain(m *testing.M) { mailserver.Main(); os.Exit(m.Run()) }
package mailserver
