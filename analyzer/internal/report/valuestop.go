package report

// The messages of valuestop. A stop is named by its source text and its type
// by its name as seen from the package under analysis.

// BegunAsValue is the message for a value that is begun as a stop. The stop
// is the text of the value, whose type is typ; match is an assertion or
// comparison with *typ, or empty; remedy is what to write instead.
func BegunAsValue(stop, typ, match, remedy string) string {
	if match == "" {
		match = ".(*" + typ + ")"
	}
	return asValue(stop, typ) + ": " + match + " never matches it; use " + remedy
}

// BegunUncomparable is the message for a value of a type that is not
// comparable and that is begun as a stop.
func BegunUncomparable(stop, typ, remedy string) string {
	return asValue(stop, typ) + " that is not comparable: == on the stop in force panics; use " + remedy
}

func asValue(stop, typ string) string {
	if namesType(stop, typ) {
		return stop + " is begun as a value"
	}
	return stop + " is begun as a value of " + typ
}

// namesType reports whether the text of a stop already tells its type.
func namesType(stop, typ string) bool {
	return len(stop) > len(typ) && stop[:len(typ)] == typ && (stop[len(typ)] == '{' || stop[len(typ)] == '(')
}

// BegunAsNewPointer is the message for a new pointer to a stop without data.
func BegunAsNewPointer(stop, typ string) string {
	return stop + " is begun, a new pointer to a stop without data: it need not equal (*" + typ + ")(nil) or another " +
		"such pointer; use (*" + typ + ")(nil)"
}

// BegunAsNil is the message for nil without a type.
func BegunAsNil(begin string) string {
	return "nil is passed to " + begin + ": it begins a stop that nothing can recognise; use a typed nil (*T)(nil)"
}

// BegunAsNilData is the message for the typed nil of a stop with data, one of
// whose methods reads it.
func BegunAsNilData(stop, typ, method string) string {
	return stop + " is begun, and " + method + " reads its data: calling it panics; use &" + typ + "{…}"
}

// ValueUseOfPointer is the message for an assertion to or a comparison with
// the value type typ whose stops are begun as pointers.
func ValueUseOfPointer(use, typ string) string {
	return use + " never matches: " + typ + " is begun as a pointer; use *" + typ
}

// ValueUse is the message for an assertion to or a comparison with the value
// type typ of which no stop is seen to begin.
func ValueUse(use, typ string) string {
	return use + " asks for a value: it never matches a stop begun as a pointer; use *" + typ
}

// ComparedAsValue is the message for a value that a comparison of stops is
// handed.
func ComparedAsValue(stop, typ, remedy string) string {
	text := stop
	if !namesType(stop, typ) {
		text += ", a value of " + typ + ","
	}
	return text + " flows to a comparison of stops: it never equals a stop begun as a pointer; use " + remedy
}

// ComparedWithNew is the message for a comparison with a pointer made for it.
func ComparedWithNew(use, stop, remedy string) string {
	return use + " never matches: " + stop + " is a new pointer; use " + remedy
}

// ComparedWithNewEmpty is the message for a comparison with a new pointer to
// a stop without data.
func ComparedWithNewEmpty(use, stop, typ string) string {
	return use + " need not match: " + stop + " is a new pointer to a stop without data; use (*" + typ + ")(nil)"
}

// ComparedWithNil is the message for a comparison with the typed nil of a
// stop that is always begun as a new pointer.
func ComparedWithNil(use, typ, begun string) string {
	return use + " never matches: " + typ + " is always begun as " + begun + "; use .(*" + typ + ")"
}

// ValueReceiver is the message for a value receiver on a stop type.
func ValueReceiver(method, typ string) string {
	return method + " has a value receiver, so a value of " + typ + " passes as a stop that .(*" + typ +
		") never matches; use a pointer receiver"
}

// ValueReceiverNil is the message for a value receiver on a stop type that is
// begun as a typed nil.
func ValueReceiverNil(method, typ string) string {
	return method + " has a value receiver: calling it on (*" + typ + ")(nil), which is begun, panics; " +
		"use a pointer receiver"
}

// Places of the valuestop check.
const (
	PlaceMade      = "the stop is made here"
	PlaceBegin     = "the stop is begun here"
	PlaceMatch     = "this never matches it"
	PlaceTypedNil  = "the typed nil is begun here"
	PlaceCompared  = "the stop is compared here"
	PlaceHandedOn  = "the stop is passed on here"
	PlaceBegunElse = "the pointer is begun here"
)

// Titles of the fixes of valuestop.

// FixTypedNil is the title of the fix that writes a typed nil in one place.
func FixTypedNil(typ string) string { return "use (*" + typ + ")(nil)" }

// FixPointerStop is the title of the fix that makes typ a stop that is only
// ever a pointer.
func FixPointerStop(typ string) string {
	return "make " + typ + " a pointer stop: typed nil, pointer receivers"
}
