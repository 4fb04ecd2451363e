package worlds_test

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"selter/api"
	"selter/cmd/selter/bench"
	"selter/pkg/identity"
)

// A good is a request that is accepted as it stands, so that whatever is added to it is
// the only thing that can be wrong.
type good struct {
	route  string // method and path, as in the contract
	schema string // of its body, in the contract
	ask    func() question
	then   func(t *testing.T, told answer) // what later requests need of the answer
}

// goods is a good request for every route, in an order in which all of them can be done.
type goods struct {
	w       *world
	p       *plot
	list    []good
	cookie  string // of a session
	way     string // cookie of a login at the provider
	code    string // of the second factor
	invited string
	token   string // an identifier
	draft   string // a round that is planned only
	secret  string // of the second factor
	wire    string // an endpoint of the agency
	link    string // to a calendar
	// A complaint, and the code by which who complained comes back.
	complaint, receipt string
}

const password = "kereta-malam-ke-surabaya"

// provider is one at which everybody is the same person.
type provider struct{}

func (provider) Begin(context.Context) (string, []byte, error) {
	return "https://provider.example/auth", []byte("{}"), nil
}

func (provider) Finish(context.Context, []byte, url.Values) (api.Proof, error) {
	return api.Proof{Issuer: "https://provider.example", Subject: "subjek-1", Factors: 2}, nil
}

// goodsOf prepares a world in which every route can be used.
func goodsOf(t *testing.T) *goods {
	t.Helper()
	worlds, p := fork(t, 1)
	g := &goods{w: worlds[0], p: p, code: "123456"}
	c := configuration(g.w)
	dev, proved := c.Identify, api.Identify(g.w.Identity)
	c.Federation = provider{}
	c.Metrics = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	c.MetricsFrom = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} // where requests of tests come from
	c.Identify = func(r *http.Request) (identity.Subject, error) {
		if who, err := dev(r); err == nil {
			return who, nil
		}
		return proved(r)
	}
	g.w.handler = serverOf(t, c)
	ctx := t.Context()
	id, err := g.w.asker.openRound(ctx, here)
	must(t, err)
	g.draft = "/v1/rounds/" + id.String()
	must(t, g.w.record(ctx, "pelamar", "nik", "3171011508750001"))
	invitation, _, err := g.w.Identity.Enrol(ctx, "akun", "akun@contoh.go.id")
	must(t, err)
	_, err = g.w.Identity.AcceptInvitation(ctx, invitation, password)
	must(t, err)
	g.invited, _, err = g.w.Identity.Enrol(ctx, "tamu", "tamu@contoh.go.id")
	must(t, err)
	g.login(t)
	g.outbound(t)
	g.complains(t)
	g.fill(t)
	return g
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// login begins a session, and has a token in it that can be taken back.
func (g *goods) login(t *testing.T) {
	t.Helper()
	session, err := g.w.Identity.Login(t.Context(), identity.Login{Name: "akun@contoh.go.id", Password: password, Address: "192.0.2.9"})
	must(t, err)
	who, err := g.w.Identity.Identify(t.Context(), session.Secret)
	must(t, err)
	token, err := g.w.Identity.IssueToken(t.Context(), who, "lama", []identity.Scope{identity.ReadCases}, 24*time.Hour)
	must(t, err)
	g.cookie, g.token = api.SessionCookie+"="+session.Secret, token.Credential.ID.String()
}

// cookieIn is a cookie that an answer sets.
func cookieIn(told answer, name string) string {
	_, rest, _ := strings.Cut(told.header, name+"=")
	value, _, _ := strings.Cut(rest, ";")
	return name + "=" + value
}

