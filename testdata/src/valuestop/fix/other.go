package fix

// The fix of a type reaches every file of the package.

func (*waitStop) inOtherFile(others ...waitStop) bool {
	for _, o := range others {
		if o.Killable() {
			return true
		}
	}
	return false
}

var waiting TaskStop = &waitStop{} // want waiting:`flows to begin; may be &waitStop\{\}` `&waitStop\{\} is begun, a new pointer`

func (t *Task) beginWaiting() {
	t.beginInternalStop(waiting)
	queue := map[string]waitStop{}
	t.beginInternalStop(queue["first"]) // want `queue\["first"\] is begun as a value of waitStop`
}
