package api_test

import (
	"net/http"
	"strings"
	"testing"
)

const noCase = "019374c2-9a40-7c11-8a52-5a0b3d2f9e10"

// Every bad request is refused with the right status, names what is wrong, never
// repeats what was sent, and leaves nothing behind.
func TestBadInput(t *testing.T) {
	t.Parallel()
	h := open(t)
	round := h.round(t)
	selection := h.selections(t, round)[0]
	events := "/v1/rounds/" + round + "/events/"
	post := func(c call) call {
		c.method = http.MethodPost
		if c.path == "" {
			c.path = "/v1/rounds"
		}
		if c.body == "" && c.path == "/v1/rounds" {
			c.body = opening(`Seleksi terbuka`, secret)
		}
		return c
	}
	deep := strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40)
	for name, test := range map[string]struct { //nolint:paralleltest // each looks at what was written meanwhile
		call
		status int
		code   string
		field  string // of one reason
		reason string // code of one reason
	}{
		"malformed":               {post(call{body: `{"agency":`}), 400, "malformed_body", "", ""},
		"not_json":                {post(call{body: "<" + secret + ">"}), 400, "malformed_body", "", ""},
		"trailing_bytes":          {post(call{body: opening() + " {}"}), 400, "malformed_body", "", ""},
		"bytes_that_are_not_utf8": {post(call{body: opening("Seleksi", "\xff\xfe")}), 400, "malformed_body", "/plan/title", ""},
		"a_byte_order_mark":       {post(call{body: "\ufeff" + opening()}), 400, "malformed_body", "", ""},
		"duplicate_member":        {post(call{body: opening(`"zone":"WITA"`, `"zone":"WITA","zone":"WIT"`)}), 400, "malformed_body", "/zone", ""},
		"duplicate_inside":        {post(call{body: opening(`"tried":true`, `"tried":true,"tried":false`)}), 400, "malformed_body", "/plan/internal_route/tried", ""},
		"too_deep":                {post(call{body: deep}), 400, "malformed_body", "", ""},
		"oversized":               {post(call{body: opening(`Seleksi terbuka`, strings.Repeat("x", 1<<20))}), 413, "body_too_large", "", ""},
		"no_body":                 {call{method: http.MethodPost, path: "/v1/rounds"}, 400, "malformed_body", "", ""},
		"a_list":                  {post(call{body: `[]`}), 422, "invalid_body", "", ""},
		"null":                    {post(call{body: `null`}), 422, "invalid_body", "", ""},

		"unknown_member":          {post(call{body: opening(`"zone":`, `"admin":true,"zone":`)}), 422, "invalid_body", "/admin", ""},
		"unknown_member_inside":   {post(call{body: opening(`"tried":true`, `"tried":true,"by":1`)}), 422, "invalid_body", "/plan/internal_route/by", ""},
		"member_in_another_case":  {post(call{body: opening(`"zone":"WITA"`, `"Zone":"WITA"`)}), 422, "invalid_body", "/Zone", ""},
		"missing_member":          {post(call{body: opening(`"zone":"WITA",`, ``)}), 422, "invalid_body", "/zone", ""},
		"missing_member_inside":   {post(call{body: opening(`"internal_route":{"tried":true},`, ``)}), 422, "invalid_body", "/plan/internal_route", ""},
		"wrong_type":              {post(call{body: opening(`"zone":"WITA"`, `"zone":8`)}), 422, "invalid_body", "/zone", ""},
		"wrong_zone":              {post(call{body: opening(`"zone":"WITA"`, `"zone":"Asia/`+secret+`"`)}), 422, "invalid_body", "/zone", ""},
		"zone_in_small_letters":   {post(call{body: opening(`"zone":"WITA"`, `"zone":"wita"`)}), 422, "invalid_body", "/zone", ""},
		"wrong_day":               {post(call{body: opening(`"opens":"2024-05-20"`, `"opens":"2024-02-30"`)}), 422, "invalid_body", "/plan/schedule/opens", ""},
		"wrong_agency_code":       {post(call{body: opening(`"code":"53"`, `"code":"`+secret+` 53"`)}), 422, "invalid_body", "/agency/code", ""},
		"wrong_agency_kind":       {post(call{body: opening(`"kind":"province"`, `"kind":"`+secret+`"`)}), 422, "invalid_body", "/agency/kind", ""},
		"unknown_policy":          {post(call{body: opening(`"zone":`, `"policy":{"profile":"`+strings.ToLower(secret)+`"},"zone":`)}), 422, "policy_unresolved", "/policy/profile", ""},
		"odd_policy":              {post(call{body: opening(`"zone":`, `"policy":{"base":"../`+secret+`"},"zone":`)}), 422, "invalid_body", "/policy/base", ""},
		"plan_without_posts":      {post(call{body: opening(plan[strings.Index(plan, `"posts":[`):strings.Index(plan, ` "internal_route"`)], `"posts":[],`)}), 422, "guarded", "/plan/posts", "plan_has_posts"},
		"two_posts_with_one_ref":  {post(call{body: opening(`"ref":"dinkes"`, `"ref":"bappeda"`)}), 422, "invalid_body", "/plan/posts", ""},
		"event_member_unknown":    {post(call{path: events + "submit_plan", as: authorised, body: `{"x":1}`}), 422, "invalid_body", "/x", "body_is_well_formed"},
		"event_member_missing":    {post(call{path: events + "submit_plan", as: authorised}), 422, "invalid_body", "/proposal", "body_is_well_formed"},
		"event_body_not_for_him":  {post(call{path: events + "submit_plan", as: applicant, body: `{"x":1}`}), 403, "wrong_actor", "", "actor_may_act"},
		"actor_in_the_body":       {post(call{path: events + "submit_plan", as: applicant, body: `{"proposal":{"number":"1","date":"2024-05-08"},"role":"authorised_officer"}`}), 403, "wrong_actor", "", "actor_may_act"},
		"state_in_the_body":       {post(call{path: events + "submit_plan", as: authorised, body: `{"proposal":{"number":"1","date":"2024-05-08"},"state":"closed"}`}), 422, "invalid_body", "/state", ""},
		"wrong_state":             {post(call{path: events + "announce", as: "Bearer test:p1:committee_chair"}), 409, "wrong_state", "", "state_allows_event"},
		"wrong_actor":             {post(call{path: events + "submit_plan", as: applicant, body: proposal}), 403, "wrong_actor", "", "actor_may_act"},
		"the_clock's_event":       {post(call{path: events + "plan_recommendation_due"}), 409, "wrong_state", "", "actor_may_act"},
		"unknown_event":           {post(call{path: events + "become_president"}), 404, "unknown_event", "", "event_is_known"},
		"event_of_the_other_kind": {post(call{path: events + "inaugurate"}), 404, "unknown_event", "", "event_is_known"},
		"event_in_capitals":       {post(call{path: events + "SUBMIT_PLAN", as: authorised}), 404, "unknown_event", "", "event_is_known"},

		"no_revision":       {post(call{path: events + "submit_plan", as: authorised, body: proposal, match: "-"}), 428, "precondition_required", "header:If-Match", ""},
		"wrong_revision":    {post(call{path: events + "submit_plan", as: authorised, body: proposal, match: `"7"`}), 412, "stale_revision", "header:If-Match", ""},
		"weak_revision":     {post(call{path: events + "submit_plan", as: authorised, body: proposal, match: `W/"1"`}), 400, "malformed_request", "header:If-Match", ""},
		"unquoted_revision": {post(call{path: events + "submit_plan", as: authorised, body: proposal, match: `1`}), 400, "malformed_request", "header:If-Match", ""},
		"revision_zero":     {post(call{path: events + "submit_plan", as: authorised, body: proposal, match: `"0"`}), 400, "malformed_request", "header:If-Match", ""},
		"negative_revision": {post(call{path: events + "submit_plan", as: authorised, body: proposal, match: `"-1"`}), 400, "malformed_request", "header:If-Match", ""},
		"two_revisions":     {post(call{path: events + "submit_plan", as: authorised, body: proposal, match: `"1", "2"`}), 400, "malformed_request", "header:If-Match", ""},
		"enormous_revision": {post(call{path: events + "submit_plan", as: authorised, body: proposal, match: `"99999999999999999999"`}), 400, "malformed_request", "header:If-Match", ""},

		"no_key":                 {post(call{key: "-"}), 400, "malformed_request", "header:Idempotency-Key", ""},
		"key_with_a_space":       {post(call{key: "a b"}), 400, "malformed_request", "header:Idempotency-Key", ""},
		"key_with_other_letters": {post(call{key: "kunci-é"}), 400, "malformed_request", "header:Idempotency-Key", ""},
		"key_too_long":           {post(call{key: strings.Repeat("k", 129)}), 400, "malformed_request", "header:Idempotency-Key", ""},
		"key_of_another_command": {post(call{key: "key-/v1/rounds"}), 422, "key_reused", "", ""},
		"key_of_another_path":    {post(call{path: events + "revise_plan", body: plan, key: "key-/v1/rounds"}), 422, "key_reused", "", ""},

		"no_identity":            {post(call{as: "-"}), 401, "unauthenticated", "", ""},
		"not_a_case":             {call{path: "/v1/rounds/" + noCase}, 404, "not_found", "", ""},
		"event_on_no_case":       {post(call{path: "/v1/rounds/" + noCase + "/events/announce"}), 404, "not_found", "", ""},
		"not_an_identifier":      {call{path: "/v1/rounds/1'--"}, 400, "malformed_request", "path:id", ""},
		"identifier_in_capitals": {call{path: "/v1/rounds/" + strings.ToUpper(round)}, 400, "malformed_request", "path:id", ""},
		"no_such_path":           {call{path: "/v1/" + strings.ToLower(secret)}, 404, "not_found", "", ""},
		"wrong_method":           {call{method: http.MethodDelete, path: "/v1/rounds/" + round}, 405, "method_not_allowed", "", ""},
		"method_override":        {call{method: http.MethodPost, path: "/v1/rounds/" + round, header: map[string]string{"X-HTTP-Method-Override": "GET"}}, 405, "method_not_allowed", "", ""},
		"body_on_a_read":         {call{path: "/v1/rounds", body: "{}"}, 400, "malformed_request", "body", ""},

		"encoded_slash":     {call{path: "/v1/rounds%2F" + round}, 400, "malformed_request", "path", ""},
		"encoded_backslash": {call{path: "/v1/rounds/%5C" + round}, 400, "malformed_request", "path", ""},
		"encoded_zero":      {call{path: "/v1/rounds/" + round + "%00"}, 400, "malformed_request", "path", ""},
		"doubled_slash":     {call{path: "/v1//rounds"}, 400, "malformed_request", "path", ""},
		"dot_segment":       {call{path: "/v1/rounds/../selections"}, 400, "malformed_request", "path", ""},
		"encoded_dots":      {call{path: "/v1/rounds/%2e%2e/selections"}, 400, "malformed_request", "path", ""},
		"path_parameter":    {call{path: "/v1/rounds;x=1"}, 400, "malformed_request", "path", ""},
		"encoded_letter":    {call{path: "/v1/%72ounds"}, 400, "malformed_request", "path", ""},

		"unknown_query":      {call{path: "/v1/rounds?stat=planned"}, 400, "malformed_request", "query:stat", ""},
		"doubled_query":      {call{path: "/v1/rounds?limit=1&limit=2"}, 400, "malformed_request", "query:limit", ""},
		"empty_query":        {call{path: "/v1/rounds?agency="}, 400, "malformed_request", "query:agency", ""},
		"broken_query":       {call{path: "/v1/rounds?a=%zz"}, 400, "malformed_request", "query", ""},
		"page_too_long":      {call{path: "/v1/rounds?limit=101"}, 400, "malformed_request", "query:limit", ""},
		"page_of_nothing":    {call{path: "/v1/rounds?limit=0"}, 400, "malformed_request", "query:limit", ""},
		"page_with_a_sign":   {call{path: "/v1/rounds?limit=%2B5"}, 400, "malformed_request", "query:limit", ""},
		"odd_state":          {call{path: "/v1/rounds?state=" + secret}, 400, "malformed_request", "query:state", ""},
		"unknown_state":      {call{path: "/v1/rounds?state=announced,aproved"}, 400, "malformed_request", "query:state", ""},
		"odd_cursor":         {call{path: "/v1/rounds?after=" + secret}, 400, "malformed_request", "query:after", ""},
		"odd_journal_cursor": {call{path: "/v1/rounds/" + round + "/journal?after=-1"}, 400, "malformed_request", "query:after", ""},
		"odd_round_filter":   {call{path: "/v1/selections?round=1"}, 400, "malformed_request", "query:round", ""},
		"odd_agency":         {call{path: "/v1/rounds?agency=a%27b"}, 400, "malformed_request", "query:agency", ""},
		"odd_day":            {call{path: "/v1/policy/packs?date=2024-13-01"}, 400, "malformed_request", "query:date", ""},
		"odd_base":           {call{path: "/v1/policy/packs?base=A"}, 400, "malformed_request", "query:base", ""},
		"odd_province":       {call{path: "/v1/policy/packs?province=-"}, 400, "malformed_request", "query:province", ""},
		"no_such_profile":    {call{path: "/v1/procedures/round?profile=nobody"}, 422, "policy_unresolved", "query:profile", ""},
		"no_such_procedure":  {call{path: "/v1/procedures/coup"}, 404, "not_found", "", ""},
		"no_such_pack":       {call{path: "/v1/policy/packs/" + strings.Repeat("0", 64)}, 404, "not_found", "", ""},
		"odd_hash":           {call{path: "/v1/policy/packs/" + strings.Repeat("A", 64)}, 400, "malformed_request", "path:hash", ""},

		"no_media_type":   {post(call{header: map[string]string{"Content-Type": "-"}}), 415, "unsupported_media_type", "header:Content-Type", ""},
		"a_form":          {post(call{header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}), 415, "unsupported_media_type", "header:Content-Type", ""},
		"text":            {post(call{header: map[string]string{"Content-Type": "text/plain"}}), 415, "unsupported_media_type", "header:Content-Type", ""},
		"another_json":    {post(call{header: map[string]string{"Content-Type": "application/merge-patch+json"}}), 415, "unsupported_media_type", "header:Content-Type", ""},
		"another_charset": {post(call{header: map[string]string{"Content-Type": "application/json; charset=latin1"}}), 415, "unsupported_media_type", "header:Content-Type", ""},
		"compressed":      {post(call{header: map[string]string{"Content-Encoding": "gzip"}}), 415, "unsupported_media_type", "header:Content-Encoding", ""},

		"bulk_of_nothing":         {post(call{path: "/v1/rounds/" + round + "/selections/events/cancel", body: `{"items":[]}`}), 422, "invalid_body", "/items", ""},
		"bulk_with_a_twin":        {post(call{path: "/v1/rounds/" + round + "/selections/events/cancel", body: `{"items":[{"selection":"` + selection + `"},{"selection":"` + selection + `"}]}`}), 422, "invalid_body", "/items/1/selection", ""},
		"bulk_of_odd_identifiers": {post(call{path: "/v1/rounds/" + round + "/selections/events/cancel", body: `{"items":[{"selection":"` + secret + `"}]}`}), 422, "invalid_body", "/items/0/selection", ""},
		"bulk_with_odd_revision":  {post(call{path: "/v1/rounds/" + round + "/selections/events/cancel", body: `{"items":[{"selection":"` + selection + `","expect":-1}]}`}), 422, "invalid_body", "/items/0/expect", ""},
		"bulk_on_no_round":        {post(call{path: "/v1/rounds/" + noCase + "/selections/events/cancel", body: `{"items":[{"selection":"` + selection + `"}]}`}), 404, "not_found", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := h.written(t)
			if test.key == "" {
				test.key = "bad-" + name
			}
			w := h.do(t, test.call)
			var p problem
			read(t, w, &p)
			if w.Code != test.status || p.Status != test.status || p.Code != test.code {
				t.Errorf("answered %d %s, not %d %s: %s", w.Code, p.Code, test.status, test.code, w.Body)
			}
			if w.Header().Get("Content-Type") != "application/problem+json" || p.Type != "/problems/"+p.Code || p.Title == "" || p.Detail == "" {
				t.Errorf("not a problem document: %s", w.Body)
			}
			if p.Instance == "" || p.Instance != w.Header().Get("X-Request-Id") {
				t.Errorf("instance %q is not the request's id", p.Instance)
			}
			if test.field != "" && !p.names(test.field) {
				t.Errorf("%s is not named in %s", test.field, w.Body)
			}
			if _, ok := p.reason(test.reason); test.reason != "" && !ok {
				t.Errorf("no reason %s in %s", test.reason, w.Body)
			}
			if strings.Contains(strings.ToLower(w.Body.String()), strings.ToLower(secret)) {
				t.Errorf("repeats what was sent: %s", w.Body)
			}
			if before != h.written(t) {
				t.Error("something was written")
			}
		})
	}
	if strings.Contains(strings.ToLower(h.log.String()), strings.ToLower(secret)) {
		t.Error("the log repeats what was sent")
	}
}

