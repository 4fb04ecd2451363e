package telemetry

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// scrapeTimeout bounds the look at a queue, so that a Redis that hangs does not hang the scrape.
const scrapeTimeout = 3 * time.Second

type queue struct {
	sizes func(context.Context) (map[string]int, error)
}

// Describe implements prometheus.Collector.
func (q queue) Describe(out chan<- *prometheus.Desc) {
	out <- q.tasks()
	out <- q.up()
}

// Collect implements prometheus.Collector. A queue that does not answer is a metric, not a failed scrape.
func (q queue) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	sizes, err := q.sizes(ctx)
	up := 1.0
	if err != nil {
		up = 0
	}
	out <- prometheus.MustNewConstMetric(q.up(), prometheus.GaugeValue, up)
	for state, size := range sizes {
		out <- prometheus.MustNewConstMetric(q.tasks(), prometheus.GaugeValue, float64(size), state)
	}
}

func (queue) tasks() *prometheus.Desc {
	return prometheus.NewDesc("selter_queue_tasks", "Tasks in the queue by their state; archived and orphaned ones want a look.", []string{"state"}, nil)
}

func (queue) up() *prometheus.Desc {
	return prometheus.NewDesc("selter_queue_up", "Whether the queue answers. Nothing but latency depends on it.", nil, nil)
}
