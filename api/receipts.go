package api

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/wire"
)

// receiptPurpose stands before what is signed, so that no other signature is one of a receipt.
const receiptPurpose = "selter receipt"

// signingKey is the key by which the installation signs receipts. It follows from the
// installation's keys, so there is no further secret to be kept.
func (s *Server) signingKey() ed25519.PrivateKey {
	seed := s.config.Digest(receiptPurpose, nil)
	return ed25519.NewKeyFromSeed(seed[:])
}

// ReadReceipt signs what is held of an application: until the window closes each change of
// it can have a receipt of its own.
func (s *Server) ReadReceipt(ctx context.Context, request gen.ReadReceiptRequestObject) (gen.ReadReceiptResponseObject, error) {
	record, err := s.readable(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	facts, err := factsOf[openselection.ApplicationFacts](record)
	if err != nil {
		return nil, err
	}
	if len(facts.Receipts) == 0 {
		return nil, &rejection{"wrong_state", []gen.Reason{{Code: "application_was_submitted", Evidence: []workflow.Evidence{{Name: "state", Value: record.State}}}}}
	}
	receipt := receiptOf(record, facts)
	signed, err := signedPart(receipt)
	if err != nil {
		return nil, err
	}
	key := s.signingKey()
	return ok(gen.SignedReceipt{
		Receipt: receipt, Key: base64.RawURLEncoding.EncodeToString(key.Public().(ed25519.PublicKey)),
		Signature: base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, signed)),
	})
}

func receiptOf(record casework.Record, facts openselection.ApplicationFacts) gen.ApplicationReceipt {
	receipt := gen.ApplicationReceipt{
		Selection: record.Parent.String(), Application: record.ID.String(), Registration: record.Ref,
		Submitted: facts.Receipts[len(facts.Receipts)-1].At.UTC(), At: record.Last.UTC(), Revision: record.Revision,
		Hash: record.Head.String(), Documents: make([]gen.ReceiptDocument, len(facts.Documents)),
	}
	for i, d := range facts.Documents {
		receipt.Documents[i] = gen.ReceiptDocument{Kind: string(d.Kind), Sha256: d.SHA256, Size: d.Size}
	}
	return receipt
}

// signedPart is what the signature of a receipt is over.
func signedPart(receipt gen.ApplicationReceipt) ([]byte, error) {
	canonical, err := wire.Canonical(receipt)
	if err != nil {
		return nil, err
	}
	return append([]byte(receiptPurpose+"\x00"), canonical...), nil
}

// VerifyReceipt tells whether a receipt was signed here, as it stands. It looks nothing up.
func (s *Server) VerifyReceipt(_ context.Context, request gen.VerifyReceiptRequestObject) (gen.VerifyReceiptResponseObject, error) {
	signed, err := signedPart(request.Body.Receipt)
	if err != nil {
		return nil, err
	}
	key := s.signingKey().Public().(ed25519.PublicKey)
	signature, err := base64.RawURLEncoding.Strict().DecodeString(request.Body.Signature)
	valid := err == nil && ed25519.Verify(key, signed, signature) && request.Body.Key == base64.RawURLEncoding.EncodeToString(key)
	return ok(gen.Verdict{Valid: valid})
}
