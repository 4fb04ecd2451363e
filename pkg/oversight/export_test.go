package oversight

// WithStride lets a step of a batch take fewer rounds, or more.
func (k *Keeper) WithStride(rounds int) *Keeper {
	k.stride = rounds
	return k
}
