package workflow_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The direction of the architecture, folder by folder: what of our own a folder may
// import. A folder stands for itself and what lies below it, unless that has a line
// of its own. Tests may import more: they put the house together.
var direction = map[string][]string{
	"workflow/calendar": {}, "workflow/wire": {}, "workflow/scoring": {}, "workflow/glossary": {},
	"workflow/recount":                  {}, // counts a second time: nothing of what it checks may be in it
	"workflow/policy":                   {"workflow/calendar"},
	"workflow/gates":                    {"workflow/calendar", "workflow/policy"},
	"workflow":                          {"workflow/calendar", "workflow/policy", "workflow/wire", "workflow/gates"},
	"workflow/audit":                    {"workflow", "workflow/wire"},
	"workflow/openselection":            {"workflow", "workflow/calendar", "workflow/policy", "workflow/wire", "workflow/gates", "workflow/scoring"},
	"workflow/openselection/compliance": {"workflow", "workflow/calendar", "workflow/policy", "workflow/wire", "workflow/gates", "workflow/scoring", "workflow/openselection", "workflow/glossary"},
	"workflow/complaint":                {"workflow", "workflow/calendar", "workflow/policy", "workflow/wire", "workflow/openselection"}, // what it tells the selection
	"workflow/notice":                   {"workflow/..."},                                                                                // what notices say: it knows the events of all procedures
	"workflow/mandate":                  {"workflow", "workflow/calendar", "workflow/policy", "workflow/wire"},
	"workflow/person":                   {"workflow", "workflow/calendar", "workflow/policy", "workflow/wire"},
	"workflow/access":                   {"workflow", "workflow/policy", "workflow/mandate", "workflow/openselection", "workflow/person", "workflow/complaint"},
	"workflow/catalog":                  {"workflow", "workflow/policy", "workflow/wire", "workflow/openselection", "workflow/mandate", "workflow/person", "workflow/complaint"},
	"workflow/workflowtest":             {"workflow", "workflow/calendar", "workflow/policy", "workflow/wire", "workflow/scoring"},

	"pkg/casework":       {"workflow/..."},
	"pkg/oversight":      {"pkg/casework", "workflow/..."},
	"pkg/generator":      {"pkg/casework", "pkg/oversight", "workflow/..."}, // plays on a store that it is given
	"pkg/custody":        {"pkg/casework", "workflow/..."},
	"pkg/store":          {"pkg/casework", "pkg/identity", "pkg/identity/vault", "pkg/oversight", "pkg/notify/...", "pkg/custody", "workflow/..."}, // the ports that it fills lie where they are used
	"pkg/taskqueue":      {"pkg/casework", "pkg/oversight", "workflow/..."},
	"pkg/notify":         {"pkg/casework", "workflow/..."},
	"pkg/dossier":        {}, // keeps files, and knows nobody
	"pkg/notify/mail":    {"pkg/notify", "pkg/casework", "workflow/..."},
	"pkg/notify/webhook": {"pkg/notify", "pkg/casework", "workflow/..."},
	"pkg/notify/feed":    {"pkg/notify", "pkg/casework", "workflow/..."},
	"pkg/dossier/s3":     {"pkg/dossier"},
	"pkg/document":       {"pkg/document/font", "workflow/..."}, // prints plain data: no store, no HTTP
	"pkg/identity":       {"pkg/casework", "workflow/..."},
	"pkg/identity/oidc":  {}, // proves who somebody is at a provider, and knows nobody
	"pkg/telemetry":      {"pkg/casework", "workflow/..."},
	"pkg/config":         {},
	"pkg/peers":          {"pkg/peers/..."},
	"pkg/story":          {"workflow/..."}, // speaks to the API over HTTP
	"migrations":         {},
	"api":                {"api/...", "pkg/casework", "pkg/identity/...", "pkg/oversight", "pkg/notify/...", "pkg/custody", "workflow/..."},
	"cmd":                {"api/...", "cmd/...", "migrations", "pkg/...", "workflow/..."},
}