// add has a person do something with a body; in a session when nobody is named.
func (g *goods) add(route, as, path, schema string, body func() string, then ...func(*testing.T, answer)) {
	method, template, _ := strings.Cut(route, " ")
	one := good{route: route, schema: schema}
	if len(then) > 0 {
		one.then = then[0]
	}
	n := len(g.list)
	one.ask = func() question {
		q := question{route: template, method: method, path: path, as: as, header: map[string]string{}}
		if path == "" {
			q.path = template
		}
		if body != nil {
			q.body = body()
		}
		if schema == "" && q.body != "" {
			q.media = "application/pdf"
		}
		switch as {
		case "session":
			q.as = ""
			q.header["Cookie"] = g.cookie
		case "way":
			q.as = ""
			q.header["Cookie"] = g.way
		case "-":
			q.as = ""
		}
		if method == http.MethodPost || method == http.MethodPut {
			q.key, q.match = fmt.Sprintf("permintaan-baik-%d", n), "*"
		}
		return q
	}
	g.list = append(g.list, one)
}

func says(body string) func() string { return func() string { return body } }

// fill has a good request for each route.
func (g *goods) fill(t *testing.T) {
	t.Helper()
	p := g.p
	g.readAll(t)
	open := string(bench.Opening(planned.AddDate(0, 0, 20), 3).Body)
	plan := strings.TrimSuffix(open[strings.Index(open, `"plan":`)+len(`"plan":`):], "}")
	letter := `{"number":"800/1","date":"2024-05-22"}`
	g.add("POST /v1/rounds", "sekretaris", "", "RoundOpening", says(open))
	g.add("POST /v1/rounds/{id}/events/{event}", "sekretaris", g.draft+"/events/revise_plan", "round.revise_plan", says(plan))
	scored := "/v1/selections/" + p.Scored.String()
	correction := `{"component":"assessment","candidate":"01","by":"asesor","points":71,"reason":"salah ketik","second":"anggota-1"}`
	g.add("POST /v1/rounds/{id}/selections/events/{event}", "ketua", "/v1/rounds/"+p.Round.String()+"/selections/events/correct_score", "BulkCommand",
		says(`{"items":[{"selection":"`+p.Scored.String()+`","body":`+correction+`}]}`))
	g.under(t)
	g.told(t)
	g.complaining(t)
	g.add("POST /v1/selections/{id}/events/{event}", "ketua", scored+"/events/disqualify", "selection.disqualify",
		says(`{"candidate":"04","component":"paper","reason":"membawa catatan","minutes":`+letter+`,"signed":["ketua","anggota-1","anggota-2"]}`))

	particulars := `{"full_name":"Contoh Warga","email":"warga@contoh.go.id"}`
	g.add("POST /v1/persons", "admin", "", "Enrolment", says(`{"login":"baru@contoh.go.id","particulars":`+particulars+`}`))
	g.add("POST /v1/persons/lookup", "admin", "", "PersonSearch", says(`{"nik":"3171011508750001"}`))
	g.add("PUT /v1/persons/{person}/particulars", "warga", "/v1/persons/warga/particulars", "ParticularsChange", says(`{"values":`+particulars+`}`))
	g.add("POST /v1/persons/{person}/events/{event}", "warga", "/v1/persons/warga/events/request_erasure", "person.request_erasure", says(`{"letter":`+letter+`}`))
	terms := `{"ref":"baru","duty":"tracer","from":"2024-05-22","decree":` + letter + `}`
	g.add("POST /v1/mandates", "admin", "", "MandateCommand",
		says(`{"agency":{"code":"`+here+`"},"zone":"WITA","person":"penelusur-1","event":"grant_duty","body":{"ref":"baru","duty":"tracer","from":"2024-05-22","round":"`+p.Round.String()+`","selection":"`+p.Late.String()+`","decree":`+letter+`}}`))
	g.add("POST /v1/mandates/{id}/events/{event}", "admin", "/v1/mandates/"+p.Mandates["narasumber"].String()+"/events/grant_duty", "mandate.grant_duty", says(terms))
	g.add("PUT /v1/demo/cast", "ppk", "", "DemoCast", says(`{"agency":"`+here+`","zone":"WITA","cast":[{"person":"orang-baru","duties":["tracer"]}]}`))
	g.session()
}

