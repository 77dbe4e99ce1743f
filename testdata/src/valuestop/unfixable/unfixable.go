// want package:"outer is begun as value"

// Package unfixable holds findings of valuestop that have no fix: its golden
// file differs in nothing.
package unfixable

type TaskStop interface {
	Killable() bool
}

type Task struct{ stop TaskStop }

func (t *Task) beginInternalStop(s TaskStop) { t.stop = s }

// A stop with data: the fix would have to decide who keeps it.

type dataStop struct{ n int }

func (dataStop) Killable() bool { return true } // want `value receiver`

// Exported: other packages may use its value.

type PublicStop struct{}

func (PublicStop) Killable() bool { return true } // want `value receiver`

// Converted from another type.

type convertedStop struct{}

func (convertedStop) Killable() bool { return true } // want `value receiver`

// Embedded in another type.

type embeddedStop struct{}

func (embeddedStop) Killable() bool { return true } // want `value receiver`

type outer struct{ embeddedStop }

// A method uses its receiver in a way that a pointer does not allow.

type copiedStop struct{}

func (s copiedStop) Killable() bool { // want `value receiver`
	var c struct{} = s
	_ = c
	return true
}

// A pointer to the pointer would be needed.

type addressedStop struct{}

func (addressedStop) Killable() bool { return true } // want `value receiver`

func (*addressedStop) poke() {}

func (t *Task) begin() {
	t.beginInternalStop(dataStop{1})               // want `is begun as a value`
	t.beginInternalStop(PublicStop{})              // want `is begun as a value`
	t.beginInternalStop(convertedStop(struct{}{})) // want `is begun as a value`
	t.beginInternalStop(embeddedStop{})            // want `is begun as a value`
	t.beginInternalStop(outer{})                   // want `is begun as a value`
	t.beginInternalStop(copiedStop{})              // want `is begun as a value`
	var s addressedStop
	poke(&s)
	t.beginInternalStop(s) // want `is begun as a value`
}

func poke(s *addressedStop) { s.poke() }