// The libraries that live in one place. A file may be named to be more exact.
var home = map[string][]string{
	"gorm.io":                                {"pkg/store"},
	"github.com/ncruces/go-sqlite3/gormlite": {"pkg/store"},
	"github.com/hibiken/asynq":               {"pkg/taskqueue"},
	"github.com/coreos/go-oidc":              {"pkg/identity/oidc"},
	"golang.org/x/oauth2":                    {"pkg/identity/oidc"},
	"github.com/minio/minio-go":              {"pkg/dossier/s3"},
	"github.com/labstack/echo":               {"api"},
	"codeberg.org/go-pdf/fpdf":               {"pkg/document", "pkg/dossier/good_test.go", "pkg/dossier/corpus_files_test.go", "pkg/dossier/strip_test.go", "api/worlds/applying_test.go"}, // files for tests are made with it
	"github.com/xuri/excelize":               {"pkg/document", "cmd/selter/house/reader_test.go"},
	"github.com/skip2/go-qrcode":             {"pkg/document"},
	"github.com/wneessen/go-mail":            {"pkg/notify/mail"},
	"github.com/emersion/go-smtp":            {"pkg/peers/mailserver"},
	"github.com/emersion/go-sasl":            {"pkg/peers/mailserver"},
	"github.com/arran4/golang-ical":          {"pkg/notify/feed"},
	"github.com/standard-webhooks":           {"pkg/notify/webhook/webhook_test.go"},
	"github.com/looplab/fsm":                 {"workflow/machine.go", "workflow/looplab_test.go"},
}

// What the domain takes from outside the standard library.
var domainLibraries = []string{
	"github.com/go-json-experiment/json", "github.com/go-json-experiment/json/jsontext", "github.com/google/uuid", "github.com/looplab/fsm", "go.yaml.in/yaml/v3",
}

// What the domain may not take from the standard library: the world, and chance.
var worldly = []string{"os", "net", "log", "database", "syscall", "runtime", "plugin", "unsafe", "math/rand", "crypto/rand", "testing", "expvar"}

// What reads or waits for the clock.
var clockwork = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Local", "LoadLocation"}

// violations lists where a file, named from the root of the repository, goes against
// the direction, brings a library into the wrong house, or lets the world into the domain.
func violations(name, source string) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var found []string
	say := func(format string, args ...any) { found = append(found, name+" "+fmt.Sprintf(format, args...)) }
	folder, isTest := path.Dir(name), strings.HasSuffix(name, "_test.go")
	rule, known := ruleFor(folder)
	if !known {
		say("lies in a folder of which the direction says nothing")
	}
	pure := (folder == "workflow" || strings.HasPrefix(folder, "workflow/")) && folder != "workflow/workflowtest" && !isTest
	for _, spec := range file.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		own, ours := strings.CutPrefix(imported, "selter/")
		if ours && !isTest && !within(own, append(slices.Clone(rule), folder)) {
			say("imports %s", own)
		}
		for library, places := range home {
			if (imported == library || strings.HasPrefix(imported, library+"/")) && !slices.ContainsFunc(places, func(at string) bool {
				return name == at || strings.HasPrefix(name, at+"/")
			}) {
				say("imports %s, which lives in %s", library, strings.Join(places, " and "))
			}
		}
		if !pure || ours {
			continue
		}
		first, _, _ := strings.Cut(imported, "/")
		switch {
		case strings.Contains(first, "."):
			if !slices.Contains(domainLibraries, imported) {
				say("imports %s, which the domain does not take", imported)
			}
		case slices.ContainsFunc(worldly, func(w string) bool { return imported == w || strings.HasPrefix(imported, w+"/") }):
			say("imports %s", imported)
		case imported == "context" && name != "workflow/machine.go":
			say("imports context: nothing in the domain waits")
		}
	}
	if pure {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				say("starts a goroutine")
			case *ast.FuncDecl:
				if n.Name.Name == "init" && n.Recv == nil {
					say("has an init function")
				}
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clockwork, n.Sel.Name) {
					say("uses time.%s", n.Sel.Name)
				}
			}
			return true
		})
	}
	return found, nil
}

