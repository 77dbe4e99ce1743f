package kernel

// Type parameters and generic types.

type genericStop[T any] struct{ v T }

func (genericStop[T]) Killable() bool { return true } // want `genericStop.Killable has a value receiver`

type genericPointer[T any] struct{ v T }

func (*genericPointer[T]) Killable() bool { return true }

type phantomStop[T any] struct{}

func (*phantomStop[T]) Killable() bool { return true }

func (t *Task) beginGeneric() {
	t.beginInternalStop(genericStop[int]{1}) // want `genericStop\[int\]\{…\} is begun as a value: .\(\*genericStop\[int\]\) never matches it; use &genericStop\[int\]\{…\}`
	t.beginInternalStop(&genericPointer[int]{1})
	t.beginInternalStop((*phantomStop[int])(nil))
	t.beginInternalStop(&phantomStop[int]{}) // want `&phantomStop\[int\]\{\} is begun, a new pointer`
}

// How large the stop is depends on T.
func beginPointerOf[T any](t *Task, v T) {
	t.beginInternalStop(&genericPointer[T]{v})
}

func beginAnyOf[S TaskStop](t *Task, s S) { // want beginAnyOf:`param 1 flows to begin`
	t.beginInternalStop(s)
}

type typeArg struct{}

func (typeArg) Killable() bool { return true } // want `typeArg.Killable has a value receiver`

type typeArgPointer struct{}

func (*typeArgPointer) Killable() bool { return true }

func beginTypeArgs(t *Task) {
	beginAnyOf(t, typeArg{}) // want `typeArg\{\} is begun as a value`
	beginAnyOf(t, (*typeArgPointer)(nil))
	beginAnyOf(t, &typeArgPointer{})   // want `&typeArgPointer\{\} is begun, a new pointer`
	beginAnyOf[TaskStop](t, typeArg{}) // want `typeArg\{\} is begun as a value`
}

type box[S TaskStop] struct {
	s S // want s:`flows to begin`
}

func (b *box[S]) begin(t *Task) { t.beginInternalStop(b.s) }

func beginBox(t *Task) {
	b := &box[typeArg]{typeArg{}} // want `typeArg\{\} is begun as a value`
	b.begin(t)
	right := &box[*typeArgPointer]{}
	right.begin(t)
}
