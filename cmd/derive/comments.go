package main

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
)

// module is the first part of every import path here.
const module = "selter/"

// comments finds what the source says about a type and its members, so that whoever reads
// the contract learns it too.
type comments struct {
	root  string
	types map[string]*ast.TypeSpec // by import path and name
	docs  map[*ast.TypeSpec]string
	read  map[string]bool // import paths
}

func newComments(root string) *comments {
	return &comments{root: root, types: make(map[string]*ast.TypeSpec), docs: make(map[*ast.TypeSpec]string), read: make(map[string]bool)}
}

// ofType is the first sentence of a type's comment, without the type's own name.
func (c *comments) ofType(t reflect.Type) (string, error) {
	spec, err := c.spec(t.PkgPath(), t.Name())
	if err != nil || spec == nil {
		return "", err
	}
	return sentence(c.docs[spec]), nil
}

// ofMember is the comment of the field behind a member, above it or on its line.
func (c *comments) ofMember(t reflect.Type, field string) (string, error) {
	spec, err := c.spec(t.PkgPath(), t.Name())
	for err == nil && spec != nil {
		switch written := spec.Type.(type) {
		case *ast.StructType:
			return memberComment(written, field), nil
		case *ast.Ident: // type PlanBody Plan
			spec, err = c.spec(t.PkgPath(), written.Name)
		case *ast.SelectorExpr: // type ElectionBody gates.Election
			spec, err = c.imported(t, written)
		default:
			return "", nil
		}
	}
	return "", err
}

// imported finds a type of another package by the last part of its import path.
func (c *comments) imported(from reflect.Type, written *ast.SelectorExpr) (*ast.TypeSpec, error) {
	prefix, ok := written.X.(*ast.Ident)
	if !ok {
		return nil, nil
	}
	siblings := filepath.ToSlash(filepath.Dir(from.PkgPath()))
	return c.spec(siblings+"/"+prefix.Name, written.Sel.Name)
}

func (c *comments) spec(path, name string) (*ast.TypeSpec, error) {
	if !strings.HasPrefix(path, module) {
		return nil, nil
	}
	if !c.read[path] {
		c.read[path] = true
		if err := c.parse(path); err != nil {
			return nil, err
		}
	}
	return c.types[path+"."+name], nil
}

func (c *comments) parse(path string) error {
	folder := filepath.Join(c.root, filepath.FromSlash(strings.TrimPrefix(path, module)))
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(folder, entry.Name()), nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, declared := range file.Decls {
			general, ok := declared.(*ast.GenDecl)
			if !ok || general.Tok != token.TYPE {
				continue
			}
			for _, one := range general.Specs {
				spec := one.(*ast.TypeSpec)
				c.types[path+"."+spec.Name.Name] = spec
				c.docs[spec] = spec.Doc.Text()
				if c.docs[spec] == "" {
					c.docs[spec] = general.Doc.Text()
				}
			}
		}
	}
	return nil
}

func memberComment(written *ast.StructType, field string) string {
	for _, one := range written.Fields.List {
		for _, name := range one.Names {
			if name.Name != field {
				continue
			}
			if doc := one.Doc.Text(); doc != "" {
				return oneLine(doc)
			}
			return oneLine(one.Comment.Text())
		}
	}
	return ""
}

func oneLine(comment string) string { return strings.Join(strings.Fields(comment), " ") }

// sentence is a comment on one line up to its first full stop.
func sentence(comment string) string {
	first, _, _ := strings.Cut(oneLine(comment)+" ", ". ")
	return strings.TrimSuffix(strings.TrimSpace(first), ".")
}
