package api

import (
	"context"
	"slices"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/policy"
)

// ListProcedures lists the procedures.
func (s *Server) ListProcedures(context.Context, gen.ListProceduresRequestObject) (gen.ListProceduresResponseObject, error) {
	list := gen.Procedures{Items: []gen.Procedures_Items{}}
	for _, name := range catalog.Names() {
		list.Items = append(list.Items, gen.Procedures_Items{Name: name})
	}
	return ok(list)
}

// ReadProcedure reads a table.
func (s *Server) ReadProcedure(ctx context.Context, request gen.ReadProcedureRequestObject) (gen.ReadProcedureResponseObject, error) {
	p := request.Params
	table, err := s.table(ctx, request.Name, p.Base, p.Profile, p.Date)
	if err != nil {
		return nil, err
	}
	return ok(table)
}

// DrawProcedure draws a table.
func (s *Server) DrawProcedure(ctx context.Context, request gen.DrawProcedureRequestObject) (gen.DrawProcedureResponseObject, error) {
	p := request.Params
	table, err := s.table(ctx, request.Name, p.Base, p.Profile, p.Date)
	if err != nil {
		return nil, err
	}
	return text("text/vnd.mermaid", []byte(catalog.Mermaid(table))), nil
}

func (s *Server) table(ctx context.Context, name, base, profile, date string) (catalog.Table, error) {
	if !slices.Contains(catalog.Names(), name) {
		return catalog.Table{}, casework.ErrNoCase
	}
	query, err := s.query(ctx, policy.Query{Base: base, Profile: profile}, date)
	if err != nil {
		return catalog.Table{}, err
	}
	return s.config.Law.Table(name, query)
}

// ResolvePolicy finds the pack of a base, a profile, a scope and a day.
func (s *Server) ResolvePolicy(ctx context.Context, request gen.ResolvePolicyRequestObject) (gen.ResolvePolicyResponseObject, error) {
	p := request.Params
	for field, code := range map[string]string{"query:province": p.Province, "query:agency": p.Agency} {
		if code != "" && !isCode(code) {
			return nil, reject("malformed_request", field, "is not a code")
		}
	}
	query, err := s.query(ctx, policy.Query{Base: p.Base, Profile: p.Profile, Province: p.Province, Agency: p.Agency}, p.Date)
	if err != nil {
		return nil, err
	}
	pack, err := s.config.Law.Resolve(query)
	if err != nil {
		return nil, err
	}
	return ok(pack)
}

// ReadPolicyPack reads a pack that some case is bound to of which the caller may know. A
// pack is an agency's and a day's: that it is kept tells that a case was opened there then.
func (s *Server) ReadPolicyPack(ctx context.Context, request gen.ReadPolicyPackRequestObject) (gen.ReadPolicyPackResponseObject, error) {
	if !isHash(request.Hash) {
		return nil, reject("malformed_request", "path:hash", "must be 64 hexadecimal digits in small letters")
	}
	bound, err := s.known(ctx, casework.Query{Pack: request.Hash, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(bound) == 0 {
		return nil, casework.ErrNoPack
	}
	pack, err := s.config.Packs.Pack(ctx, request.Hash)
	if err != nil {
		return nil, err
	}
	return ok(pack)
}

// query reads which policy is asked for, and makes sure that there is one.
func (s *Server) query(ctx context.Context, q policy.Query, date string) (policy.Query, error) {
	for field, word := range map[string]string{"query:base": q.Base, "query:profile": q.Profile} {
		if word != "" && !isWord(word) {
			return q, reject("malformed_request", field, "must be a name of small letters, digits and hyphens")
		}
	}
	if date == "" {
		now, err := s.library(ctx).Ready(ctx)
		if err != nil {
			return q, err
		}
		q.Date = calendar.DateOf(now, calendar.WIB)
	} else {
		day, err := calendar.ParseDate(date)
		if err != nil {
			return q, reject("malformed_request", "query:date", "must be a day such as 2024-05-08")
		}
		q.Date = day
	}
	if _, err := s.config.Law.Resolve(q); err != nil {
		return q, unresolved("query:", q)
	}
	return q, nil
}

// resolvable tells whether the policy that a round asks for exists today.
func (s *Server) resolvable(ctx context.Context, q policy.Query, zone calendar.Zone) error {
	now, err := s.library(ctx).Ready(ctx)
	if err != nil {
		return err
	}
	q.Date = calendar.DateOf(now, zone)
	if _, err := s.config.Law.Resolve(q); err != nil {
		return unresolved("/policy/", q)
	}
	return nil
}

// unresolved names what was asked for. Which part of it is wrong the resolver
// says in words that repeat the values, so they are not passed on.
func unresolved(prefix string, q policy.Query) error {
	r := &rejection{code: "policy_unresolved"}
	for _, asked := range []struct{ name, value string }{{"base", q.Base}, {"profile", q.Profile}} {
		if asked.value != "" {
			r.reasons = append(r.reasons, gen.Reason{
				Code: "policy_is_known", Field: prefix + asked.name, Detail: "gives no policy pack on " + q.Date.String(),
			})
		}
	}
	return r
}

func isHash(s string) bool {
	if len(s) != 64 {
		return false
	}
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'a' || s[i] > 'f') {
			return false
		}
	}
	return true
}
