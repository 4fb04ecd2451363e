package house

import "time"

// Move sets a clock without sweeping: what is due is left to the parts that run.
func (c *Clock) Move(to time.Time) error { return c.set(to) }