// secret stands where a value stands that must never be repeated.
const secret = "Rahasia77"

func (p problem) names(field string) bool {
	for _, r := range p.Reasons {
		if r.Field == field {
			return true
		}
	}
	return false
}

func TestStaleRevision_tells_the_present_one(t *testing.T) {
	t.Parallel()
	h := open(t)
	w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds/" + h.round(t) + "/events/revise_plan", body: plan, match: `"9"`})
	if w.Code != http.StatusPreconditionFailed || w.Header().Get("ETag") != `"1"` || field(t, w, "revision") != 1.0 {
		t.Errorf("%d %s %s", w.Code, w.Header().Get("ETag"), w.Body)
	}
}

// Names that other systems have been taken over with. None of them is taken from a
// path, a query or a body.
func TestMassAssignment_is_refused(t *testing.T) {
	t.Parallel()
	h := open(t)
	round := h.round(t)
	before := h.written(t)
	for _, name := range []string{
		"id", "case", "state", "revision", "role", "roles", "actor", "person", "admin", "is_admin", "agency_id", "parent", "procedure",
		"version", "pack", "hash", "head", "at", "now", "clock", "force", "override", "score", "rank", "facts", "seq", "expect", "key",
	} {
		bodies := map[string]call{
			"body":   {method: http.MethodPost, path: "/v1/rounds", body: opening(`"zone":`, `"`+name+`":"x","zone":`), key: "m-" + name},
			"nested": {method: http.MethodPost, path: "/v1/rounds", body: opening(`"tried":true`, `"tried":true,"`+name+`":"x"`), key: "n-" + name},
			"event":  {method: http.MethodPost, path: "/v1/rounds/" + round + "/events/submit_plan", body: strings.Replace(proposal, "{", `{"`+name+`":"x",`, 1), as: authorised, key: "e-" + name},
			"query":  {method: http.MethodPost, path: "/v1/rounds?" + name + "=x", body: opening(), key: "q-" + name},
		}
		for place, c := range bodies {
			w := h.do(t, c)
			var p problem
			read(t, w, &p)
			if w.Code != 422 && w.Code != 400 || len(p.Reasons) == 0 || !strings.Contains(p.Reasons[0].Field, name) {
				t.Errorf("%s in the %s: %d %s", name, place, w.Code, w.Body)
			}
		}
	}
	if before != h.written(t) {
		t.Error("something was written")
	}
}
