package house_test

import (
	"io"
	"log/slog"
	"maps"
	"mime"
	"mime/quotedprintable"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"selter/api/apitest"
	"selter/cmd/selter/house"
	"selter/pkg/casework"
	"selter/pkg/config"
	"selter/pkg/identity/vault"
	"selter/pkg/peers/mailserver"
	"selter/pkg/story"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/person"
	canonical "selter/workflow/wire"
)

// A postbox is a house whose letters go out through a real server.
type postbox struct {
	*house.House
	clock  *house.Clock
	server *mailserver.Server
	post   workflow.CaseID // the selection in which the second letter was given
	seen   int             // letters that have been looked at
}

// letter is what somebody has received.
type letter struct {
	To, Subject, Text, ID string
	At                    time.Time
}

// received are the letters that have come since the last look, in their order.
func (p *postbox) received(t *testing.T) []letter {
	t.Helper()
	all := p.server.Letters(t)
	var list []letter
	for _, one := range all[p.seen:] {
		message := one.Message(t)
		subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(message.Body))
		if err != nil {
			t.Fatal(err)
		}
		at, err := message.Header.Date()
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, letter{To: strings.Join(one.To, ","), Subject: subject, Text: strings.ReplaceAll(string(body), "\r\n", "\n"), ID: message.Header.Get("Message-Id"), At: at})
	}
	p.seen = len(all)
	return list
}

// lives gives somebody an address.
func (p *postbox) lives(t *testing.T, who, address string) {
	t.Helper()
	opened, err := p.Desk.Open(t.Context(), casework.Opening{
		Request: casework.OfHouse("registry", person.Name, person.EnrolPerson, nil), Agency: workflow.Nation, Ref: who, Subject: who, Zone: calendar.WIB,
	})
	if err != nil {
		t.Fatal(err)
	}
	particulars, commitments, err := p.Vault.Prepare(t.Context(), who, map[vault.Field]vault.Value{vault.Email: vault.Plain(address)})
	if err != nil {
		t.Fatal(err)
	}
	body, err := canonical.Canonical(person.ParticularsBody{Particulars: commitments})
	if err != nil {
		t.Fatal(err)
	}
	request := casework.OfHouse("registry", person.Name, person.RecordParticulars, body)
	request.Particulars = particulars
	if _, err := p.Desk.Handle(t.Context(), opened.Case, request); err != nil {
		t.Fatal(err)
	}
}

// ask asks the house as somebody.
func (p *postbox) ask(t *testing.T, status int, who, method, path, body string, into any) {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer dev:"+who)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	answer := httptest.NewRecorder()
	apitest.Validating(t, p.Handler).ServeHTTP(answer, request)
	if answer.Code != status {
		t.Fatalf("%s %s as %s: %d %s", method, path, who, answer.Code, answer.Body)
	}
	if into != nil {
		if err := json.Unmarshal(answer.Body.Bytes(), into, json.MatchCaseInsensitiveNames(true)); err != nil {
			t.Fatal(err)
		}
	}
}

// inbox is what the API shows somebody.
type inbox struct {
	Items []struct {
		ID, About, Role, Subject, Text, Path, Case string
		Reminder                                   bool
		At                                         time.Time
		Due                                        time.Time
		ReadAt                                     *time.Time `json:"read_at"`
	}
	Next string
}