// ruleFor is the line of the folder or of the nearest folder above it. In workflow
// each package has its own: it is where a word too many would hurt most.
func ruleFor(folder string) ([]string, bool) {
	for at := folder; at != "."; at = path.Dir(at) {
		if rule, ok := direction[at]; ok {
			return rule, at == folder || at != "workflow"
		}
	}
	return nil, false
}

func within(imported string, allowed []string) bool {
	return slices.ContainsFunc(allowed, func(one string) bool {
		tree, isTree := strings.CutSuffix(one, "/...")
		return imported == tree || isTree && strings.HasPrefix(imported, tree+"/")
	})
}

func TestImports(t *testing.T) {
	t.Parallel()
	t.Run("go_in_one_direction", func(t *testing.T) {
		t.Parallel()
		root := os.DirFS("..")
		looked := make(map[string]int)
		err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || slices.Contains([]string{"testdata", "deploy", "selter-data"}, entry.Name())):
				return fs.SkipDir // deploy/tools is a module of its own
			case entry.IsDir() || path.Ext(name) != ".go":
				return nil
			}
			source, err := fs.ReadFile(root, name)
			if err != nil {
				return err
			}
			found, err := violations(name, string(source))
			if err != nil {
				return err
			}
			for _, one := range found {
				t.Error(one)
			}
			for at := path.Dir(name); at != "."; at = path.Dir(at) {
				looked[at]++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, folder := range []string{"workflow", "workflow/wire", "workflow/openselection", "workflow/mandate", "workflow/person", "workflow/catalog", "pkg/casework", "pkg/store", "pkg/taskqueue", "pkg/notify", "api", "cmd"} {
			if looked[folder] == 0 {
				t.Errorf("looked at no file of %s", folder)
			}
		}
	})

	t.Run("the_rule_can_be_broken", func(t *testing.T) {
		t.Parallel()
		for _, c := range []struct{ name, line, want string }{
			{"workflow/wire/x.go", `import "selter/workflow/policy"`, "imports workflow/policy"},
			{"workflow/wire/x.go", `import "selter/workflow"`, "imports workflow"},
			{"workflow/x.go", `import "selter/workflow/openselection"`, "imports workflow/openselection"},
			{"workflow/x.go", `import "selter/workflow/audit"`, "imports workflow/audit"},
			{"workflow/openselection/x.go", `import "selter/workflow/jobfit"`, "imports workflow/jobfit"},
			{"workflow/openselection/x.go", `import "selter/workflow/catalog"`, "imports workflow/catalog"},
			{"workflow/mandate/x.go", `import "selter/workflow/openselection"`, "imports workflow/openselection"},
			{"workflow/person/x.go", `import "selter/workflow/mandate"`, "imports workflow/mandate"},
			{"workflow/openselection/x.go", `import "selter/pkg/casework"`, "imports pkg/casework"},
			{"workflow/recount/x.go", `import "selter/workflow/scoring"`, "imports workflow/scoring"},
			{"workflow/recount/x.go", `import "selter/workflow/wire"`, "imports workflow/wire"},
			{"workflow/newcomer/x.go", ``, "says nothing"},
			{"lib/x.go", ``, "says nothing"},
			{"workflow/x.go", `import "os"`, "imports os"},
			{"workflow/x.go", `import "net/http"`, "imports net/http"},
			{"workflow/x.go", `import "log/slog"`, "imports log/slog"},
			{"workflow/x.go", `import "database/sql"`, "imports database/sql"},
			{"workflow/x.go", `import "math/rand/v2"`, "imports math/rand/v2"},
			{"workflow/x.go", `import "context"`, "imports context"},
			{"workflow/x.go", `import "golang.org/x/sync/errgroup"`, "does not take"},
			{"workflow/x.go", `func f() { go f() }`, "starts a goroutine"},
			{"workflow/x.go", `func init() {}`, "has an init function"},
			{"workflow/x.go", `import "time"; var start = time.Now()`, "uses time.Now"},
			{"workflow/x.go", `import "time"; var clock = time.Since`, "uses time.Since"},
			{"workflow/decide.go", `import "github.com/looplab/fsm"`, "lives in workflow/machine.go"},
			{"workflow/procedure_test.go", `import "github.com/looplab/fsm"`, "lives in workflow/machine.go"},
			{"pkg/casework/x.go", `import "selter/pkg/store"`, "imports pkg/store"},
			{"pkg/casework/x.go", `import "selter/api"`, "imports api"},
			{"pkg/casework/x.go", `import "gorm.io/gorm"`, "lives in pkg/store"},
			{"pkg/casework/x_test.go", `import "gorm.io/gorm"`, "lives in pkg/store"},
			{"pkg/store/x.go", `import "selter/pkg/taskqueue"`, "imports pkg/taskqueue"},
			{"pkg/store/x.go", `import "github.com/hibiken/asynq"`, "lives in pkg/taskqueue"},
			{"pkg/store/storetest/x.go", `import "selter/api"`, "imports api"},
			{"pkg/taskqueue/x.go", `import "selter/pkg/store"`, "imports pkg/store"},
			{"pkg/taskqueue/x.go", `import "selter/pkg/notify"`, "imports pkg/notify"},
			{"pkg/notify/x.go", `import "selter/api"`, "imports api"},
			{"pkg/notify/x.go", `import "github.com/labstack/echo/v4"`, "lives in api"},
			{"api/x.go", `import "selter/pkg/store"`, "imports pkg/store"},
			{"api/x.go", `import "selter/pkg/taskqueue"`, "imports pkg/taskqueue"},
			{"api/x.go", `import "gorm.io/driver/postgres"`, "lives in pkg/store"},
			{"api/x.go", `import "github.com/coreos/go-oidc/v3/oidc"`, "lives in pkg/identity/oidc"},
			{"pkg/dossier/x.go", `import "github.com/minio/minio-go/v7"`, "lives in pkg/dossier/s3"},
			{"pkg/dossier/s3/x.go", `import "selter/workflow"`, "imports workflow"},
			{"pkg/identity/x.go", `import "golang.org/x/oauth2"`, "lives in pkg/identity/oidc"},
			{"pkg/identity/oidc/x.go", `import "selter/workflow"`, "imports workflow"},
			{"api/gen/x.go", `import "selter/pkg/story"`, "imports pkg/story"},
			{"migrations/x.go", `import "selter/pkg/store"`, "imports pkg/store"},
		} {
			found, err := violations(c.name, "package p\n"+c.line+"\n")
			if err != nil || len(found) != 1 || !strings.Contains(found[0], c.want) {
				t.Errorf("%s with %q: found %q, %v; want %q", c.name, c.line, found, err, c.want)
			}
		}
		for name, line := range map[string]string{
			"workflow/x.go":               `import ("time"; "selter/workflow/wire"; "github.com/google/uuid"); var day = 24 * time.Hour`,
			"workflow/machine.go":         `import ("context"; "github.com/looplab/fsm")`,
			"workflow/openselection/x.go": `import ("selter/workflow"; "selter/workflow/gates"; "embed")`,
			"pkg/store/storetest/x.go":    `import ("selter/pkg/casework"; "selter/workflow/openselection"; "testing")`,
			"cmd/selter/x.go":             `import ("selter/api"; "selter/pkg/store"; "os")`,
			"api/x_test.go":               `import ("selter/pkg/store"; "github.com/labstack/echo/v4")`,
		} {
			if found, err := violations(name, "package p\n"+line+"\n"); err != nil || len(found) > 0 {
				t.Errorf("%s with %q: found %q, %v", name, line, found, err)
			}
		}
	})
}