// under has the routes of what lies under a selection: applications, papers and sheets.
func (g *goods) under(t *testing.T) {
	t.Helper()
	p := g.p
	draft := "/v1/applications/" + p.Drafts["pelamar"].String()
	receipt := question{method: http.MethodGet, path: "/v1/applications/" + p.Applications["pelamar"].String() + "/receipt", as: "pelamar"}.of(t.Context(), g.w.handler)
	if receipt.status != http.StatusOK {
		t.Fatal(receipt)
	}
	file := func(text string) func() string { return func() string { return string(onePage(text)) } }
	g.add("POST /v1/selections/{id}/applications", "warga", "/v1/selections/"+p.Open.String()+"/applications", "ApplicationCommand", says(`{"event":"apply","body":{}}`))
	g.add("POST /v1/applications/{id}/events/{event}", "pelamar", draft+"/events/fill_profile", "application.fill_profile", says(profile("Biro Hukum", "iv_a", 7)))
	g.add("PUT /v1/applications/{id}/documents/{kind}", "pelamar", draft+"/documents/curriculum_vitae", "", file("riwayat"))
	g.add("POST /v1/receipts/verify", "-", "", "SignedReceipt", says(receipt.body))
	g.add("POST /v1/selections/{id}/papers", "saingan", "/v1/selections/"+p.Rival.String()+"/papers", "", file("naskah"))
	g.add("POST /v1/sheets/{id}/events/{event}", "anggota-3", "/v1/sheets/"+p.Sheets["anggota-3"].String()+"/events/enter_scores", "sheet.enter_scores",
		says(marks(p.Codes, 80, 81, 82, 83)))
}

// session has the routes about oneself, in an order in which one session can go through all.
func (g *goods) session() {
	g.add("POST /v1/invitations/accept", "-", "", "InvitationAnswer", func() string {
		return fmt.Sprintf(`{"invitation":%q,"password":%q}`, g.invited, password+"-tamu")
	})
	g.add("POST /v1/session", "-", "", "Login", says(`{"login":"akun@contoh.go.id","password":"`+password+`"}`), func(_ *testing.T, told answer) {
		g.cookie = cookieIn(told, api.SessionCookie)
	})
	g.add("GET /v1/session", "session", "", "", nil)
	g.add("GET /v1/tokens", "session", "", "", nil)
	g.add("POST /v1/tokens", "session", "", "TokenOrder", says(`{"label":"program","scopes":["cases:read"],"days":7}`))
	g.add("DELETE /v1/tokens/{id}", "session", "/v1/tokens/"+g.token, "", nil)
	g.add("POST /v1/session/totp", "session", "", "SecondFactorStart", says(`{"password":"`+password+`"}`), func(t *testing.T, told answer) {
		begun, err := decode[struct{ Secret string }]([]byte(told.body))
		must(t, err)
		g.secret = begun.Secret
		g.next(t, g.p.Now)
	})
	g.add("PUT /v1/session/totp", "session", "", "SecondFactorCode", func() string { return `{"code":"` + g.code + `"}` }, func(_ *testing.T, told answer) {
		g.cookie = cookieIn(told, api.SessionCookie)
	})
	g.connecting()
	g.add("PUT /v1/me/preferences", "session", "", "PreferenceOrder", says(`{"items":[{"carrier":"mail","event":"announce","off":true}]}`))
	later := g.p.Now.Add(time.Minute)
	g.add("PUT /v1/demo/clock", "ppk", "", "DemoClock", says(`{"now":"`+later.Format(time.RFC3339)+`"}`), func(t *testing.T, _ answer) {
		g.next(t, later)
	})
	g.add("POST /v1/session/second-factor", "session", "", "SecondFactorCode", func() string { return `{"code":"` + g.code + `"}` }, func(_ *testing.T, told answer) {
		g.cookie = cookieIn(told, api.SessionCookie)
	})
	g.add("POST /v1/oidc/link", "session", "", "", nil, func(_ *testing.T, told answer) { g.way = cookieIn(told, "__Host-selter-login") })
	g.add("GET /v1/oidc/callback", "way", "/v1/oidc/callback?code=x&state=y", "", nil)
	g.add("GET /v1/oidc/login", "-", "", "", nil)
	g.add("PUT /v1/session/password", "session", "", "PasswordChange", says(`{"current":"`+password+`","password":"`+password+`-baru"}`))
	g.add("DELETE /v1/session", "session", "", "", nil)
}

