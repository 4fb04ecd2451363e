// Package custody keeps who complained, apart from everything else: in a table that no
// other part of the house reads, sealed under keys of its own. Two custodians open it
// together; what each did stands in the journal of the complaint.
//
// Reading order: receipt.go is the code by which who complained comes back; reporter.go is
// what may be known of them; custody.go keeps and opens it; files.go does the same for what
// they handed in. It keeps a row for every complaint, of one length, whether or not there
// is a name in it.
package custody
