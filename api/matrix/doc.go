// Package matrix holds the proof that the server lets everybody do what the law lets them
// do, and nothing else: every route is asked by every duty in every relation to cases in
// every state, and each answer is compared with expectation.yaml, which is kept by hand and
// read from the law, not from the tables of this repository.
package matrix