// next makes the code of the second factor for a time.
func (g *goods) next(t *testing.T, at time.Time) {
	t.Helper()
	code, err := totp.GenerateCode(g.secret, at)
	must(t, err)
	g.code = code
}

// readAll has the routes that read.
func (g *goods) readAll(t *testing.T) {
	t.Helper()
	p := g.p
	pack, err := g.w.Store.Case(t.Context(), p.Scored)
	must(t, err)
	draft := "/v1/applications/" + p.Applications["pelamar"].String() + "/documents/curriculum_vitae/link"
	_, token, _ := strings.Cut(linked(t, g.w, "sekretaris", draft), "/documents/")
	printed := question{method: http.MethodGet, path: "/v1/selections/" + p.Scored.String() + "/documents/score_recap.pdf", as: "pengawas"}
	_, ticket, _ := strings.Cut(printed.of(t.Context(), g.w.handler).body, "/documents/")
	fill := strings.NewReplacer(
		"{person}", "pelamar", "{name}", "round", "{hash}", pack.Record.Pack, "{asset}", "start.js", "{file}", "score_recap.pdf", "{kind}", "curriculum_vitae",
		"{link}", g.link, "{table}", "states", "{region}", elsewhere, "{token}", token, "{ticket}", ticket, "/problems/{code}", "/problems/guarded", "{code}", p.Codes[0],
	)
	for _, route := range api.Routes() {
		path, as := route.Path, "pengawas"
		if route.Method != http.MethodGet || strings.HasPrefix(path, "/v1/oidc") || path == "/v1/session" || path == "/v1/tokens" || strings.HasPrefix(path, "/v1/webhooks") {
			continue
		}
		switch {
		case strings.HasPrefix(path, "/v1/rounds"), strings.HasPrefix(path, "/v1/public/rounds"):
			path = strings.Replace(path, "{id}", p.Round.String(), 1)
		case strings.HasPrefix(path, "/v1/selections"), strings.HasPrefix(path, "/v1/public/selections"):
			path = strings.Replace(path, "{id}", p.Scored.String(), 1)
		case strings.HasPrefix(path, "/v1/complaints"):
			path, as = g.readsComplaint(path)
		case strings.HasPrefix(path, "/v1/mandates"):
			path = strings.Replace(path, "{id}", p.Mandates["ganda"].String(), 1)
		case strings.HasPrefix(path, "/v1/applications"):
			path, as = strings.Replace(path, "{id}", p.Applications["pelamar"].String(), 1), "pelamar"
		case strings.HasPrefix(path, "/v1/papers"):
			path, as = strings.Replace(path, "{id}", p.Papers["pelamar"].String(), 1), "pelamar"
		case strings.HasPrefix(path, "/v1/sheets"):
			path, as = strings.Replace(path, "{id}", p.Sheets["anggota-3"].String(), 1), "anggota-3"
		case strings.HasSuffix(path, "/particulars"), strings.HasSuffix(path, "/export"):
			as = "pelamar"
		case path == "/v1/documents/{token}":
			as = "sekretaris"
		}
		switch path = strings.Replace(path, "{id}", p.Scored.String(), 1); {
		case strings.HasSuffix(path, "/papers/{code}/link"):
			as = "anggota-3"
		}
		if route.Policy.Rule == api.Anyone {
			as = "-"
		}
		g.add("GET "+route.Path, as, fill.Replace(path), "", nil)
	}
}
