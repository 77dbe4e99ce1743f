package protocol

import (
	"bytes"
	"encoding/gob"
	"go/token"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// TestFactsSurviveGob sends one fact of each kind through gob, as drivers do,
// and looks for what got lost.
func TestFactsSurviveGob(t *testing.T) {
	src := Source{Kind: Prose, Text: "t.mu must be locked", Pos: token.Pos(7)}
	ref := Ref{Class: Class{"p", "Task", "mu"}, Root: Param, Index: 1, Path: "mu", Text: "t.mu"}
	clause := Clause{Any: []Need{{ref, Read}, {Ref{Class: Class{"p", "Set", "mu"}, Text: "the set mutex"}, Write}}, Source: src}
	contract := &Contract{
		Requires: []Clause{clause}, Excludes: []Clause{clause}, Acquires: []Clause{clause}, Releases: []Clause{clause},
		Begin: InternalStop, StopParam: 2,
		Goroutine: OnTask, GoroutineSource: src, GoroutineRoot: Param, GoroutineIndex: 1,
		Callbacks: []Callback{{Param: 3, Goroutine: OffTask, Source: src}},
	}
	facts := []analysis.Fact{
		contract.portable(),
		&guardFact{Guard{Clauses: portable([]Clause{clause}), Reads: Owner}},
		(&typeFact{Stop: true, Task: true, Aliases: []Alias{{ref, ref, src}}}).portable(),
		&packageFact{
			Names:      []lockName{{"signal mutex", ref.Class, Class{Pkg: "p", Type: "Task"}, "mu", true, true, true}},
			Stops:      []string{"TaskStop"},
			Interfaces: []string{"state"},
			Visible:    true,
		},
	}
	for _, fact := range facts {
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(fact); err != nil {
			t.Fatalf("%T: %v", fact, err)
		}
		got := reflect.New(reflect.TypeOf(fact).Elem()).Interface()
		if err := gob.NewDecoder(&b).Decode(got); err != nil {
			t.Fatalf("%T: %v", fact, err)
		}
		if !reflect.DeepEqual(got, fact) {
			t.Errorf("%T: got %v, want %v", fact, got, fact)
		}
	}
	if contract.Requires[0].Source.Pos != 7 || contract.GoroutineSource.Pos != 7 || contract.Callbacks[0].Source.Pos != 7 {
		t.Error("making a contract portable changed the contract itself")
	}
	if p := contract.portable(); p.Requires[0].Source.Pos.IsValid() || p.Callbacks[0].Source.Pos.IsValid() {
		t.Error("a portable contract has positions")
	}
}

func TestEveryFactTypeIsRegistered(t *testing.T) {
	for _, want := range []analysis.Fact{new(Contract), new(guardFact), new(typeFact), new(packageFact)} {
		found := false
		for _, f := range Analyzer.FactTypes {
			found = found || reflect.TypeOf(f) == reflect.TypeOf(want)
		}
		if !found {
			t.Errorf("%T is not among the analyzer's facts", want)
		}
	}
}
