package api

import (
	"context"
	_ "embed"
	"fmt"

	"go.yaml.in/yaml/v3"

	"selter/api/gen"
)

//go:embed openapi.yaml
var contract []byte

// Contract is the OpenAPI 3.1 document. The caller owns the answer.
func Contract() []byte { return append([]byte(nil), contract...) }

// Contract serves the document.
func (s *Server) Contract(context.Context, gen.ContractRequestObject) (gen.ContractResponseObject, error) {
	return text("application/yaml", s.contract), nil
}

// Contract30 serves the document in OpenAPI 3.0.3.
func (s *Server) Contract30(context.Context, gen.Contract30RequestObject) (gen.Contract30ResponseObject, error) {
	document, err := s.contract30()
	return text("application/yaml", document), err
}

// contractStates lists the states that the contract knows.
func contractStates() ([]string, error) {
	var document struct {
		Components struct {
			Schemas struct {
				State struct {
					Enum []string `yaml:"enum"`
				} `yaml:"State"`
			} `yaml:"schemas"`
		} `yaml:"components"`
	}
	if err := yaml.Unmarshal(contract, &document); err != nil {
		return nil, fmt.Errorf("the contract: %w", err)
	}
	return document.Components.Schemas.State.Enum, nil
}
