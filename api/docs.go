package api

import (
	"compress/gzip"
	"context"
	"embed"
	"io"

	"github.com/swaggest/swgui/v5/static"

	"selter/api/gen"
)

//go:embed docs/index.html docs/start.js
var pages embed.FS

// docsPolicy lets the documentation page use what this server serves and nothing
// else: no inline script or style, nothing from outside.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// Docs is the contract for people.
func (s *Server) Docs(context.Context, gen.DocsRequestObject) (gen.DocsResponseObject, error) {
	index, err := pages.ReadFile("docs/index.html")
	return text("text/html; charset=utf-8", index).with("Content-Security-Policy", docsPolicy), err
}

// DocsAsset is a file of the documentation page.
func (s *Server) DocsAsset(_ context.Context, request gen.DocsAssetRequestObject) (gen.DocsAssetResponseObject, error) {
	var media string
	var data []byte
	var err error
	switch request.Asset {
	case "start.js":
		media = "text/javascript; charset=utf-8"
		data, err = pages.ReadFile("docs/start.js")
	case "favicon-32x32.png":
		media = "image/png"
		data, err = static.FS.ReadFile("favicon-32x32.png")
	case "swagger-ui-bundle.js":
		media = "text/javascript; charset=utf-8"
		data, err = unpacked("swagger-ui-bundle.js.gz")
	case "swagger-ui.css":
		media = "text/css; charset=utf-8"
		data, err = unpacked("swagger-ui.css.gz")
	default:
		return nil, &rejection{code: "not_found"}
	}
	if err != nil {
		return nil, err
	}
	return text(media, data).with("Cache-Control", "public, max-age=3600"), nil
}

// unpacked reads a file that the module carries compressed.
func unpacked(name string) ([]byte, error) {
	file, err := static.FS.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	plain, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(plain)
}
