package document

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ErrCode says that the verification code of a document is not the code of its data.
var ErrCode = errors.New("document: the verification code is not the code of the data")

// Content is the data of a document in canonical JSON (RFC 8785) with the word of the
// document, so that two documents of one content but different kinds differ.
func Content(d Document) ([]byte, error) {
	if ordered, ok := d.(interface{ canonical() Document }); ok {
		d = ordered.canonical()
	}
	data, err := json.Marshal(struct {
		Code string   `json:"code"`
		Data Document `json:"data"`
	}{d.Code(), d})
	if err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	value := jsontext.Value(data)
	if err := value.Canonicalize(); err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	return value, nil
}

// HashOf is the SHA-256 of the content of a document.
func HashOf(d Document) ([sha256.Size]byte, error) {
	content, err := Content(d)
	if err != nil {
		return [sha256.Size]byte{}, err
	}
	return sha256.Sum256(content), nil
}

// codeDigits is the length of a code without its hyphens: 80 bits, too many to be found by
// trying, few enough to be typed from paper.
const codeDigits = 16

// CodeOf is the printed form of a hash: four groups of four letters and digits (RFC 4648
// base32, which has neither 0 nor 1), such as "MZXW-6YTB-OI7Q-K3TN".
func CodeOf(hash [sha256.Size]byte) string {
	digits := base32.StdEncoding.EncodeToString(hash[:])[:codeDigits]
	return strings.Join([]string{digits[0:4], digits[4:8], digits[8:12], digits[12:16]}, "-")
}

// Verifiable is the verification of a document under the address at which codes are
// answered; the code is put behind the address. What is no document has no code: then the
// error is that of Check.
func Verifiable(d Document, address string) (Verification, error) {
	if err := d.Check(); err != nil {
		return Verification{}, err
	}
	hash, err := HashOf(d)
	if err != nil {
		return Verification{}, err
	}
	code := CodeOf(hash)
	return Verification{Code: code, URL: strings.TrimSuffix(address, "/") + "/" + code}, nil
}

// verify holds a document against its own code.
func verify(d Document) error {
	hash, err := HashOf(d)
	if err != nil {
		return err
	}
	v := d.head().Verification
	if v.Code != CodeOf(hash) || v.URL == "" {
		return ErrCode
	}
	return nil
}
