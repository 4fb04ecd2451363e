package telemetry

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"selter/pkg/casework"
	"selter/workflow"
)

// Metrics is the registry of one process with the house's own metrics. Its methods fit where the house wants to be observed:
// Observe in casework.Config, Late, Round, Depth and DeadLetter in the sweep.
type Metrics struct {
	registry *prometheus.Registry
	words    words

	transitions *prometheus.HistogramVec
	lateness    *prometheus.HistogramVec
	rounds      prometheus.Histogram
	handled     prometheus.Counter
	failed      prometheus.Counter
	outbox      prometheus.Gauge
	deadLetters *prometheus.CounterVec
}

// NewMetrics makes the registry, with the collectors for Go and the process.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		transitions: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "selter_transition_seconds", Help: "Time that a command took, by its event and how it ended.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5},
		}, []string{"event", "outcome"}),
		lateness: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "selter_deadline_lateness_seconds", Help: "How long after its time a deadline was fired, by its kind.",
			Buckets: []float64{.01, .05, .1, .25, .5, 1, 2, 5, 15, 60, 600, 3600},
		}, []string{"kind"}),
		rounds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "selter_sweep_round_seconds", Help: "Time that a round of the sweep took, if it found something to do.",
			Buckets: []float64{.001, .005, .02, .1, .5, 2, 10},
		}),
		handled: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "selter_sweep_handled_total", Help: "Deadlines, reminders and messages that the sweep handled.",
		}),
		failed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "selter_sweep_failures_total", Help: "Faults of timers, of deliveries and of rounds; each is tried again.",
		}),
		outbox: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "selter_outbox_depth", Help: "Messages that wait for delivery.",
		}),
		deadLetters: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "selter_dead_letters_total", Help: "Tasks that the queue gave up. Their rows are still open and swept.",
		}, []string{"task"}),
	}
	m.registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		m.transitions, m.lateness, m.rounds, m.handled, m.failed, m.outbox, m.deadLetters,
	)
	return m
}

// Handler serves /metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Observe counts a command.
func (m *Metrics) Observe(o casework.Observation) {
	m.transitions.WithLabelValues(m.words.bound("event", string(o.Event)), m.words.bound("outcome", o.Outcome)).Observe(o.Took.Seconds())
}

// Late counts a deadline that was fired.
func (m *Metrics) Late(kind workflow.Event, by time.Duration) {
	m.lateness.WithLabelValues(m.words.bound("kind", string(kind))).Observe(by.Seconds())
}

// Round counts a round of the sweep.
func (m *Metrics) Round(handled, failed int, took time.Duration) {
	m.rounds.Observe(took.Seconds())
	m.handled.Add(float64(handled))
	m.failed.Add(float64(failed))
}

// Depth sets how many messages wait.
func (m *Metrics) Depth(waiting int64) { m.outbox.Set(float64(waiting)) }

// DeadLetter counts a task that was given up.
func (m *Metrics) DeadLetter(task string) {
	m.deadLetters.WithLabelValues(m.words.bound("task", task)).Inc()
}

// Queue adds the sizes of a queue by the state of its tasks, read at each scrape, and whether the queue could be asked.
func (m *Metrics) Queue(sizes func(context.Context) (map[string]int, error)) {
	m.registry.MustRegister(queue{sizes})
}

// other stands for the words beyond the bound.
const other = "other"

// maxWords bounds the values of one label. A table has tens of events; whoever sends thousands of made-up ones shares a label.
const maxWords = 200

type words struct {
	mu   sync.Mutex
	seen map[string]map[string]bool
}

func (w *words) bound(label, word string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen == nil {
		w.seen = make(map[string]map[string]bool)
	}
	if w.seen[label] == nil {
		w.seen[label] = make(map[string]bool)
	}
	switch {
	case w.seen[label][word]:
		return word
	case word == "" || len(word) > 64 || len(w.seen[label]) == maxWords:
		return other
	}
	w.seen[label][word] = true
	return word
}

// Registry takes the metrics of other parts of the process.
func (m *Metrics) Registry() prometheus.Registerer { return m.registry }
