// Package custody keeps who complained, apart from everything else: in a table that no
// other part of the house reads, sealed under keys of its own. Two custodians open it
// together; what each did stands in the journal of the complaint.
package custody
