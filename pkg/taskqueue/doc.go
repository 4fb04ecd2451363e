// Package taskqueue wakes the house: it fires deadlines, sends reminders and delivers the outbox.
//
// The truth lives in the database, in the rows of timers and messages. Sweep works on those rows, and would do so alone. asynq is
// only a bell that makes it quicker: Relay rings it after a commit, Worker hears it, in this process or in another. Redis may be
// flushed, frozen or gone; what is lost with it is half a second.
//
// No deadline, no message and no answer is ever read from Redis, and nothing in Redis is personal: tasks carry ids and instants.
package taskqueue
