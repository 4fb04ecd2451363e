package document

// What the tests look at from outside.
var (
	Printable = printable
	Harmless  = harmless
	Spelled   = spelled
	Solemn    = solemn
	Natural   = natural
)
