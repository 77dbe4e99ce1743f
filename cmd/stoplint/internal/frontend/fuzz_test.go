package frontend

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stoplint/stoplint/analyzer"
)

// FuzzFacts gives the analyzers facts in which anything may be wrong: indexes
// out of range, names of nothing, empty lists. It fails if one of them panics
// or fails.
func FuzzFacts(f *testing.F) {
	units := slices.DeleteFunc(fixtureUnits(f), func(u fixtureUnit) bool { return len(u.unit.PackageVetx) == 0 })
	if len(units) < 3 {
		f.Fatalf("%d fixtures import others", len(units))
	}
	for seed := range uint64(40) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		for _, u := range units {
			run := u.analysis(t)
			for _, facts := range run.facts {
				for _, fs := range facts {
					for _, fact := range fs {
						scramble(rnd, reflect.ValueOf(fact).Elem())
					}
				}
			}
			for _, a := range analyzer.Suite() {
				if err := run.run(a); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

// scramble changes some of the values in v.
func scramble(rnd *rand.Rand, v reflect.Value) {
	change := rnd.IntN(8) == 0
	switch v.Kind() {
	case reflect.Bool:
		if change {
			v.SetBool(!v.Bool())
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if change {
			v.SetInt([]int64{-2, -1, 0, 1, 2, 3, 9, 100}[rnd.IntN(8)])
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if change {
			v.SetUint([]uint64{0, 1, 2, 3, 9, 100}[rnd.IntN(6)])
		}
	case reflect.String:
		if change {
			v.SetString([]string{"", ".", "..", "Mu", "x.y.z", ".Mu.Mu", "[", "\x00", v.String() + ".", v.String() + v.String()}[rnd.IntN(10)])
		}
	case reflect.Slice:
		if v.Len() > 0 && change {
			v.Set(v.Slice(0, rnd.IntN(v.Len()+1)))
		}
		for i := range v.Len() {
			scramble(rnd, v.Index(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			scramble(rnd, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scramble(rnd, v.Field(i))
			}
		}
	case reflect.Pointer:
		switch {
		case v.IsNil():
		case change:
			v.SetZero()
		default:
			scramble(rnd, v.Elem())
		}
	case reflect.Map:
		fresh := reflect.MakeMap(v.Type())
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			k, e := reflect.New(key.Type()).Elem(), reflect.New(v.Type().Elem()).Elem()
			k.Set(key)
			e.Set(v.MapIndex(key))
			scramble(rnd, k)
			scramble(rnd, e)
			fresh.SetMapIndex(k, e)
		}
		if v.Len() > 0 {
			v.Set(fresh)
		}
	}
}
