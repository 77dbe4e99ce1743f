package states

func play(t *Task) {
	t.beginInternalStop((*trapStop)(nil))
	t.block(t.wake)
}

// playDocumented does what the task does.
//
// Preconditions: The caller must be running on the task goroutine.
func playDocumented(t *Task) {
	t.beginInternalStop((*trapStop)(nil))
	t.block(t.wake) // want `t\.block blocks before the stop begun on t takes effect`
}
