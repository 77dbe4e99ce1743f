package kernel

// reportStop tells the tracer that t stops, and stops it. That takes effect when
// reportStop has returned to the run loop.
func (t *Task) reportStop(tracer chan<- *Task) {
	tracer <- t
	t.stopNow()
}

// reportStopLate is like reportStop, but if the tracer is slow to listen, t is
// neither stopped nor running.
func (t *Task) reportStopLate(tracer chan<- *Task) {
	t.stopNow()
	tracer <- t
}