// played is a house in which the second letter has just been given.
func played(t *testing.T, c house.Config) *postbox {
	t.Helper()
	s, err := story.Load(openselection.Stories, "testdata/story/regency-two-letters.yaml")
	if err != nil {
		t.Fatal(err)
	}
	last := slices.IndexFunc(s.Steps, func(step story.Step) bool { return step.Event == openselection.ClearInauguration })
	s.Steps = s.Steps[:last+1]
	p := &postbox{clock: house.NewClock(s.Begins()), server: mailserver.Start(t, false)}
	c.DevIdentity, c.Clock, c.Log, c.MailRoots, c.Scratch = true, p.clock, slog.New(slog.DiscardHandler), p.server.Roots, true
	c.OIDC.PublicURL = "https://selter.contoh.go.id"
	c.Mail = config.Mail{
		Host: p.server.Host, Port: p.server.Port, User: mailserver.User, Password: mailserver.Password, From: "seleksi@contoh.go.id", TLS: config.StartTLS,
	}
	if p.House, err = house.Open(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	for who, address := range map[string]string{"bupati": "bupati@kab-teladan.go.id", "pengawas": "pengawas@contoh.go.id"} {
		p.lives(t, who, address)
	}
	// Whoever supervises wants no letters; what the law needs comes all the same.
	p.ask(t, http.StatusOK, "pengawas", http.MethodPut, "/v1/me/preferences", `{"items":[{"carrier":"mail","event":"*","off":true}]}`, nil)
	server := httptest.NewServer(p.Handler)
	defer server.Close()
	if _, err := (story.Player{Target: story.Target{Base: server.URL}}).Play(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if err := p.EachCase(t.Context(), func(record casework.Record) error {
		if record.State == openselection.InaugurationCleared {
			p.post = record.ID
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	// The story's clock stands at the minute of its last step; what that told is brought now, as the sweep of a server does.
	if err := p.SetClock(t.Context(), p.clock.Now()); err != nil {
		t.Fatal(err)
	}
	return p
}

// The appointing officer is told of the last letter and of the fifteen days the minute it is given, again before they end, and
// the supervisor when they have passed; by e-mail and in the inbox, each once.
func TestNotices_of_the_fifteen_days(t *testing.T) {
	t.Parallel()
	for backend, settings := range map[string]func(*testing.T) house.Config{"sqlite": embedded, "postgres": production} {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			p := played(t, settings(t))
			given := p.clock.Now()
			path := "/v1/selections/" + p.post.String()
			t.Run("they_begin", func(t *testing.T) { p.begin(t, given, path) })    //nolint:paralleltest // one after the other
			t.Run("they_pass", func(t *testing.T) { p.pass(t) })                   //nolint:paralleltest // as above
			t.Run("it_is_recorded", func(t *testing.T) { p.recorded(t, path) })    //nolint:paralleltest // as above
			t.Run("the_inbox_is_ones_own", func(t *testing.T) { p.private(t) })    //nolint:paralleltest // as above
			t.Run("an_opened_address_is_noted", func(t *testing.T) { p.noted(t) }) //nolint:paralleltest // as above
		})
	}
}

func (p *postbox) begin(t *testing.T, given time.Time, path string) {
	letters := p.received(t)
	at := slices.IndexFunc(letters, func(l letter) bool {
		return strings.HasPrefix(l.Subject, "Pertimbangan teknis pelantikan diterbitkan: ")
	})
	if at < 0 {
		t.Fatalf("no letter says it: %+v", letters)
	}
	told := letters[at]
	if told.To != "bupati@kab-teladan.go.id" || !told.At.Equal(given) || !strings.Contains(told.Subject, "seleksi Kepala Dinas Pertanian pada Pemerintah Kabupaten Teladan") ||
		!strings.Contains(told.Text, "Lantik paling lambat 7 Februari 2026, yaitu 15 hari kalender sejak surat terakhir ini.") ||
		!strings.Contains(told.Text, "hari ke-15 = 7 Februari 2026") || !strings.Contains(told.Text, "https://selter.contoh.go.id"+path+"\n") {
		t.Errorf("given at %s: %+v", given, told)
	}
	for _, l := range letters {
		if l.To == "pengawas@contoh.go.id" && !strings.Contains(l.Text, "menunggu rekomendasi") && !strings.Contains(l.Subject, "enggat") {
			t.Errorf("who wants no letters gets %q", l.Subject)
		}
	}
	var mine inbox
	p.ask(t, http.StatusOK, "bupati", http.MethodGet, "/v1/me/notices?unread=true&limit=1", "", &mine)
	if len(mine.Items) != 1 || mine.Items[0].About != "clear_inauguration" || mine.Items[0].Path != path || !mine.Items[0].At.Equal(given) ||
		!mine.Items[0].Due.Equal(time.Date(2026, 2, 7, 17, 0, 0, 0, time.UTC)) || mine.Items[0].ReadAt != nil || mine.Next == "" {
		t.Errorf("the inbox shows %+v", mine)
	}
}

// pass lets the fifteen days go by in one leap of the clock.
func (p *postbox) pass(t *testing.T) {
	if err := p.SetClock(t.Context(), time.Date(2026, 2, 7, 17, 0, 0, 0, time.UTC)); err != nil { // the first instant of the 8th in Bengkulu
		t.Fatal(err)
	}
	days := make(map[string][]string) // who was told what on which day
	for _, l := range p.received(t) {
		if !strings.Contains(l.Subject, "elantikan") {
			continue
		}
		title, _, _ := strings.Cut(l.Subject, ":")
		days[l.To+" "+title] = append(days[l.To+" "+title], l.At.In(time.FixedZone("WIB", 7*3600)).Format("01-02 15:04"))
	}
	want := map[string][]string{
		"bupati@kab-teladan.go.id Pengingat tenggat pelantikan":  {"01-31 00:00", "02-04 00:00", "02-06 00:00"},
		"bupati@kab-teladan.go.id Tenggat pelantikan terlampaui": {"02-08 00:00"},
		"pengawas@contoh.go.id Tenggat pelantikan terlampaui":    {"02-08 00:00"},
	}
	if !maps.EqualFunc(want, days, slices.Equal) {
		t.Errorf("told %v, not %v", days, want)
	}
	ids := make(map[string]bool)
	for _, one := range p.server.Letters(t) {
		id := one.Message(t).Header.Get("Message-Id")
		if ids[id] {
			t.Errorf("%s came twice", id)
		}
		ids[id] = true
	}
}

func (p *postbox) recorded(t *testing.T, path string) {
	var list struct {
		Items []struct {
			About, Role string
			Reminder    bool
			Delivered   bool
			Deliveries  []struct{ Carrier, State string }
		}
	}
	p.ask(t, http.StatusOK, "pengawas", http.MethodGet, path+"/notices", "", &list)
	states := make(map[string]bool)
	for _, item := range list.Items {
		if item.About != "inauguration_due" {
			continue
		}
		if !item.Delivered {
			t.Errorf("%+v is not delivered", item)
		}
		for _, d := range item.Deliveries {
			states[item.Role+" "+d.Carrier+" "+d.State] = true
		}
	}
	for _, want := range []string{"appointing_officer inbox sent", "appointing_officer mail sent", "supervisor inbox sent", "supervisor mail sent"} {
		if !states[want] {
			t.Errorf("%q is not recorded: %v", want, states)
		}
	}
	kept, err := p.Store.Mailroom().Deliveries(t.Context(), p.post)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range kept { // nobody else of the story has an address
		if d.Carrier == "mail" && (d.State == "sent") != slices.Contains([]string{"bupati", "pengawas"}, d.Address.Person) {
			t.Errorf("%+v", d)
		}
	}
}

func (p *postbox) private(t *testing.T) {
	var theirs, mine inbox
	p.ask(t, http.StatusOK, "pengawas", http.MethodGet, "/v1/me/notices?limit=100", "", &theirs)
	p.ask(t, http.StatusNoContent, "pengawas", http.MethodPost, "/v1/me/notices/"+theirs.Items[0].ID+"/read", "", nil)
	p.ask(t, http.StatusNotFound, "bupati", http.MethodPost, "/v1/me/notices/"+theirs.Items[0].ID+"/read", "", nil)
	p.ask(t, http.StatusOK, "pengawas", http.MethodGet, "/v1/me/notices?limit=1", "", &theirs)
	if theirs.Items[0].ReadAt == nil {
		t.Errorf("it is not read: %+v", theirs.Items[0])
	}
	seen := make(map[string]bool)
	for path := "/v1/me/notices?limit=2"; path != ""; {
		var page inbox
		p.ask(t, http.StatusOK, "bupati", http.MethodGet, path, "", &page)
		for _, item := range page.Items {
			if seen[item.ID] || !slices.Contains([]string{"appointing_officer", "data_subject"}, item.Role) {
				t.Errorf("%+v is twice in the inbox, or is not theirs", item)
			}
			seen[item.ID] = true
		}
		path = ""
		if page.Next != "" {
			path = "/v1/me/notices?limit=2&after=" + page.Next
		}
	}
	p.ask(t, http.StatusOK, "bupati", http.MethodGet, "/v1/me/notices?limit=100", "", &mine)
	if len(seen) != len(mine.Items) || len(seen) < 5 {
		t.Errorf("%d by pages, %d at once", len(seen), len(mine.Items))
	}
	p.ask(t, http.StatusOK, "orang-lain", http.MethodGet, "/v1/me/notices", "", &mine)
	if len(mine.Items) != 0 {
		t.Errorf("somebody else reads %+v", mine.Items)
	}
	for body, field := range map[string]string{
		`{"items":[{"carrier":"merpati","event":"*","off":true}]}`:                                         "/items/0/carrier",
		`{"items":[{"carrier":"mail","event":"bukan_peristiwa","off":true}]}`:                              "/items/0/event",
		`{"items":[{"carrier":"mail","event":"*","off":true},{"carrier":"mail","event":"*","off":false}]}`: "/items/1",
	} {
		var problem struct{ Reasons []struct{ Field string } }
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPut, "/v1/me/preferences", strings.NewReader(body))
		request.Header.Set("Authorization", "Bearer dev:bupati")
		request.Header.Set("Content-Type", "application/json")
		answer := httptest.NewRecorder()
		p.Handler.ServeHTTP(answer, request)
		if err := json.Unmarshal(answer.Body.Bytes(), &problem, json.MatchCaseInsensitiveNames(true)); err != nil || answer.Code != http.StatusUnprocessableEntity || len(problem.Reasons) != 1 || problem.Reasons[0].Field != field {
			t.Errorf("%s: %d %s, %v", body, answer.Code, answer.Body, err)
		}
	}
	var said struct {
		Items     []struct{ Carrier, Event string }
		Mandatory []struct{ Procedure, Event, Role string }
	}
	p.ask(t, http.StatusOK, "pengawas", http.MethodGet, "/v1/me/preferences", "", &said)
	if len(said.Items) != 1 || said.Items[0].Event != "*" || len(said.Mandatory) < 20 {
		t.Errorf("%+v", said)
	}
}

func (p *postbox) noted(t *testing.T) {
	readings, err := p.Vault.Readings(t.Context(), "bupati", [16]byte{}, 100)
	if err != nil || len(readings) == 0 {
		t.Fatal(readings, err)
	}
	for _, r := range readings {
		if r.Reader != "installation" || !slices.Equal(r.Fields, []string{"email"}) || r.Request == "" {
			t.Errorf("%+v", r)
		}
	}
}
