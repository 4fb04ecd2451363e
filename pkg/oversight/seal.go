package oversight

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"selter/pkg/casework"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
	"selter/workflow/wire"
)

// part is the keeper's name in journals.
const part = "score"

// Digest is the SHA-256, in hexadecimal, of a result in canonical form, without the comments: they move nothing.
func Digest(result compliance.Result) (string, error) {
	result.Comments = nil
	text, err := wire.Canonical(result)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// seal records the score of a closed selection in its journal, unless the newest seal has the same. The key follows from
// what is sealed and what was sealed before, so that two keepers record it once.
func (k *Keeper) seal(ctx context.Context, m measured) error {
	digest, err := Digest(m.result)
	if err != nil {
		return err
	}
	var last string
	if sealed := m.record.Selection.Facts.Sealed; len(sealed) > 0 {
		last = sealed[len(sealed)-1].Digest
	}
	if last == digest {
		return nil
	}
	body, err := wire.Canonical(openselection.SealScoreBody{
		Rubric: m.result.Rubric, Total: m.result.Total, Raw: m.result.Raw, Deducted: m.result.Deducted, Digest: digest,
	})
	if err != nil {
		return err
	}
	selection := m.record.Selection.Case
	key := casework.Key{Person: part, Text: selection.String() + "/" + last + "/" + digest}
	_, err = k.Desk.Handle(ctx, selection, casework.Request{
		Procedure: openselection.SelectionName, By: casework.House(part), Event: openselection.SealScore, Body: body,
		Key: key, Fingerprint: sha256.Sum256([]byte(key.Text)),
	})
	return err
}
