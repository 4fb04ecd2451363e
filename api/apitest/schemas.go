package apitest

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"selter/api"
)

// A contract is the document with its schemas, each compiled once: kin-openapi
// would compile the schema anew for every answer that it looks at.
type contract struct {
	document *openapi3.T
	router   routers.Router

	mu       sync.Mutex
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
}

// The contract is a constant of the program; it is read once for all tests.
var readContract = sync.OnceValues(newContract)

const documentURL = "contract.json"

func newContract() (*contract, error) {
	loader := openapi3.NewLoader()
	document, err := loader.LoadFromData(api.Contract())
	if err != nil {
		return nil, fmt.Errorf("the contract cannot be read: %w", err)
	}
	if err := document.Validate(loader.Context); err != nil {
		return nil, fmt.Errorf("the contract is not valid: %w", err)
	}
	router, err := legacy.NewRouter(document)
	if err != nil {
		return nil, fmt.Errorf("the contract has no routes: %w", err)
	}
	text, err := document.MarshalJSON()
	if err != nil {
		return nil, err
	}
	resource, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	if err := compiler.AddResource(documentURL, resource); err != nil {
		return nil, err
	}
	return &contract{document: document, router: router, compiler: compiler, compiled: make(map[string]*jsonschema.Schema)}, nil
}

// hold holds a JSON document against the schema at a JSON pointer of the contract.
func (c *contract) hold(pointer string, text []byte) error {
	schema, err := c.schema(pointer)
	if err != nil {
		return err
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return schema.Validate(document)
}

func (c *contract) schema(pointer string) (*jsonschema.Schema, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if schema, ok := c.compiled[pointer]; ok {
		return schema, nil
	}
	schema, err := c.compiler.Compile(documentURL + "#" + pointer)
	if err != nil {
		return nil, err
	}
	c.compiled[pointer] = schema
	return schema, nil
}

// bodyOf is where the contract has the schema of an answer; "" when it documents
// no such status or media type.
func bodyOf(route *routers.Route, status int, media string) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1").Replace
	at := fmt.Sprintf("/paths/%s/%s/responses/%d", escape(route.Path), strings.ToLower(route.Method), status)
	response := route.Operation.Responses.Status(status)
	if response == nil {
		response = route.Operation.Responses.Default()
		at = strings.TrimSuffix(at, fmt.Sprint(status)) + "default"
	}
	if response == nil || response.Value.Content.Get(media) == nil {
		return ""
	}
	if response.Ref != "" {
		at = strings.TrimPrefix(response.Ref, "#")
	}
	return at + "/content/" + escape(media) + "/schema"
}

// isSilent tells that the contract has an answer of this status without a body.
func isSilent(route *routers.Route, status int) bool {
	response := route.Operation.Responses.Status(status)
	return response != nil && len(response.Value.Content) == 0
}
