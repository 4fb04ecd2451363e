package story

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow"
	"selter/workflow/catalog"
	"selter/workflow/policy"
)

// A Target is a server in demo mode that believes development tokens. Base is its
// address without a slash at the end; HTTP nil is http.DefaultClient.
type Target struct {
	Base string
	HTTP *http.Client
}

// largestAnswer bounds what is read of an answer.
const largestAnswer = 16 << 20

// reader is who gives the cast their duties, moves the clock and looks at cases; it acts in no case.
var reader = Person{Alias: "story", Roles: []workflow.Role{workflow.Auditor}}

// A call is one request. In, when not nil, is its body in JSON; else file is, of that media type.
type call struct {
	method, path string
	as           Person // nobody, if it has no alias
	receipt      string // of a complaint, in the place of who it is
	key, match   string
	in           any
	file         []byte
	media        string
}

// A response is what came back: an answer, or a problem.
type response struct {
	status  int
	body    []byte
	problem *problem
}

type problem struct {
	Status  int      `json:"status"`
	Code    string   `json:"code"`
	Title   string   `json:"title"`
	Detail  string   `json:"detail"`
	Reasons []Reason `json:"reasons"`
}

func (p problem) String() string {
	text := fmt.Sprintf("%s (%d)", p.Code, p.Status)
	if codes := codesOf(p.Reasons); len(codes) > 0 {
		text = strings.Join(codes, ", ")
	}
	for _, r := range p.Reasons {
		if r.Field != "" || r.Detail != "" {
			text += "; " + strings.TrimSpace(r.Field+" "+r.Detail)
		}
	}
	return text
}

// The parts of the contract that a story looks at.
type (
	answer struct {
		Case      string         `json:"case"`
		Procedure string         `json:"procedure"`
		Ref       string         `json:"ref"`
		Event     workflow.Event `json:"event"`
		From      workflow.State `json:"from"`
		State     workflow.State `json:"state"`
		Revision  int64          `json:"revision"`
		Deadlines []Armed        `json:"deadlines"`
	}
	caseRead struct {
		ID       string         `json:"id"`
		Ref      string         `json:"ref"`
		Subject  string         `json:"subject"` // whom a case below a selection is about
		State    workflow.State `json:"state"`
		Revision int64          `json:"revision"`
		Pack     string         `json:"pack"` // hash
		Facts    jsontext.Value `json:"facts"`

		procedure string
	}
	bulkItem struct {
		Selection string         `json:"selection"`
		Expect    int64          `json:"expect"`
		Body      jsontext.Value `json:"body,omitzero"`
	}
	bulkResult struct {
		Selection string   `json:"selection"`
		Answer    *answer  `json:"answer"`
		Problem   *problem `json:"problem"`
	}
	deadlineRead struct {
		Kind     workflow.Event `json:"kind"`
		Reminder int            `json:"reminder"`
		Due      time.Time      `json:"due"`
		Status   string         `json:"status"`
		FiredAt  time.Time      `json:"fired_at"`
	}
	noticeRead struct {
		Role      workflow.Role  `json:"role"`
		About     workflow.Event `json:"about"`
		Delivered bool           `json:"delivered"`
	}
	entryRead struct {
		Seq   int64          `json:"seq"`
		At    time.Time      `json:"at"`
		Event workflow.Event `json:"event"`
		From  workflow.State `json:"from"`
		To    workflow.State `json:"to"`
		Role  workflow.Role  `json:"role"`
	}
	tableRead struct {
		Pack   string          `json:"pack"`
		States []catalog.State `json:"states"`
		Rows   []struct {
			Event     workflow.Event    `json:"event"`
			From      []workflow.State  `json:"from"`
			Citations []policy.Citation `json:"citations"`
		} `json:"rows"`
	}
	page[T any] struct {
		Items []T            `json:"items"`
		Next  jsontext.Value `json:"next"`
	}
)

func (c caseRead) path() string { return "/v1/" + c.procedure + "s/" + c.ID }

// name is what the story calls the case.
func (c caseRead) name() string {
	if c.Ref == "" {
		return OnRound
	}
	return c.Ref
}

// do sends a request. An error means that there is no answer, or one that is none of this API's.
func (t Target) do(ctx context.Context, c call) (response, error) {
	var body io.Reader
	if c.in != nil {
		data, err := json.Marshal(c.in)
		if err != nil {
			return response{}, err
		}
		body, c.media = bytes.NewReader(data), "application/json"
	} else if c.file != nil {
		body = bytes.NewReader(c.file)
	}
	request, err := http.NewRequestWithContext(ctx, c.method, t.Base+c.path, body)
	if err != nil {
		return response{}, err
	}
	if c.as.Alias != "" {
		request.Header.Set("Authorization", "Bearer dev:"+c.as.Alias)
	}
	for name, value := range map[string]string{
		"Idempotency-Key": c.key, "If-Match": c.match, "Content-Type": c.media, "Complaint-Receipt": c.receipt,
	} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	client := t.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	got, err := client.Do(request)
	if err != nil {
		return response{}, err
	}
	defer got.Body.Close()
	r := response{status: got.StatusCode}
	if r.body, err = io.ReadAll(io.LimitReader(got.Body, largestAnswer)); err != nil {
		return response{}, fmt.Errorf("%s %s: %w", c.method, c.path, err)
	}
	if r.status >= 400 {
		r.problem = &problem{}
		if json.Unmarshal(r.body, r.problem) != nil || r.problem.Code == "" {
			return response{}, fmt.Errorf("%s %s: answered %d without a problem document: is this a Selter server?", c.method, c.path, r.status)
		}
	}
	return r, nil
}

// decode reads an answer of the API.
func decode[T any](r response) (T, error) {
	var into T
	if r.problem != nil {
		return into, fmt.Errorf("refused: %s: %s", *r.problem, r.problem.Detail)
	}
	err := json.Unmarshal(r.body, &into)
	return into, err
}

// get reads one thing, as somebody.
func get[T any](ctx context.Context, t Target, as Person, path string) (T, error) {
	var into T
	r, err := t.do(ctx, call{method: http.MethodGet, path: path, as: as})
	if err == nil {
		into, err = decode[T](r)
	}
	if err != nil {
		return into, fmt.Errorf("read %s: %w", path, err)
	}
	return into, nil
}

// list reads all pages of a list. The path has a query already.
func list[T any](ctx context.Context, t Target, as Person, path string) ([]T, error) {
	var all []T
	after := ""
	for {
		got, err := get[page[T]](ctx, t, as, path+after)
		if err != nil {
			return nil, err
		}
		all = append(all, got.Items...)
		next := strings.Trim(string(got.Next), `"`)
		if next == "" || next == "null" || len(got.Items) == 0 {
			return all, nil
		}
		after = "&after=" + next
	}
}

func etag(revision int64) string { return strconv.Quote(strconv.FormatInt(revision, 10)) }
