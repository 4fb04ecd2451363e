// Package telemetry is what an operator sees: metrics for Prometheus and structured logs. Labels are bounded words of the tables and
// never names of persons or cases; what looks like a national or a staff number or a mail address does not reach the log.
package telemetry
